import {
  ageInYears,
  type ClaimEvent,
  type Decision,
  payClaim as decidePayment,
  publishClaim as decidePublication,
  settleClaim as decideSettlement,
  type Refused,
} from '@tongzhou/core'
import { sql } from 'kysely'
import type { Actor, JournalEvent, Unit } from '../commit/commit.ts'
import type { Platform, Reader, Write } from '../commit/platform.ts'
import { loadParticipant } from '../participants/index.ts'
import { planVersion } from '../plans/index.ts'
import { insertPublishedCase, type PublishedCase, publishedContent } from './published-case-store.ts'
import { loadClaim, type StoredClaim } from './store.ts'
import { stepEffects } from './take-step.ts'

/** One case as the sharing sees it. */
export interface SharedCase {
  readonly caseReference: string
  readonly participantId: bigint
  readonly payoutFen: bigint
}

export interface CaseEffects {
  readonly rows: readonly Write[]
  readonly events: readonly JournalEvent[]
}

/** The approved cases of a plan that wait for a period, oldest first. A case with an open objection goes on waiting. */
export async function approvedForPublicity(reader: Reader, planCode: string): Promise<readonly SharedCase[]> {
  return casesIn(reader, sql`plan_code = ${planCode} and status = 'approved' and open_objections = 0`)
}

/** The cases that stand in a period now. */
export async function casesOfPeriod(reader: Reader, planCode: string, period: string): Promise<readonly SharedCase[]> {
  return casesIn(reader, sql`plan_code = ${planCode} and period_code = ${period}`)
}

/** Cases of a public period that a close would share now, and those that it would hold over for an open objection. */
export async function casesToClose(reader: Reader, planCode: string, period: string) {
  const inPeriod = sql`plan_code = ${planCode} and period_code = ${period} and status = 'published'`
  const shared = await casesIn(reader, sql`${inPeriod} and open_objections = 0`)
  const heldOver = await casesIn(reader, sql`${inPeriod} and open_objections > 0`)
  return { shared, heldOver }
}

async function casesIn(reader: Reader, condition: Write): Promise<readonly SharedCase[]> {
  const { rows } = await sql<{ case_reference: string; participant_id: bigint; payout_fen: bigint }>`
    select case_reference, participant_id, payout_fen from claims where ${condition}
    order by status_since, case_reference`.execute(reader)
  return rows.map((row) => ({
    caseReference: row.case_reference,
    participantId: row.participant_id,
    payoutFen: row.payout_fen,
  }))
}

export interface PublishCases {
  readonly planCode: string
  readonly period: string
  readonly objectionsUntil: Temporal.PlainDate
  readonly publishedOn: Temporal.PlainDate
}

/** Makes the approved cases public with their period: for the sharing's transaction. */
export async function publishCases(platform: Platform, unit: Unit, actor: Actor, command: PublishCases) {
  const rows: Write[] = []
  const events: JournalEvent[] = []
  const cases: SharedCase[] = []
  const { period, objectionsUntil } = command
  for (const one of await approvedForPublicity(unit.reader, command.planCode)) {
    const stored = await lockedClaim(platform, unit, one.caseReference)
    // Withdrawn while its turn came, or an objection to it has been raised again.
    if (stored.claim.status !== 'approved' || stored.claim.openObjections.length > 0) continue
    cases.push(one)
    const event = decided(decidePublication(stored.claim, { period, objectionsUntil }))
    const effects = stepEffects(platform, unit, actor, stored, event)
    const [entry] = effects.events
    const published = await publicCase(unit, stored, entry!.id, command)
    rows.push(...effects.rows, insertPublishedCase(published))
    events.push({ ...entry!, sealed: { ...entry!.sealed, published: publishedContent(published) } })
  }
  return { rows, events, cases }
}

/** Settles the cases of a period on its sharing day; those with an open objection are held over. */
export async function settleCases(platform: Platform, unit: Unit, actor: Actor, planCode: string, period: string) {
  const rows: Write[] = []
  const events: JournalEvent[] = []
  const settled: SharedCase[] = []
  const heldOver: SharedCase[] = []
  for (const one of await casesOfPeriod(unit.reader, planCode, period)) {
    const stored = await lockedClaim(platform, unit, one.caseReference)
    // Withdrawn since the publicity day: it keeps its period's code and is shared by nobody.
    if (stored.claim.status !== 'published') continue
    const event = decided(decideSettlement(stored.claim, { period }))
    const effects = stepEffects(platform, unit, actor, stored, event)
    rows.push(...effects.rows)
    events.push(...effects.events)
    ;(event.kind === 'claim-settled' ? settled : heldOver).push(one)
  }
  return { rows, events, settled, heldOver }
}

/** The payout of a case has arrived: for the payment's transaction. Refuses where the case is not settled. */
export async function payCase(
  platform: Platform,
  unit: Unit,
  actor: Actor,
  command: { readonly caseReference: string; readonly paidOn: Temporal.PlainDate; readonly paidFen: bigint },
): Promise<CaseEffects | Refused> {
  const stored = await lockedClaim(platform, unit, command.caseReference)
  const { paidOn, paidFen } = command
  const decision = decidePayment(stored.claim, { paidOn, paidFen })
  return decision.accepted ? stepEffects(platform, unit, actor, stored, decision.event) : decision
}

/** Where a settled case's payout goes. For the payments part alone: it opens the claimant's account. */
export async function payeeOf(platform: Platform, reader: Reader, caseReference: string) {
  const stored = await loadClaim(platform, reader, caseReference)
  if (!stored) throw new Error(`no case ${caseReference}`)
  const { payeeAccount, payeeName } = stored.claim.statement
  return { payeeAccount, payeeName }
}

async function lockedClaim(platform: Platform, unit: Unit, caseReference: string): Promise<StoredClaim> {
  const stored = await loadClaim(platform, unit.reader, caseReference, { lock: true })
  if (!stored) throw new Error(`no case ${caseReference}`)
  return stored
}

/** The lists that are walked here hold only cases in the right status, so a refusal is a fault of ours. */
function decided(decision: Decision<ClaimEvent>): ClaimEvent {
  if (!decision.accepted) throw new Error(`${decision.refusal.code} ${JSON.stringify(decision.refusal.facts)}`)
  return decision.event
}

/** What everybody may know of a case: bands of ten years, the province, the illness, the sum, the days in the plan. */
async function publicCase(
  unit: Unit,
  stored: StoredClaim,
  eventId: string,
  command: PublishCases,
): Promise<PublishedCase> {
  const { claim, caseReference, planCode, participantId } = stored
  const participant = await loadParticipant(unit.reader, participantId)
  if (!participant) throw new Error(`no participant for case ${caseReference}`)
  const plan = await planVersion(unit.reader, planCode, claim.planVersion)
  const { diagnosedOn, illness, mild } = claim.statement
  const age = ageInYears(participant.birthDate, diagnosedOn, plan.eligibility.leapDayBirthday)
  const decade = Math.floor(age / 10) * 10
  const days = participant.membership.joinedOn.until(command.publishedOn, { largestUnit: 'days' }).days
  return {
    caseReference,
    planCode,
    period: command.period,
    eventId,
    ageBand: `${decade}-${decade + 9}`,
    region: participant.region,
    illness,
    mild,
    payoutFen: claim.payoutFen,
    daysSinceJoining: days,
    publishedOn: command.publishedOn,
  }
}
