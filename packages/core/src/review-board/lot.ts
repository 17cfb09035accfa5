import { Frontier, fromBase64, fromHex, sha256, toBase64, toHex, utf8 } from '@tongzhou/tlog'

/**
 * The lot that seats a panel (docs/decisions/0015-the-lot.md): a list that is committed to on the log, a seed that comes out of the
 * consortium members' signatures over that commitment, and a ranking that anybody can recompute. `interop/second-lot.py` does so in
 * another language from these definitions alone.
 */

/** Bytes of a lot reference, of a record (reference, then weight), and of what is hashed for a juror (seed, then reference). */
const referenceBytes = 16
const recordBytes = referenceBytes + 1
const seedBytes = 32
/** Characters of a line of the list, all of them ASCII. */
const lineLength = 2 * referenceBytes + 2
/** Hexadecimal digits of a ticket: one of four equal parts of a SHA-256. */
const ticketDigits = 16
/** Higher than every ticket, in the order of texts. */
const aboveAnyTicket = 'g'
/** Most tickets a juror can have: as many as one hash has room for. */
export const maxLotWeight = 4
/** Bytes of the secret from which a juror's lot references come. */
export const jurorSecretBytes = 32

/** A juror in one dispute's list. The reference says who it is to the juror alone; the weight is the number of tickets. */
export interface ListedJuror {
  /** 32 lower-case hexadecimal digits, see `lotReference`. */
  readonly reference: string
  /** 1 to 4. */
  readonly weight: number
}

/**
 * A juror's reference in one dispute's lot: the first 16 bytes of SHA-256(secret || UTF-8 dispute reference). Nobody without the secret can
 * link two of them; the juror finds the own one in a list. Throws a RangeError for a secret of another length.
 */
export function lotReference(secret: Uint8Array, dispute: string): string {
  if (secret.length !== jurorSecretBytes) throw new RangeError(`a juror's secret has ${jurorSecretBytes} bytes`)
  return toHex(sha256(Uint8Array.from([...secret, ...utf8(dispute)])).subarray(0, referenceBytes))
}

/** One line of the list, without its newline: `<reference> <weight>`. Throws a RangeError for a juror that can't be listed. */
export function jurorLine({ reference, weight }: ListedJuror): string {
  const line = `${reference} ${weight}`
  if (parseJurorLine(line) === null) throw new RangeError(`"${line}" is no line of a list of jurors`)
  return line
}

/** Reads a line of the list; null for anything that `jurorLine` would not write. */
export function parseJurorLine(line: string): ListedJuror | null {
  if (!/^[0-9a-f]{32} [1-4]$/.test(line)) return null
  return { reference: line.slice(0, 2 * referenceBytes), weight: Number(line.at(-1)) }
}

/** RFC 6962 root over the lines (leaf data: the line's UTF-8 bytes). Throws a RangeError unless they are sorted, each reference once. */
export function jurorListRoot(lines: Iterable<string>): Uint8Array {
  let root: Uint8Array | null = null
  for (const grown of growJurorListRoot(lines)) root = grown
  return root!
}

/** Lines between two rests: a few hundredths of a second. */
const linesBetweenRests = 20_000

/**
 * `jurorListRoot` with rests, so that a server that hashes a million lines answers others meanwhile. Yields null at a rest, the root at the
 * end. Throws as `jurorListRoot` does.
 */
export function* growJurorListRoot(lines: Iterable<string>): Generator<Uint8Array | null, void> {
  const frontier = new Frontier()
  let taken = 0
  // What RFC 6962 hashes for a leaf: a byte 0, then the line. In one place for all, since a list may have a million.
  const leaf = new Uint8Array(1 + lineLength)
  for (const { line } of sortedJurors(lines)) {
    for (let at = 0; at < lineLength; at += 1) leaf[1 + at] = line.charCodeAt(at)
    frontier.append(sha256(leaf))
    taken += 1
    if (taken % linesBetweenRests === 0) yield null
  }
  yield frontier.root()
}

/** A list as `rankJurors` takes it. */
export interface JurorRecords {
  /** 17 bytes for each juror: reference, weight. */
  readonly references: Uint8Array
  readonly size: number
  /** Sum of all weights. */
  readonly weights: number
}

/** The lines as records. Throws a RangeError unless they are sorted, each reference once. */
export function jurorRecords(lines: readonly string[]): JurorRecords {
  const references = new Uint8Array(lines.length * recordBytes)
  let [at, weights] = [0, 0]
  for (const { reference, weight } of sortedJurors(lines)) {
    references.set(fromHex(reference), at)
    references[at + referenceBytes] = weight
    weights += weight
    at += recordBytes
  }
  return { references, size: lines.length, weights }
}

function* sortedJurors(lines: Iterable<string>): Generator<ListedJuror & { readonly line: string }> {
  let before = ''
  for (const line of lines) {
    const juror = parseJurorLine(line)
    if (juror === null) throw new RangeError(`"${line}" is no line of a list of jurors`)
    if (juror.reference <= before) throw new RangeError(`"${line}" is not in its place: the list is sorted, each once`)
    before = juror.reference
    yield { ...juror, line }
  }
}

