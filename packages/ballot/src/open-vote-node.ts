import { equalBytes, fromBase64 } from '@tongzhou/tlog'
import { type BallotPlace, hashBytes, parseSealedBallot, type Vote } from './ballot.ts'
import { unpadVote } from './padding.ts'
import { placeData } from './place.ts'
import { decryptNow } from './primitives-node.ts'
import { commitToPartKey } from './vote-key.ts'

/** The sealed vote alone of a ballot, 112 bytes: whoever keeps it can check later what the ballot is said to say. Null if the ballot is malformed. */
export function sealedVoteOf(sealed: string): Uint8Array | null {
  const ballot = parseSealedBallot(sealed)
  return typeof ballot === 'string' ? null : fromBase64(ballot.vote)
}

/** As `openVote`, at once, from what `sealedVoteOf` gave: for work that must not wait, as within a transaction. */
export function openVoteNow({
  voteKey,
  place,
  sealedVote,
}: {
  readonly voteKey: Uint8Array
  readonly place: BallotPlace
  readonly sealedVote: Uint8Array
}): Vote | null {
  if (voteKey.length !== 32 || !equalBytes(commitToPartKey(voteKey), sealedVote.subarray(0, hashBytes))) return null
  const data = decryptNow(voteKey, sealedVote.subarray(hashBytes), placeData(place))
  return data && unpadVote(data)
}
