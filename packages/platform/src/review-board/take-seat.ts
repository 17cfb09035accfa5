import { dayOf, answerSeat as decideAnswer, refuse, type SeatAnswer } from '@tongzhou/core'
import { sql } from 'kysely'
import { commit, type Outcome, type Unit } from '../commit/commit.ts'
import type { Platform, Write } from '../commit/platform.ts'
import { planVersion } from '../plans/index.ts'
import { standingTerms } from './board-tools.ts'
import { conflictedPersons, nobody } from './conflicts.ts'
import { loadDispute, type StoredDispute } from './dispute-store.ts'
import { standingOf } from './juror-standing.ts'
import { jurorOf } from './juror-store.ts'
import { pseudonymOf } from './names.ts'
import { claimOf, type DisputeCommand } from './prepare-dispute.ts'
import { answerSeatRow, insertSeat, seatOf } from './seat-store.ts'

/** A juror's seat as the juror is told of it. */
export interface SeatTaken {
  readonly dispute: string
  readonly answer: SeatAnswer
}

/**
 * A drawn juror accepts or declines; in an open vote any qualified juror takes a seat. Standing is asked anew: a share may be unpaid since
 * the draw. Refusals: dispute-not-found, those of the answer, not-a-juror-now (with why), conflict-of-interest; in an open vote, where
 * nobody is drawn, whoever is tied to the case learns it by asking.
 */
export function takeSeat(
  platform: Platform,
  command: DisputeCommand & { readonly accept: boolean },
  debtors: Write,
): Promise<Outcome<SeatTaken>> {
  const { accept: accepts, actor, dispute: reference, key } = command
  const content = { reference, accepts }
  return commit<SeatTaken>(platform, { key, kind: 'take-seat', actor, content }, async (unit) => {
    const seen = await loadDispute(platform, unit.reader, { reference })
    // A panel is not seated while somebody answers; the many of an open vote don't wait for each other.
    const lock = seen?.dispute.opened.terms.panel != null
    const stored = lock ? await loadDispute(platform, unit.reader, { reference }, { lock }) : seen
    const personId = actor.personId!
    if (!stored) return refuse('dispute-not-found', { dispute: reference })
    const answer = accepts ? 'accepted' : 'declined'
    const bars = () => (accepts ? barsOf(platform, unit, stored, personId, debtors) : null)
    if (stored.dispute.opened.terms.panel === null)
      return (await bars()) ?? openSeat(platform, unit, stored, personId, accepts)
    // First whether they are drawn: nobody else is to learn by asking that they are tied to the case.
    const seat = await seatOf(unit.reader, stored.disputeId, personId)
    const lotReference = seat?.lotReference ?? ''
    const decision = decideAnswer(stored.dispute, { reference: lotReference, answered: seat?.answer != null })
    if (!decision.accepted) return decision
    const barred = await bars()
    if (barred) return barred
    const rows = [{ write: answerSeatRow(seat!, answer, unit.now), orRefuse: refuse('seat-answered-already') }]
    return { rows, events: [], answer: { dispute: reference, answer } }
  })
}

async function openSeat(platform: Platform, unit: Unit, stored: StoredDispute, personId: bigint, accepts: boolean) {
  const { dispute, disputeId, reference } = stored
  if (dispute.status !== 'voting') return refuse('dispute-not-in-status', { status: dispute.status, allowed: 'voting' })
  if (!accepts) return refuse('not-drawn')
  const juror = await jurorOf(unit.reader, personId, dispute.opened.planCode)
  if (!juror) return refuse('not-a-juror-now', { why: 'not-a-juror' })
  const pseudonym = pseudonymOf(platform.dice.bytes(12))
  const rows = [insertSeat({ disputeId, jurorId: juror.jurorId, personId, pseudonym, now: unit.now })]
  return { rows, events: [], answer: { dispute: reference, answer: 'accepted' as const } }
}

async function barsOf(platform: Platform, unit: Unit, stored: StoredDispute, personId: bigint, debtors: Write) {
  const { planCode, rulesVersion } = stored.dispute.opened
  const plan = await planVersion(unit.reader, planCode, rulesVersion)
  const terms = standingTerms(plan, dayOf(unit.now, plan.timeZone), debtors)
  const bars = await standingOf(unit.reader, personId, terms)
  if (bars.length > 0) return refuse('not-a-juror-now', { why: bars.join(', ') }, { clause: terms.terms.clause })
  const claim = await claimOf(platform, unit.reader, stored)
  const conflicted = claim ? conflictedPersons(platform, claim) : nobody
  const { rows } = await sql`select 1 from (${conflicted}) tied where person_id = ${personId}`.execute(unit.reader)
  return rows.length > 0 ? refuse('conflict-of-interest') : null
}
