import { concatBytes, fromUtf8, utf8 } from './bytes.ts'
import { encodeEntries } from './entry-bundle.ts'
import { hashBytes, requireHash } from './rfc6962.ts'
import { requireSize } from './size.ts'
import type { Range } from './subtree.ts'
import { tileWidth } from './tile.ts'
import { malformed, outOfRange } from './tlog-error.ts'
import { maxProofHashes } from './tlog-proof.ts'

/** The spec asks clients to send no more packages than these in one request: hosts limit the length of bodies. */
export const maxPackagesPerRequest = 32

const maxShortLength = 65_535

/** Which entries a package holds, and the subtree that its proof is about. */
export interface PackageRange extends Range {
  /** `start` rounded down to a multiple of 256; the proof is of the entries from here to `end`. */
  readonly subtreeStart: number
}

/** A package's entries and their subtree consistency proof (tlog-mirror, "Request Body"). */
export interface EntryPackage {
  readonly entries: readonly Uint8Array[]
  readonly proof: readonly Uint8Array[]
}

/** What stands before the packages. */
export interface AddEntriesHead {
  readonly origin: string
  readonly uploadStart: number
  readonly uploadEnd: number
  readonly ticket: Uint8Array
}

/** The canonical sequence of packages for an upload (tlog-mirror, "Request Body"). Lazy, as there may be millions. */
export function* packageRanges(uploadStart: number, uploadEnd: number): Generator<PackageRange> {
  requireSize(uploadStart, 'upload start')
  requireSize(uploadEnd, 'upload end')
  if (uploadStart > uploadEnd) throw outOfRange(`upload start ${uploadStart} is beyond upload end ${uploadEnd}`)
  let start = uploadStart
  while (start < uploadEnd) {
    const subtreeStart = start - (start % tileWidth)
    const end = Math.min(uploadEnd, subtreeStart + tileWidth)
    yield { subtreeStart, start, end }
    start = end
  }
}

/** The body of `POST <submission prefix>/add-entries`. `packages` are the first ones of `packageRanges`, or all. */
export function encodeAddEntries(upload: AddEntriesHead & { readonly packages: readonly EntryPackage[] }): Uint8Array {
  const { origin, uploadStart, uploadEnd, ticket, packages } = upload
  const ranges = packageRanges(uploadStart, uploadEnd)
  const parts = packages.map(({ entries, proof }, at) => {
    const range = ranges.next()
    if (range.done) throw malformed(`the upload has more packages than the ${at} of its range`)
    const { start, end } = range.value
    if (entries.length !== end - start)
      throw malformed(`package ${at} has ${entries.length} entries, not ${end - start}`)
    if (proof.length > maxProofHashes) throw malformed(`package ${at} has more than ${maxProofHashes} hashes`)
    for (const hash of proof) requireHash(hash, `a proof hash of package ${at}`)
    return concatBytes(encodeEntries(entries), Uint8Array.of(proof.length), ...proof)
  })
  const name = utf8(origin)
  const sizes = new DataView(new ArrayBuffer(16))
  requireSize(uploadStart, 'upload start')
  requireSize(uploadEnd, 'upload end')
  sizes.setBigUint64(0, BigInt(uploadStart))
  sizes.setBigUint64(8, BigInt(uploadEnd))
  const bounds = new Uint8Array(sizes.buffer)
  return concatBytes(short(name, 'origin'), name, bounds, short(ticket, 'ticket'), ticket, ...parts)
}

/** An upload that is being read: the head first, the packages as their bytes arrive. */
export interface AddEntriesUpload extends AddEntriesHead {
  /**
   * Each is complete, none is verified. Ends with the body where that is at the end of a package; throws `malformed`
   * where it ends within one, or where bytes follow the last, and whatever the body throws.
   */
  readonly packages: AsyncGenerator<EntryPackage & { readonly range: PackageRange }>
}

/**
 * Reads a body as it arrives, with the memory of one package. The chunks must not change later: entries are parts of them.
 * Throws `malformed` or `out-of-range` if the head is wrong.
 */
