import { utf8 } from '@tongzhou/tlog'
import type { BallotPlace } from './ballot.ts'

/** HPKE's `info` of a share: where it belongs and whose it is. */
export function shareInfo(place: BallotPlace, keeper: string): Uint8Array {
  return utf8(`${placeText(place)}\n${keeper}`)
}

/** Additional data of the vote and the text. */
export function placeData(place: BallotPlace): Uint8Array {
  return utf8(placeText(place))
}

/** Throws a TypeError if a part could pass for two: the parts are lines. */
function placeText({ dispute, juror }: BallotPlace): string {
  if (/[\n\r]/.test(dispute + juror)) throw new TypeError('a reference of a dispute or juror has no line breaks')
  return `tongzhou-ballot/v1\n${dispute}\n${juror}`
}
