import type { GetParticipantsByParticipantIdChargesResponse } from '@tongzhou/web-client'

type Charges = GetParticipantsByParticipantIdChargesResponse

/**
 * The newest period in which any of these people share, and what they owe together; null where it is not reckoned yet. Each list is of
 * one person, newest first.
 */
export function newestShare(
  lists: readonly Charges[],
): { readonly charge: Charges[number]; readonly fen: bigint | null } | null {
  const [newest] = lists
    .flatMap((charges) => charges.slice(0, 1))
    .toSorted((one, other) => (one.publicityDay < other.publicityDay ? 1 : -1))
  if (!newest) return null
  const shares = lists.flatMap((charges) => charges.filter(({ period }) => period === newest.period))
  const isReckoned = shares.every(({ shareFen }) => shareFen !== null)
  const fen = isReckoned ? shares.reduce((sum, { shareFen }) => sum + BigInt(shareFen ?? '0'), 0n) : null
  return { charge: newest, fen }
}
