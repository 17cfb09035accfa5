import { sql } from 'kysely'
import { startProgress } from '../../../packages/platform/src/cli/progress.ts'
import { system } from '../../../packages/platform/src/commit/commit.ts'
import type { Platform } from '../../../packages/platform/src/commit/platform.ts'
import { countParticipants } from '../../../packages/platform/src/participants/count-participants.ts'
import { loadPlan } from '../../../packages/platform/src/plans/index.ts'
import { planWithBoard } from '../../../packages/platform/test/made-up-board.ts'
import { addMany } from '../../../packages/platform/test/made-up-many.ts'
import { addManyClaims, manyOfficers } from '../../../packages/platform/test/made-up-many-claims.ts'
import { addManyDisputes } from '../../../packages/platform/test/made-up-many-disputes.ts'
import { addPeopleOfMany, phoneOf } from '../../../packages/platform/test/made-up-many-people.ts'
import { addManyPeriods, calendarOfMany } from '../../../packages/platform/test/made-up-many-periods.ts'
import type { Samples } from './list-routes.ts'

/** Noon in Shanghai of the day on which the lists are asked for: two days into a publicity. */
export const listsAt = '2024-04-23T04:00:00Z'

const base = planWithBoard()
const illnessCodes = [
  'malignant-tumour',
  'acute-myocardial-infarction',
  'organ-transplant',
  'stroke',
  'coma',
  'deafness',
]
export const listsPlan = {
  ...base,
  cover: {
    ...base.cover,
    illnesses: illnessCodes.map((code) => ({ ...base.cover.illnesses[0]!, code })),
  },
}

export interface WorldSize {
  readonly participants: number
  readonly claims: number
  readonly seed: number
}

const months = { firstMonth: '2022-05', count: 48, withCharges: 4 }

/** A plan after two years: everything that a list shows, at its size. */
export async function makeWorld(platform: Platform, { claims, participants, seed }: WorldSize): Promise<void> {
  const loaded = await loadPlan(platform, { key: 'bench-plan', actor: system, source: JSON.stringify(listsPlan) })
  if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
  const steps: readonly (readonly [string, (progress: (done: number) => void) => Promise<void>, number])[] = [
    [
      'participants',
      (progress) =>
        addMany(platform.database, listsPlan, { count: participants, seed, firstDay: listsPlan.firstDay, progress }),
      participants,
    ],
    ['people', (progress) => addPeopleOfMany(platform, progress), participants],
    [
      'claims',
      (progress) =>
        addManyClaims(platform, listsPlan, { count: claims, participants, periods: calendarOfMany(months), progress }),
      claims,
    ],
    ['periods', () => addManyPeriods(platform, listsPlan, months), 1],
    [
      'disputes',
      () =>
        addManyDisputes(platform, listsPlan, {
          jurors: Math.floor(participants / 20),
          disputes: Math.floor(claims / 25),
        }),
      1,
    ],
    ['officers', () => appointOfficers(platform), 1],
  ]
  for (const [what, make, of] of steps) {
    const progress = startProgress(`Making ${what}`, of)
    await make(progress.update)
    progress.update(of)
    progress.stop()
  }
  await countParticipants(platform, listsPlan.plan, Temporal.PlainDate.from(listsAt.slice(0, 10)))
  await sql`vacuum analyze`.execute(platform.database)
}

async function appointOfficers({ clock, database }: Platform): Promise<void> {
  const offices = { reviewer: manyOfficers.reviewers, investigator: manyOfficers.investigators }
  for (const [role, people] of Object.entries(offices)) {
    await sql`
      insert into role_grants (grant_id, person_id, role, granted_at)
      select gen_random_uuid(), id, ${role}, ${clock.now()} from unnest(${[...people]}::bigint[]) id`.execute(database)
  }
}

/** Who calls in which office. */
export const callersInWorld = {
  reviewer: manyOfficers.reviewers[0],
  investigator: manyOfficers.investigators[0],
  finance: 900_021n,
  operator: 900_031n,
  auditor: 900_041n,
} as const

/** What the requests of the lists name, taken from the database. */
export async function samplesOf({
  database,
}: Platform): Promise<{ readonly samples: Samples; readonly participant: bigint }> {
  const one = async <Row>(query: ReturnType<typeof sql<Row>>) => {
    const row = (await query.execute(database)).rows[0]
    if (!row) throw new Error('the database holds no sample of what lists show')
    return row
  }
  const claim = await one(sql<{
    case_reference: string
    participant_id: bigint
    claimant_person_id: bigint
    evidence_id: string
  }>`
    select case_reference, participant_id, claimant_person_id, evidence_id from claims join evidence using (claim_id)
    join participants using (participant_id)
    where status = 'desk-review' and relation = 'self' and ended_on is null order by case_reference desc limit 1`)
  const paid = await one(sql<{ case_reference: string; period_code: string }>`
    select case_reference, period_code from claims where status = 'paid' order by case_reference desc limit 1`)
  const dispute = await one(sql<{ reference: string }>`select reference from disputes order by ended_at limit 1`)
  const period = await one(sql<{ period_code: string }>`
    select period_code from periods where status = 'settled' order by publicity_day desc limit 1`)
  const samples: Samples = {
    plan: [listsPlan.plan],
    reference: [claim.case_reference],
    evidenceId: [claim.evidence_id],
    participantId: [claim.participant_id.toString()],
    period: [period.period_code],
    dispute: [dispute.reference],
    account: ['payouts-payable', 'gateway-clearing'],
    version: [1],
    from: [1],
    to: [1],
    illness: ['stroke', 'deafness'],
    region: ['44', '46'],
    clause: ['1', '2'],
    status: ['desk-review', 'paid', 'investigation', 'published', 'closed', 'deciding'],
    search: [paid.case_reference.slice(0, 4), paid.case_reference, claim.participant_id.toString(), 'ZZZZ'],
    offset: [1_000],
    '/plans/:plan/cases?after': [paid.case_reference],
    '/disputes/:dispute/discussion?after': ['1'],
    '/verdicts/:dispute/ballots?after': ['000000000001'],
    '/finance/plans/:plan/arrears?after': ['0-0', '1000-1', '900000-1'],
    before: ['1000', '1000000'],
    phone: [phoneOf(claim.participant_id)],
  }
  return { samples, participant: claim.claimant_person_id }
}
