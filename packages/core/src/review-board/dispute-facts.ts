import type { Recordable } from '../journal/index.ts'
import type { Dispute, DisputeEvent } from './dispute.ts'

/**
 * What of a dispute's step stands in the open on the log: the draw and the vote, for whoever recomputes them. Which claim it is about,
 * and whether it is a control case, stays sealed until it is decided; statements and papers stay so for ever. What stands here, and
 * what can be made of it: docs/decisions/0016-what-the-board-shows.md.
 */
export function disputeFacts(
  event: DisputeEvent,
  dispute: Dispute,
  now: Temporal.Instant,
): { readonly [name: string]: Recordable | undefined } {
  const { terms } = dispute.opened
  switch (event.kind) {
    case 'dispute-opened':
      return {
        mode: terms.panel ? 'panel' : 'open',
        // A control case looks like any other.
        opener: event.opener === 'control' ? 'claimant' : event.opener,
        appealOf: event.appealOf,
      }
    case 'statement-added':
      return { side: event.side }
    case 'case-file-sealed':
      // Not how many pages and questions: a control case has other papers than a real one.
      return { clause: event.file.clause }
    case 'juror-list-committed': {
      const { root, size, weights } = event
      return { size, root, weights, seats: terms.panel!.seats, reserves: terms.panel!.reserves }
    }
    case 'panel-drawn':
    case 'panel-continued':
    case 'panel-seated': {
      const { kind: _, ...facts } = event
      return facts as { readonly [name: string]: Recordable }
    }
    case 'vote-opened': {
      const { closesAt, keepers, threshold } = event
      const { quorum, upheldAtBasisPoints } = terms
      return { opensAt: now, closesAt, quorum, upheldAtBasisPoints, threshold, keepers, seats: dispute.seats }
    }
    case 'vote-extended':
      return { closesAt: event.closesAt }
    case 'vote-closed':
      return { ballots: event.ballots }
    case 'dispute-decided': {
      const { doNotPay, invalid, outcome, pay } = event
      return { outcome, pay, doNotPay, invalid, control: String(dispute.opened.opener === 'control') }
    }
    case 'dispute-withdrawn':
      return {}
  }
}
