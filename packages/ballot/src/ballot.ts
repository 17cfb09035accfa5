import { fromBase64, sha256, toBase64, utf8 } from '@tongzhou/tlog'

/** One of those among whom the key of a ballot is split: a consortium member. */
export interface Keeper {
  readonly name: string
  /** base64 of the raw X25519 public key. */
  readonly key: string
}

/** What a ballot is bound to: moved to another dispute or juror, it does not open. */
export interface BallotPlace {
  /** The dispute's reference, `7F3K-9Q2M-D1`. */
  readonly dispute: string
  /** The juror's pseudonym in that dispute. */
  readonly juror: string
}

export interface Vote {
  readonly choice: 'pay' | 'do-not-pay'
  /** Number of the plan's clause that the juror rests on: numbers joined by points, such as `4.2`. */
  readonly clause: string
}

/** UTF-16 code units of a juror's reasons; longer ones would not fit the padding, and every ballot is kept for good. */
export const maxTextCharacters = 2_000
/**
 * A plan's clause number, 15 characters at most. Clauses are published in the open: anything else would let a juror write somebody's name
 * into the log, or swell its entries until the count fails.
 */
export const clauseShape = /^[1-9][0-9]{0,2}(?:\.[1-9][0-9]{0,2}){0,3}$/

/** Bytes of a vote before it is encrypted: one length for every vote. */
export const voteBytes = 64
/** Reasons are padded to a multiple of this, so that their length tells next to nothing. */
export const textBlockBytes = 512
/** The longest reasons: 2,000 code units are at most 6,000 bytes of UTF-8, two more say how many. */
const maxTextBlocks = 12
/** A share of the key with its coordinate. */
export const shareBytes = 33

const tagBytes = 16
export const hashBytes = 32
/** HPKE's encapsulated key stands before the sealed share. */
const encapsulatedBytes = 32
const sealedShareBytes = encapsulatedBytes + shareBytes + tagBytes
/** Of the longest ballot: reasons of 12 blocks and a hundred keepers with the longest names. A longer text is not even parsed. */
export const maxSealedBallotBytes = 64_000
export const maxKeepers = 100

/** A sealed ballot, read; its fields in base64, since most readers want one of them. */
export interface SealedBallot {
  /** Commits to the one key that fits. */
  readonly key: string
  /** Hash of the vote's key, then the encrypted vote. */
  readonly vote: string
  /** Hash of the text's key, then the encrypted text. */
  readonly text: string
  /** By keeper's name. */
  readonly shares: ReadonlyMap<string, string>
}

/** What the log holds of a ballot: base64 SHA-256 of the sealed text. */
export function ballotHash(sealed: string): string {
  return toBase64(sha256(utf8(sealed)))
}

/** The canonical text (RFC 8785) of a sealed ballot. */
export function formatSealedBallot({ key, vote, text, shares }: SealedBallot): string {
  const names = [...shares.keys()].sort()
  const written = names.map((name) => `${JSON.stringify(name)}:"${shares.get(name)}"`).join(',')
  return `{"format":1,"key":"${key}","shares":{${written}},"text":"${text}","vote":"${vote}"}`
}

/** A sealed ballot, or in words what is wrong with the text: an unknown field, a wrong length, another spelling than the canonical one. */
export function parseSealedBallot(sealed: string): SealedBallot | string {
  if (sealed.length > maxSealedBallotBytes) return `it has more than ${maxSealedBallotBytes} bytes`
  let json: unknown
  try {
    json = JSON.parse(sealed)
  } catch {
    return 'it is no JSON'
  }
  if (!isRecord(json)) return 'it is no JSON object'
  const { format, key, vote, text, shares } = json
  if (format !== 1) return 'its format is not 1'
  if (typeof key !== 'string' || typeof vote !== 'string' || typeof text !== 'string' || !isRecord(shares))
    return 'it lacks key, vote, text or shares'
  const shareEntries = Object.entries(shares)
  if (shareEntries.length > maxKeepers) return `it has more than ${maxKeepers} shares`
  const wrongShare = shareEntries.find(([name, share]) => !name.isWellFormed() || !isBase64Of(share, sealedShareBytes))
  if (wrongShare) return `the share of ${JSON.stringify(wrongShare[0])} is not ${sealedShareBytes} bytes of base64`
  if (!isBase64Of(key, hashBytes)) return `key is not ${hashBytes} bytes of base64`
  const sealedVoteBytes = hashBytes + voteBytes + tagBytes
  if (!isBase64Of(vote, sealedVoteBytes)) return `vote is not ${sealedVoteBytes} bytes of base64`
  if (!textLengths.some((bytes) => isBase64Of(text, bytes))) return 'text is not base64 of padded reasons'
  const ballot = { key, vote, text, shares: new Map(shareEntries as [string, string][]) }
  return formatSealedBallot(ballot) === sealed ? ballot : 'it is not the canonical JSON of its fields'
}

const textLengths = Array.from(
  { length: maxTextBlocks },
  (_, more) => hashBytes + (more + 1) * textBlockBytes + tagBytes,
)

const base64Shape = /^[A-Za-z0-9+/]*={0,2}$/

/** Whether it is base64 of that many bytes with no stray bits at the end, so that one value has one spelling. */
function isBase64Of(text: unknown, bytes: number): text is string {
  if (typeof text !== 'string' || text.length !== Math.ceil(bytes / 3) * 4 || !base64Shape.test(text)) return false
  try {
    return fromBase64(text.slice(-4)).length === bytes - (text.length / 4 - 1) * 3
  } catch {
    return false
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
