import type { ClaimEvent, Recordable } from '@tongzhou/core'

/**
 * What of a claim's step stands in the open on the log: sums, codes and periods that become public anyway or say
 * nothing about a person. Everything else of the step is only committed to.
 */
export function publicFacts(event: ClaimEvent): { readonly [name: string]: Recordable } {
  switch (event.kind) {
    case 'evidence-added':
      return { sha256Commitment: event.sha256Commitment }
    case 'claim-refused':
      return { reason: event.reason.code, clause: event.reason.clause }
    case 'claim-approved':
    case 'approval-proposed':
      return { clause: event.clause }
    case 'refusal-disputed':
    case 'objection-disputed':
    case 'claim-referred':
      return { rulesVersion: event.rulesVersion }
    case 'verdict-received':
      return {
        outcome: event.outcome,
        clause: event.clause,
        dispute: event.dispute,
        appealable: String(event.appealable),
      }
    case 'claim-published':
      return { period: event.period, objectionsUntil: event.objectionsUntil }
    case 'claim-settled':
      return { period: event.period }
    case 'claim-paid':
      return { paidFen: event.paidFen }
    default:
      return {}
  }
}
