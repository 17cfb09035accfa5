import { fromBase64 } from '@tongzhou/tlog'
import { type BallotPlace, parseSealedBallot, type Vote } from './ballot.ts'
import { unpadText, unpadVote } from './padding.ts'
import { placeData } from './place.ts'
import { decryptPart } from './vote-key.ts'

/** The vote of a ballot by its vote key, or null: another key, dispute or juror, a changed byte, or no vote inside. One vote only can come out. */
export async function openVote({
  voteKey,
  place,
  sealed,
}: {
  readonly voteKey: Uint8Array
  readonly place: BallotPlace
  readonly sealed: string
}): Promise<Vote | null> {
  const ballot = parseSealedBallot(sealed)
  if (typeof ballot === 'string') return null
  const data = await decryptPart(voteKey, fromBase64(ballot.vote), placeData(place))
  return data && unpadVote(data)
}

/** The reasons in words by the text key, or null, as for `openVote`. */
export async function openText({
  textKey,
  place,
  sealed,
}: {
  readonly textKey: Uint8Array
  readonly place: BallotPlace
  readonly sealed: string
}): Promise<string | null> {
  const ballot = parseSealedBallot(sealed)
  if (typeof ballot === 'string') return null
  const data = await decryptPart(textKey, fromBase64(ballot.text), placeData(place))
  return data && unpadText(data)
}
