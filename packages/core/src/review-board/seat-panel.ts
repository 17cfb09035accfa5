import { accept, type Decision, refuse } from '../decision.ts'
import type { Dispute, DisputeEvent } from './dispute.ts'
import { type DisputeRefusalCode, unlessDisputeIn } from './dispute-refusals.ts'

/** What a drawn juror answered. */
export type SeatAnswer = 'accepted' | 'declined'

type SeatingEvent = Extract<DisputeEvent, { kind: 'panel-continued' | 'panel-seated' }>

/** May this drawn juror answer now? Refusals: dispute-not-in-status, not-drawn, answers-closed, seat-answered-already. */
export function answerSeat(
  dispute: Dispute,
  command: { readonly reference: string; readonly answered: boolean },
): Decision<null, DisputeRefusalCode> {
  const refused = unlessDisputeIn(dispute, ['seating'])
  if (refused) return dispute.seats === null ? refused : refuse('answers-closed')
  if (dispute.seats !== null) return refuse('answers-closed')
  if (!dispute.drawn.includes(command.reference)) return refuse('not-drawn')
  return command.answered ? refuse('seat-answered-already') : accept(null)
}

/**
 * What happens to a panel that is being seated: seated as soon as enough jurors, in the order of the draw, have accepted and nobody before
 * them is still to answer; once the deadline is over, whoever has not answered is passed over, and more are drawn, in order, for
 * the seats that are left. Null while there is nothing to do. `more` gives the references that follow in the order of the lot.
 */
export function nextInSeating(
  dispute: Dispute,
  given: {
    readonly answers: ReadonlyMap<string, SeatAnswer>
    readonly now: Temporal.Instant
    readonly more: (from: number, count: number) => readonly string[]
  },
): SeatingEvent | null {
  const { answersDueAt, drawn, list, opened, seats, status } = dispute
  const { panel } = opened.terms
  if (status !== 'seating' || seats !== null || !panel || !list || !answersDueAt) return null
  const { answers, more, now } = given
  const isOver = Temporal.Instant.compare(now, answersDueAt) >= 0
  const seated: string[] = []
  for (const reference of drawn) {
    if (seated.length === panel.seats) break
    const answer = answers.get(reference)
    if (answer === 'accepted') seated.push(reference)
    else if (answer === undefined && !isOver) return null
  }
  const missing = panel.seats - seated.length
  if (missing > 0 && drawn.length < list.size) {
    // Twice as many as are missing: some will decline, and every round takes its hours.
    const references = more(drawn.length, Math.min(2 * missing, list.size - drawn.length))
    return {
      kind: 'panel-continued',
      from: drawn.length,
      references,
      answersDueAt: now.add({ hours: panel.acceptHours }),
    }
  }
  const declined = drawn.filter((reference) => answers.get(reference) === 'declined')
  const silent = drawn.filter((reference) => !answers.has(reference))
  return { kind: 'panel-seated', seated, declined, silent }
}
