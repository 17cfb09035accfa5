import { DecapError, DeserializeError, OpenError } from '@hpke/core'
import { fromBase64 } from '@tongzhou/tlog'
import { type BallotPlace, encapsulatedBytes, parseSealedBallot, shareBytes } from './ballot.ts'
import { type KeeperPrivateKey, readKeeperKey } from './keeper-key.ts'
import { asOwnBytes, shareInfo, suite } from './suite.ts'

export interface ShareToOpen {
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
  const recipientKey = typeof privateKey === 'string' ? await readKeeperKey(privateKey) : privateKey
  const bytes = asOwnBytes(fromBase64(share))
  const enc = bytes.slice(0, encapsulatedBytes)
  try {
    const opened = await suite.open(
      { recipientKey, enc, info: shareInfo(place, keeper) },
      bytes.slice(encapsulatedBytes),
    )
    return opened.byteLength === shareBytes ? new Uint8Array(opened) : null
  } catch (fault) {
    // A point that is none, a key that isn't shared, a tag that doesn't fit: all made by whoever sealed it.
    if (fault instanceof OpenError || fault instanceof DecapError || fault instanceof DeserializeError) return null
    throw fault
  }
}
