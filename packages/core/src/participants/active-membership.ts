import { type Refused, refuse } from '../decision.ts'
import type { ActiveMembership, MembershipState } from './membership.ts'

export type EndingRefusal = 'not-in-plan' | 'membership-already-ended'

/** Every end of a membership needs one that has not ended: the membership itself, or the refusal. */
export function activeOrRefusal(state: MembershipState): ActiveMembership | Refused<EndingRefusal> {
  switch (state.status) {
    case 'none':
      return refuse('not-in-plan')
    case 'ended':
      return refuse('membership-already-ended', { endedOn: state.endedOn.toString(), reason: state.reason })
    case 'active':
      return state
  }
}
