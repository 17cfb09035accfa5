import { type CountedCases, type DailyCases, type RateFacts, refusedDays } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader } from '../../commit/platform.ts'
import { wasForged } from './links-store.ts'
import type { Mark } from './marks.ts'

/** Days up to today in which cases of hospitals and doctors are counted. */
const countedDays = 730

const ratedKinds = ['hospital', 'doctor', 'early-hospital', 'early-doctor'] as const
type RatedKind = (typeof ratedKinds)[number]

/** A plan's cases day by day, and how unequal its hospitals and doctors are: the same for each of its claims. */
export interface PlanRates {
  readonly planCode: string
  readonly from: Temporal.PlainDate
  readonly cases: DailyCases
  readonly earlyCases: DailyCases
  readonly shares: ReadonlyMap<string, Pick<CountedCases, 'known' | 'squares'>>
  /** Of the cases those that were refused for forged evidence. */
  readonly refused: number
}

/** What is to be known of a plan before its claims' rates are. */
export async function planRates(reader: Reader, planCode: string, today: Temporal.PlainDate): Promise<PlanRates> {
  const from = today.subtract({ days: countedDays })
  const { rows } = await sql<{ kind: RatedKind; filed_on: Temporal.PlainDate; cases: bigint }>`
    select kind, filed_on, count(*) as cases from claim_marks
    where plan_code = ${planCode} and kind in ('hospital', 'early-hospital') and filed_on between ${from}::date and ${today}::date
    group by kind, filed_on`.execute(reader)
  const shares = await sql<{ kind: RatedKind; known: bigint; squares: bigint }>`
    select kind, count(*) as known, sum(cases * cases)::bigint as squares from (
      select kind, mark, count(*) as cases from claim_marks
      where plan_code = ${planCode} and kind = any(${[...ratedKinds]}::text[]) and filed_on between ${from}::date and ${today}::date
      group by kind, mark) each
    group by kind`.execute(reader)
  const refused = await sql<{ cases: bigint }>`
    select count(*) as cases from claims c
    where ${wasForged} and plan_code = ${planCode} and filed_on between ${from}::date and ${today}::date`.execute(
    reader,
  )
  const daily = (kind: RatedKind) =>
    dailyCases(
      from,
      rows.filter((row) => row.kind === kind),
    )
  return {
    planCode,
    from,
    cases: daily('hospital'),
    earlyCases: daily('early-hospital'),
    shares: new Map(
      shares.rows.map(({ kind, known, squares }) => [kind, { known: Number(known), squares: Number(squares) }]),
    ),
    refused: Number(refused.rows[0]!.cases),
  }
}

/** When cases with this mark of a hospital or doctor of a claim were filed, beside the plan's. */
export async function rateOf(
  reader: Reader,
  rates: PlanRates,
  { kind, mark }: Mark,
  { claimId, filedOn }: { readonly claimId: string; readonly filedOn: Temporal.PlainDate },
): Promise<RateFacts> {
  const { cases, earlyCases, from, planCode, shares } = rates
  const early = `early-${kind}`
  const { rows } = await sql<{ kind: string; filed_on: Temporal.PlainDate; cases: bigint }>`
    select kind, filed_on, count(*) as cases from claim_marks
    where plan_code = ${planCode} and kind in (${kind}, ${early}) and mark = ${Buffer.from(mark)} and filed_on >= ${from}::date
    group by kind, filed_on`.execute(reader)
  const counted = (of: string, plan: DailyCases): CountedCases => {
    const own = dailyCases(
      from,
      rows.filter((row) => row.kind === of),
    )
    return { own, plan, ...(shares.get(of) ?? { known: 0, squares: 0 }) }
  }
  const around = await sql<{ case_reference: string }>`
    select c.case_reference from claims c join claim_marks m using (claim_id)
    where ${wasForged} and m.kind = ${kind} and m.mark = ${Buffer.from(mark)} and c.claim_id <> ${claimId} and m.plan_code = ${planCode}
      and m.filed_on between ${filedOn}::date - ${refusedDays}::integer and ${filedOn}::date + ${refusedDays}::integer
    order by m.filed_on desc, c.case_reference`.execute(reader)
  const refused = { around: around.rows.map((row) => row.case_reference), plan: rates.refused }
  return { filedOn, all: counted(kind, cases), early: counted(early, earlyCases), refused }
}

function dailyCases(
  from: Temporal.PlainDate,
  rows: readonly { readonly filed_on: Temporal.PlainDate; readonly cases: bigint }[],
): DailyCases {
  const of = Array.from({ length: countedDays + 1 }, () => 0)
  for (const { cases, filed_on } of rows) {
    const day = from.until(filed_on, { largestUnit: 'days' }).days
    if (day >= 0 && day <= countedDays) of[day]! += Number(cases)
  }
  const before = [0]
  for (const cases of of) before.push(before.at(-1)! + cases)
  return { from, before }
}
