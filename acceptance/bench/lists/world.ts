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
import { addDraft, addManyOffices, manyOtherOfficers } from '../../../packages/platform/test/made-up-many-offices.ts'
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
    ['offices', () => addManyOffices(platform), 1],
    ['a draft', () => addDraft(platform, { ...listsPlan, version: 2, firstDay: '2024-06-01' }), 1],
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

/** Who calls in which office. */
export const callersInWorld = {
  reviewer: manyOfficers.reviewers[0],
  investigator: manyOfficers.investigators[0],
  ...manyOtherOfficers,
} as const

interface WorldSamples {
  readonly samples: Samples
  /** Parameters that are asked for together, by route. */
  readonly together: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>
  /** Bodies of the searches that are not in an address. */
  readonly searches: Readonly<Record<string, readonly object[]>>
  readonly participant: bigint
}

/** What the requests of the lists name, taken from the database. */
export async function samplesOf({ database }: Platform): Promise<WorldSamples> {
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
  const ofPeriod = await one(sql<{ case_reference: string }>`
    select case_reference from published_cases where period_code = ${period.period_code} order by payout_fen desc, case_reference limit 1`)
  const payout = await one(sql<{ case_reference: string }>`
    select case_reference from payouts where state = 'paid' order by prepared_at
    offset (select count(*) / 2 from payouts where state = 'paid') limit 1`)
  const act = await one(sql<{ act_no: bigint }>`select max(act_no) / 2 as act_no from office_acts`)
  const draft = await one(sql<{ draft_id: string }>`select draft_id from plan_drafts limit 1`)
  const [reviewer] = manyOfficers.reviewers
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
    draft: [draft.draft_id],
    personId: [claim.participant_id.toString()],
    '/staff/:personId?personId': [reviewer.toString()],
    '/office-acts?person': [reviewer.toString(), claim.participant_id.toString()],
    '/office-acts?kind': ['view-evidence', 'sign-in', 'no-such-kind'],
    '/office-acts?about': [claim.case_reference, 'ZZZZ-ZZZZ'],
    '/office-acts?from': ['2023-01-01', '2030-01-01'],
    '/office-acts?to': ['2023-01-01', '2000-01-01'],
    '/office-acts?before': [act.act_no.toString()],
    '/plans/:plan/periods/:period/cases?after': [ofPeriod.case_reference],
    '/plans/:plan/cases?after': [paid.case_reference],
    '/finance/plans/:plan/collections?after': ['2023-06-14'],
    '/finance/plans/:plan/payouts?after': [`${payout.case_reference}.1`],
    '/finance/differences?after': ['2023-06-14.wrong-amount.2023-06-14-3'],
    '/finance/statements?after': ['2023-06-14'],
    '/disputes/:dispute/discussion?after': ['1'],
    '/verdicts/:dispute/ballots?after': ['000000000001'],
    '/finance/plans/:plan/arrears?after': ['0-0', '1000-1', '900000-1'],
    before: ['1000', '1000000'],
    phone: [phoneOf(claim.participant_id)],
  }
  const people = [
    { by: 'participant', text: claim.participant_id.toString() },
    { by: 'person', text: claim.claimant_person_id.toString() },
    { by: 'case', text: claim.case_reference },
    { by: 'phone', text: phoneOf(claim.participant_id) },
    { by: 'phone', text: '+8613000000000' },
  ]
  const together = {
    // Of the paid cases there are the most.
    '/review/queue': [
      ...['deadline', 'waiting', 'payout', 'risk'].map((order) => ({ status: 'paid', order })),
      ...['free', 'mine'].map((holder) => ({ status: 'paid', holder })),
      { status: 'paid', region: '44' },
      { status: 'paid', illness: 'stroke' },
      { status: 'paid', search: paid.case_reference },
    ],
    '/office-acts': [{ person: reviewer.toString(), kind: 'sign-in' }],
  }
  return { samples, together, searches: { '/people/search': people }, participant: claim.claimant_person_id }
}
