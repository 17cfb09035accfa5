import type { PlanVersion } from '@tongzhou/core'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../src/commit/platform.ts'

/** Rows of one statement: a second or two, so that progress moves. */
const mostPerStatement = 250_000

/**
 * Millions who had joined the plan that this project follows, by days since its first: 3.3 in three days, 10 in nine, 20 after six weeks,
 * 27 at the end of the year, 50 in April, 81 in August, 100 after 407 days, 106 at its peak (press releases and news of Xiang Hu Bao, 2018 to 2020).
 */
const joiningCurve = [
  { days: 0, millions: 0 },
  { days: 3, millions: 3.3 },
  { days: 9, millions: 10 },
  { days: 42, millions: 20 },
  { days: 76, millions: 27 },
  { days: 182, millions: 50 },
  { days: 304, millions: 81 },
  { days: 407, millions: 100 },
  { days: 807, millions: 106 },
] as const
const peak = joiningCurve.at(-1)!

/** Cases per million participants in half a month: 27 at the end of 2020, 53 a year later. */
const casesPerMillion = 40

/** Provinces by the first two digits of GB/T 2260, as often as people live there, in percent (census of 2020, rounded). */
const regions = Object.entries({
  ...{
    44: 9,
    37: 7,
    41: 7,
    32: 6,
    51: 6,
    13: 5,
    43: 5,
    34: 4,
    42: 4,
    33: 4,
    45: 4,
    53: 3,
    36: 3,
    21: 3,
    35: 3,
    61: 3,
    52: 3,
  },
  ...{ 14: 2, 50: 2, 23: 2, 65: 2, 31: 2, 62: 2, 11: 2, 22: 2, 15: 2, 46: 1, 64: 1, 12: 1 },
}).flatMap(([code, percent]) => Array.from({ length: percent }, () => code))

/** Of ten who join one after the other: what each is to the payer, and how far before them the payer stands. */
const households = {
  relations: ['self', 'child', 'self', 'spouse', 'child', 'self', 'self', 'self', 'self', 'self'],
  payersBefore: [0, 1, 0, 1, 2, 0, 0, 0, 0, 0],
}

export interface ManyMembers {
  readonly count: number
  /** The same seed gives the same people. */
  readonly seed: number
  /** The first day of the plan; the last join 807 days later. */
  readonly firstDay: string
  readonly progress?: (done: number) => void
}

/** The day from which on nobody of `addMany` joins, leaves or turns sixty any more. */
export function dayAfterMany(firstDay: string): Temporal.PlainDate {
  return Temporal.PlainDate.from(firstDay).add({ days: peak.days + 1 })
}

/** Cases of half a month among so many. */
export function casesAmong(participants: number): number {
  return Math.max(1, Math.round((participants * casesPerMillion) / 1e6))
}

/**
 * Many participants 1 to `count` with their history, set-based: joined along the curve above, seven of ten for themselves, children and
 * spouses with their payers, adults of 20 to 58 years (mean age of all 34), by sex and province; six of a hundred leave, and who turns sixty
 * ages out. Person numbers are those of the participants. There is nobody behind them: no names, documents or phones.
 */
export async function addMany(database: Database, plan: PlanVersion, many: ManyMembers): Promise<void> {
  const { count, firstDay, progress = () => {}, seed } = many
  for (const stretch of stretches(count)) {
    await addStretch(database, plan, { ...stretch, firstDay, seed })
    progress(stretch.to)
  }
  await sql`select setval('participant_ids', ${count}), setval('person_ids', ${count})`.execute(database)
  // Without it the planner knows nothing of freshly made rows.
  await sql`vacuum analyze participants, active_memberships, membership_changes`.execute(database)
}

interface Stretch {
  /** Of the people counted from 0, this one and those before `to`. */
  readonly from: number
  readonly to: number
  readonly daysAtFrom: number
  readonly daysPerPerson: number
}

/** The people in pieces of one statement each, within which joining goes on at one pace. */
function stretches(count: number): Stretch[] {
  return joiningCurve.slice(1).flatMap((end, at) => {
    const begin = joiningCurve[at]!
    const [first, last] = [begin, end].map(({ millions }) => Math.round((millions / peak.millions) * count)) as [
      number,
      number,
    ]
    const daysPerPerson = (end.days - begin.days) / Math.max(1, last - first)
    const pieces = Math.ceil((last - first) / mostPerStatement)
    return Array.from({ length: pieces }, (_, piece) => {
      const from = first + piece * mostPerStatement
      const to = Math.min(last, from + mostPerStatement)
      return { from, to, daysAtFrom: begin.days + (from - first) * daysPerPerson, daysPerPerson }
    })
  })
}

type StretchOf = Stretch & Pick<ManyMembers, 'firstDay' | 'seed'>

async function addStretch(
  database: Database,
  plan: PlanVersion,
  { from, to, firstDay, seed, ...pace }: StretchOf,
): Promise<void> {
  /** Between 0 and 1, each number's own. */
  const draw = (which: number): RawBuilder<number> =>
    sql`((hashint8extended(n, ${sql.lit(seed * 100 + which)}) & 1048575) / 1048576::float8)`
  const noon = (day: string) => sql`(${sql.ref(day)} + time '12:00') at time zone ${plan.timeZone}`
  const lastDay = sql`${firstDay}::date + ${peak.days}::integer`
  await sql`
    with born as (
      select n, n % 10 as place,
        ${firstDay}::date + floor(${pace.daysAtFrom}::float8 + (n - ${from}::bigint) * ${pace.daysPerPerson}::float8)::integer as joined_on
      from generate_series(${from}::bigint, ${to}::bigint - 1) n),
    grown as (
      select n, place, joined_on, (${households.relations}::text[])[place + 1] as relation,
        joined_on - case when (${households.relations}::text[])[place + 1] = 'child' then 30 + floor(${draw(1)} * 6400)::integer
          else floor((20 + ${draw(1)} * 38) * 365.25)::integer end as birth_date
      from born),
    ending as (
      select *, case
        when ${draw(2)} < 0.06 then joined_on + floor(${draw(3)} * (${lastDay} - joined_on))::integer
        when birth_date + interval '60 years' <= ${lastDay} then (birth_date + interval '60 years')::date end as ended_on,
        case when ${draw(2)} < 0.06 then 'left' when birth_date + interval '60 years' <= ${lastDay} then 'aged-out' end as ended_reason
      from grown),
    made as (
      insert into participants (participant_id, person_id, payer_person_id, relation, plan_code, plan_version, joined_on, birth_date, sex,
        region, ended_on, ended_reason, change_count, recorded_at)
      select n + 1, n + 1, n + 1 - (${households.payersBefore}::integer[])[place + 1], relation, ${plan.plan}::text,
        ${plan.version}::integer, joined_on, birth_date, case when ${draw(4)} < 0.49 then 'female' else 'male' end,
        (${regions}::text[])[1 + floor(${draw(5)} * ${regions.length}::integer)::integer], ended_on, ended_reason,
        case when ended_on is null then 1 else 2 end, ${noon('joined_on')}
      from ending
      returning participant_id, person_id, plan_code, joined_on, ended_on, ended_reason),
    changes as (
      insert into membership_changes (participant_id, change_no, kind, effective_on, reason, recorded_at)
      select participant_id, 1, 'joined', joined_on, null, ${noon('joined_on')} from made
      union all
      select participant_id, 2, 'ended', ended_on, ended_reason, ${noon('ended_on')} from made where ended_on is not null)
    insert into active_memberships (person_id, plan_code, participant_id)
    select person_id, plan_code, participant_id from made where ended_on is null`.execute(database)
}