export async function decodeAddEntries(body: AsyncIterable<Uint8Array>): Promise<AddEntriesUpload> {
  const bytes = new ByteStream(body)
  const origin = fromUtf8(await bytes.take(await bytes.takeShort('origin'), 'origin'))
  const uploadStart = await bytes.takeLong('upload start')
  const uploadEnd = await bytes.takeLong('upload end')
  const ticket = await bytes.take(await bytes.takeShort('ticket'), 'ticket')
  if (uploadStart > uploadEnd) throw malformed(`upload start ${uploadStart} is beyond upload end ${uploadEnd}`)
  return { origin, uploadStart, uploadEnd, ticket, packages: readPackages(bytes, uploadStart, uploadEnd) }
}

async function* readPackages(
  bytes: ByteStream,
  uploadStart: number,
  uploadEnd: number,
): AsyncGenerator<EntryPackage & { readonly range: PackageRange }> {
  for (const range of packageRanges(uploadStart, uploadEnd)) {
    if (await bytes.isAtEnd()) return
    const entries: Uint8Array[] = []
    for (let index = range.start; index < range.end; index++) {
      entries.push(await bytes.takeEntry(index))
    }
    const [count] = await bytes.take(1, 'number of hashes')
    if (count! > maxProofHashes) throw malformed(`the package at ${range.start} has more than ${maxProofHashes} hashes`)
    const hashes = await bytes.take(count! * hashBytes, 'proof')
    const proof = Array.from({ length: count! }, (_, at) => hashes.subarray(at * hashBytes, (at + 1) * hashBytes))
    yield { range, entries, proof }
  }
  if (!(await bytes.isAtEnd())) throw malformed('bytes follow the last package')
}

/** Bytes in order from chunks; answers without a promise's detour through the queue where the bytes are there. */
class ByteStream {
  readonly #chunks: AsyncIterator<Uint8Array>
  #held: Uint8Array = new Uint8Array(0)
  #at = 0

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#chunks = body[Symbol.asyncIterator]()
  }

  async isAtEnd(): Promise<boolean> {
    return !(await this.#hold(1))
  }

  async take(count: number, what: string): Promise<Uint8Array> {
    if (this.#held.length - this.#at < count && !(await this.#hold(count))) {
      throw malformed(`the body ends within the ${what}`)
    }
    this.#at += count
    return this.#held.subarray(this.#at - count, this.#at)
  }

  takeEntry(index: number): Uint8Array | Promise<Uint8Array> {
    const from = this.#at + 2
    if (from <= this.#held.length) {
      const to = from + this.#held[from - 2]! * 256 + this.#held[from - 1]!
      if (to <= this.#held.length) {
        this.#at = to
        return this.#held.subarray(from, to)
      }
    }
    return this.#takeEntryLater(index)
  }

  async takeShort(what: string): Promise<number> {
    const bytes = await this.take(2, what)
    return bytes[0]! * 256 + bytes[1]!
  }

  async takeLong(what: string): Promise<number> {
    const bytes = await this.take(8, what)
    const value = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0))
    requireSize(value, what)
    return value
  }

  async #takeEntryLater(index: number): Promise<Uint8Array> {
    return this.take(await this.takeShort(`entry ${index}`), `entry ${index}`)
  }

  async #hold(count: number): Promise<boolean> {
    while (this.#held.length - this.#at < count) {
      const next = await this.#chunks.next()
      if (next.done) return false
      const rest = this.#held.subarray(this.#at)
      this.#held = rest.length === 0 ? next.value : concatBytes(rest, next.value)
      this.#at = 0
    }
    return true
  }
}

function short(bytes: Uint8Array, what: string): Uint8Array {
  if (bytes.length > maxShortLength) throw malformed(`the ${what} has more than ${maxShortLength} bytes`)
  return Uint8Array.of(bytes.length >> 8, bytes.length & 255)
}
