import { fromBase64 } from '@tongzhou/tlog'
import { type KeeperPrivateKey, openWith } from '#primitives'
import { type BallotPlace, parseSealedBallot, shareBytes } from './ballot.ts'
import { readKeeperKey } from './keeper-key.ts'
import { shareInfo } from './place.ts'

interface ShareToOpen {
  /** As `makeKeeperKey` gave it, or, for many ballots, as `readKeeperKey` read it. */
  readonly privateKey: string | KeeperPrivateKey
  /** The keeper's name. */
  readonly keeper: string
  readonly place: BallotPlace
  readonly sealed: string
}

/** A keeper opens its share of a ballot. Null if there is none, it is of another place or for another key, or the ballot is malformed. */
export async function openShare({ privateKey, keeper, place, sealed }: ShareToOpen): Promise<Uint8Array | null> {
  const ballot = parseSealedBallot(sealed)
  const share = typeof ballot === 'string' ? undefined : ballot.shares.get(keeper)
  if (share === undefined) return null
  const key = typeof privateKey === 'string' ? await readKeeperKey(privateKey) : privateKey
  const opened = await openWith(key, fromBase64(share), shareInfo(place, keeper))
  return opened?.length === shareBytes ? opened : null
}
