import {
  type Claim,
  type ClaimEvent,
  type ClaimStatement,
  evolveClaim,
  type PlanVersion,
  planReference,
} from '@tongzhou/core'
import { sql } from 'kysely'
import { claimSubject, insertClaim, insertStep } from '../src/claims/store.ts'
import { claimJournalEvent } from '../src/claims/take-step.ts'
import { commit, system } from '../src/commit/commit.ts'
import type { Database, Platform } from '../src/commit/platform.ts'
import { insertSubjectKey } from '../src/identity/index.ts'
import { insertPlanVersion } from '../src/plans/store.ts'
import { growChargeTree, totalsOf } from '../src/sharing/charge-tree.ts'
import { createPartition } from '../src/sharing/store.ts'

/** Who takes part in a made-up period. Person numbers are those of the participants unless a payer is named. */
export interface Member {
  readonly participantId: bigint
  readonly payerPersonId?: bigint
}

export interface MadePeriod {
  readonly periodId: bigint
  readonly plan: PlanVersion
  readonly sharingDay: string
  readonly shareFen: bigint
  readonly members: readonly Member[]
}

/** A loaded plan version, without the checks of loading. */
export async function loadTestPlan(platform: Platform, plan: PlanVersion): Promise<void> {
  await done(platform, `load:${plan.plan}:${plan.version}`, async (unit) => {
    const id = unit.newId()
    return {
      answer: {},
      rows: [insertPlanVersion(plan, id, unit.now)],
      events: [{ id, kind: 'plan-version-loaded', subject: `plan/${plan.plan}`, plan: planReference(plan) }],
    }
  })
}

/** Participants who joined long ago; those with another payer are children. */
export async function addMembers(database: Database, plan: PlanVersion, members: readonly Member[]): Promise<void> {
  const ids = members.map((member) => member.participantId)
  const payers = members.map((member) => member.payerPersonId ?? member.participantId)
  await sql`
    insert into participants (participant_id, person_id, payer_person_id, relation, plan_code, plan_version, joined_on,
      birth_date, change_count, recorded_at)
    select id, id, payer, case when id = payer then 'self' else 'child' end, ${plan.plan}::text, ${plan.version}::integer,
      '2019-01-01', '1990-01-01', 1, '2019-01-01T00:00:00Z'
    from unnest(${ids}::bigint[], ${payers}::bigint[]) as m (id, payer)`.execute(database)
  await sql`
    insert into active_memberships (person_id, plan_code, participant_id)
    select id, ${plan.plan}::text, id from unnest(${ids}::bigint[]) as m (id)`.execute(database)
}

/** Agreements of these payers, with the token `account-<person>`. */
export async function agreeFor(database: Database, payers: readonly bigint[]): Promise<void> {
  await sql`
    insert into payment_agreements (agreement_id, payer_person_id, account_token, agreed_at)
    select gen_random_uuid(), payer, 'account-' || payer, '2019-01-01T00:00:00Z'
    from unnest(${[...payers]}::bigint[]) as p (payer)`.execute(database)
}

