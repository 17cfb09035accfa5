import { accept, type Decision, refuse } from '../decision.ts'
import type { Claim, ClaimStatus } from './claim.ts'
import { type ClaimRefusalCode, ifRelated, type Officer, unlessIn } from './refusals.ts'

/** A case that a reviewer works on: until then nobody else decides on it. Instants are UTC. */
export interface TakenCase {
  readonly personId: bigint
  readonly until: Temporal.Instant
}

/** How long a case stays with whoever took it. Without an end, one left open on a Friday would wait until somebody asks. */
export const takenMinutes = 120

/** Where a reviewer has something to do, or may look something up before they have. */
const reviewed: readonly ClaimStatus[] = [
  'desk-review',
  'evidence-requested',
  'investigation',
  'deciding',
  'second-approval',
  'published',
]

/** The one who has a case at `now`; null where nobody has, or their time is over. */
export function holderAt(taken: TakenCase | null, now: Temporal.Instant): TakenCase | null {
  return taken !== null && Temporal.Instant.compare(now, taken.until) < 0 ? taken : null
}

/**
 * A reviewer takes a case, or takes their own again for another `takenMinutes`. Refusals: claim-not-in-status,
 * conflict-of-interest, same-person-twice (whoever proposed an approval does not confirm it), case-taken.
 */
export function takeCase(
  claim: Claim,
  { officer, taken }: { readonly officer: Officer; readonly taken: TakenCase | null },
  now: Temporal.Instant,
): Decision<TakenCase, ClaimRefusalCode> {
  const refused = unlessIn(claim, reviewed) ?? ifRelated(officer)
  if (refused) return refused
  const { personId } = officer
  if (claim.status === 'second-approval' && claim.proposedBy === personId) return refuse('same-person-twice')
  return ifTakenByAnother(taken, personId, now) ?? accept({ personId, until: now.add({ minutes: takenMinutes }) })
}

/** Refuses whoever decides on a case that another reviewer has. Nobody needs to have taken it: a plan may have one reviewer. */
export function ifTakenByAnother(taken: TakenCase | null, personId: bigint, now: Temporal.Instant) {
  const holder = holderAt(taken, now)
  if (holder === null || holder.personId === personId) return null
  return refuse('case-taken', { person: holder.personId.toString(), until: holder.until.toString() })
}

/** Gives a case back. An operator gives back anybody's, such as of somebody who fell ill. Refusals: case-not-taken. */
export function releaseCase(
  taken: TakenCase | null,
  { byOperator, personId }: { readonly byOperator: boolean; readonly personId: bigint },
  now: Temporal.Instant,
): Decision<null, ClaimRefusalCode> {
  const holder = holderAt(taken, now)
  if (holder === null || (holder.personId !== personId && !byOperator)) return refuse('case-not-taken')
  return accept(null)
}
