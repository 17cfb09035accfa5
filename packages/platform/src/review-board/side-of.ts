import type { Side } from '@tongzhou/core'
import { actsForClaimant, type StoredClaim } from '../claims/index.ts'
import type { Reader } from '../commit/platform.ts'

/** For which side of a case somebody speaks who is no officer; null for whoever has no part in it. */
export async function sideOf(reader: Reader, stored: StoredClaim, personId: bigint): Promise<Side | null> {
  if (await actsForClaimant({ reader }, stored, personId)) return 'for'
  const objected = stored.steps.some(
    ({ event }) => event.kind === 'objection-disputed' && event.objectorPersonId === personId,
  )
  return objected ? 'against' : null
}