/** The journal's subject and ledger of a settled period with its roll, as the sharing leaves them. */
export async function settlePeriod(platform: Platform, period: MadePeriod): Promise<void> {
  const { periodId, plan, sharingDay, shareFen, members } = period
  const database = platform.database
  const periodCode = periodCodeOf(periodId)
  await sql`
    insert into periods (period_id, plan_code, period_code, plan_version, publicity_day, sharing_day, objections_until,
      status, published_at, roll_count)
    overriding system value
    values (${periodId}, ${plan.plan}, ${periodCode}, ${plan.version}, ${sharingDay}::date - 7, ${sharingDay}::date,
      ${sharingDay}::date - 1, 'rolled', '2020-01-01T00:00:00Z', ${BigInt(members.length)})`.execute(database)
  for (const write of createPartition(periodId)) await write.execute(database)
  await sql`
    insert into charges (period_id, participant_id, payer_person_id)
    select ${periodId}::bigint, id, payer
    from unnest(${members.map((member) => member.participantId)}::bigint[],
      ${members.map((member) => member.payerPersonId ?? member.participantId)}::bigint[]) as m (id, payer)`.execute(
    database,
  )
  const totalFen = shareFen * BigInt(members.length)
  const count = BigInt(members.length)
  await done(platform, `settle:${periodId}`, async (unit) => {
    const eventId = unit.newId()
    const subject = `period/${plan.plan}/${periodCode}`
    const tree = { periodId, shareFen, key: new Uint8Array(32), exempt: [] }
    const charges = totalsOf(await growChargeTree(unit.reader, tree))
    return {
      answer: {},
      rows: [
        sql`
          update periods set status = 'settled', settled_at = ${unit.now}, settled_event_id = ${eventId}, case_count = 1,
            participants = ${count}, payouts_fen = ${totalFen}, fees_fen = 0, carry_in_fen = 0, shortfall_fen = 0,
            due_fen = ${totalFen}, share_fen = ${shareFen}, carry_out_fen = 0, case_cap_fen = 0, year_cap_fen = 0,
            no_participants_fen = 0, run_off_fen = 0, charges_key = ${tree.key}, charges_root = ${charges.chargesRoot},
            charges_size = ${charges.chargesSize}, charges_sum_fen = ${charges.chargesSumFen}
          where period_id = ${periodId}`,
      ],
      events: [{ id: eventId, kind: 'period-settled', subject, plan: planReference(plan) }],
      postings: [
        {
          plan: plan.plan,
          subject,
          memo: 'period settled',
          postings: [
            { account: 'participants-receivable', amountFen: totalFen },
            { account: 'payouts-payable', amountFen: -totalFen },
          ],
        },
      ],
    }
  })
}

function periodCodeOf(periodId: bigint): string {
  return `2020-${String(periodId).padStart(2, '0')}-A`
}

export interface MadeCase {
  readonly caseReference: string
  readonly participantId: bigint
  readonly payoutFen: bigint
  readonly payeeAccount: string
}

/** A claim that has come as far as `settled`, step by step, without the people who take the steps. */
export async function settleCase(platform: Platform, plan: PlanVersion, made: MadeCase): Promise<void> {
  const { caseReference, participantId, payoutFen, payeeAccount } = made
  const day = Temporal.PlainDate.from('2020-05-01')
  const statement: ClaimStatement = {
    participantId,
    illness: 'stroke',
    mild: false,
    cause: 'illness',
    diagnosedOn: day,
    hospital: '第一人民医院',
    payeeAccount,
    payeeName: '张三',
  }
  const reviewer = { reviewerPersonId: 900_001n, clause: '1', text: 'fits' }
  const events: ClaimEvent[] = [
    {
      kind: 'claim-filed',
      claimantPersonId: participantId,
      planVersion: plan.version,
      filedOn: day,
      payoutFen,
      statement,
    },
    { kind: 'claim-submitted' },
    { kind: 'desk-review-passed', reviewerPersonId: 900_001n, checklist: [], investigate: false, note: '' },
    { kind: 'claim-approved', ...reviewer },
    { kind: 'claim-published', period: '2020-1', objectionsUntil: day },
    { kind: 'claim-settled', period: '2020-1' },
  ]
  await done(platform, `settle-case:${caseReference}`, async (unit) => {
    const claimId = unit.newId()
    const subjectKey = platform.vault.newSubjectKey()
    const claim = events.reduce<Claim | null>((so_far, event) => evolveClaim(so_far, event), null)!
    const steps = events.map((event, index) => ({
      claimId,
      stepNo: index + 1,
      eventId: unit.newId(),
      actorPersonId: null,
      actorRole: 'system' as const,
      now: unit.now,
      event,
    }))
    const stored = { claimId, caseReference, planCode: plan.plan, claim, stepCount: steps.length, now: unit.now }
    return {
      answer: {},
      rows: [
        insertSubjectKey(platform, claimSubject(claimId), subjectKey),
        insertClaim(stored),
        ...steps.map((step) => insertStep(platform, subjectKey, step)),
      ],
      events: steps.map((step) => claimJournalEvent(step.eventId, caseReference, planReference(plan), step.event)),
    }
  })
}

type Work = Parameters<typeof commit<object>>[2]

async function done(platform: Platform, key: string, work: Work): Promise<void> {
  const outcome = await commit<object>(platform, { key, kind: 'test', actor: system, content: {} }, work)
  if (!outcome.accepted) throw new Error(outcome.refusal.code)
}