/** What members sign for a draw. */
export interface LotSubject {
  /** The log's origin line. */
  readonly origin: string
  /** Leaf index of the entry `juror-list-committed`. */
  readonly index: number
  /** RFC 6962 leaf hash of that entry, 32 bytes. */
  readonly leafHash: Uint8Array
}

/** The text that every member signs, RSA PKCS #1 v1.5 with SHA-256, once that entry is final. */
export function lotText({ origin, index, leafHash: leaf }: LotSubject): string {
  return ['tongzhou-lot/v1', origin, index, toBase64(leaf), ''].join('\n')
}

export interface LotSignature {
  /** The member's name in the consortium file. */
  readonly member: string
  /** Base64. */
  readonly signature: string
}

/**
 * The seed: SHA-256 over the lines `<member> <base64 signature>\n`, sorted by member. Verify the signatures first. Throws a RangeError for
 * no signature, a member named twice or a name with other characters than names have, and `malformed` for a signature that is not base64.
 */
export function seedOf(signatures: readonly LotSignature[]): Uint8Array {
  const sorted = signatures.toSorted((one, other) => (one.member < other.member ? -1 : 1))
  if (sorted.length === 0) throw new RangeError('a seed needs a signature')
  for (const [at, { member, signature }] of sorted.entries()) {
    if (!/^[a-z0-9.-]+$/.test(member)) throw new RangeError(`"${member}" is no member's name`)
    if (member === sorted[at - 1]?.member) throw new RangeError(`the member ${member} is there twice`)
    fromBase64(signature)
  }
  return sha256(utf8(sorted.map(({ member, signature }) => `${member} ${signature}\n`).join('')))
}

export interface Draw {
  /** See `seedOf`, 32 bytes. */
  readonly seed: Uint8Array
  /** The list, see `jurorRecords`: every 17 bytes a reference and a weight. */
  readonly references: Uint8Array
  /** How many are drawn: seats, reserves, and those who follow them. */
  readonly count: number
  /** SHA-256 as lower-case hexadecimal digits, where a faster one is to be had; it must not keep the bytes it is given. */
  readonly hash?: (bytes: Uint8Array) => string
}

interface Candidate {
  readonly index: number
  readonly ticket: string
}

/**
 * The places in the list of those whom the lot takes, first drawn first; fewer than `count` where the list is shorter. A juror's hash is
 * SHA-256(seed || reference), its four parts of 8 bytes are the tickets 0 to 3, of which the juror holds as many as the weight says; the
 * lowest held ticket is the rank (of equal ones, which nobody will see, the earlier in the list goes first). So the first seat goes to a
 * juror with the chance weight / sum of weights. Throws a RangeError for a seed, a list or a count that can't be one.
 */
export function rankJurors({ seed, references, count, hash = hexOfSha256 }: Draw): number[] {
  requireDraw(seed, references, count)
  const message = new Uint8Array(seedBytes + referenceBytes)
  message.set(seed)
  // Candidates are sorted when twice as many as are wanted have come, so a million jurors are never sorted as a whole.
  const room = 2 * count + 1_000
  let candidates: Candidate[] = []
  let bar = aboveAnyTicket
  for (let index = 0, at = 0; at < references.length && count > 0; index += 1, at += recordBytes) {
    for (let byte = 0; byte < referenceBytes; byte += 1) message[seedBytes + byte] = references[at + byte]!
    const ticket = lowestTicket(hash(message), references[at + referenceBytes]!, bar)
    if (ticket === null) continue
    candidates.push({ index, ticket })
    if (candidates.length < room) continue
    candidates = lowest(candidates, count)
    bar = candidates.at(-1)!.ticket
  }
  return lowest(candidates, count).map(({ index }) => index)
}

function hexOfSha256(bytes: Uint8Array): string {
  return toHex(sha256(bytes))
}

function requireDraw(seed: Uint8Array, references: Uint8Array, count: number): void {
  if (seed.length !== seedBytes) throw new RangeError(`a seed has ${seedBytes} bytes, not ${seed.length}`)
  if (references.length % recordBytes !== 0) throw new RangeError(`each juror of a list has ${recordBytes} bytes`)
  if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`${count} jurors can not be drawn`)
}

/** The lowest held ticket; null where none is below the bar. Most are not, and their first digit says so. */
function lowestTicket(digits: string, weight: number, bar: string): string | null {
  if (digits.length !== ticketDigits * maxLotWeight) throw new RangeError('a SHA-256 has 64 hexadecimal digits')
  if (weight < 1 || weight > maxLotWeight)
    throw new RangeError(`a juror's weight is 1 to ${maxLotWeight}, not ${weight}`)
  let ticket = bar
  for (let at = 0; at < weight * ticketDigits; at += ticketDigits) {
    if (digits.charCodeAt(at) > ticket.charCodeAt(0)) continue
    const other = digits.slice(at, at + ticketDigits)
    if (other < ticket) ticket = other
  }
  return ticket === bar ? null : ticket
}

function lowest(candidates: readonly Candidate[], count: number): Candidate[] {
  return candidates
    .toSorted((one, other) =>
      one.ticket === other.ticket ? one.index - other.index : one.ticket < other.ticket ? -1 : 1,
    )
    .slice(0, count)
}
