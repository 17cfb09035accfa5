import { tileWidth } from './tile.ts'
import { malformed } from './tlog-error.ts'

/** Bytes of the longest entry: its length is a u16 in the bundle (tlog-tiles, "Log entries"). */
export const maxEntryBytes = 65_535

const lengthBytes = 2

/** A bundle of 1 to 256 entries: each with its length as a big-endian u16 before it (tlog-tiles, "Log entries"). */
export function encodeEntryBundle(entries: readonly Uint8Array[]): Uint8Array {
  if (entries.length < 1 || entries.length > tileWidth) {
    throw malformed(`a bundle has 1 to ${tileWidth} entries, not ${entries.length}`)
  }
  return encodeEntries(entries)
}

/** Entries with their lengths, any number of them; tlog-mirror's entry packages begin so. */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array {
  for (const entry of entries) requireEntry(entry)
  const bundle = new Uint8Array(entries.reduce((length, entry) => length + lengthBytes + entry.length, 0))
  const view = new DataView(bundle.buffer)
  let at = 0
  for (const entry of entries) {
    view.setUint16(at, entry.length)
    bundle.set(entry, at + lengthBytes)
    at += lengthBytes + entry.length
  }
  return bundle
}

/** The entries of a bundle of `width` entries. Throws `malformed` unless it holds exactly these and nothing else. */
export function decodeEntryBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  const { entries, end } = decodeEntries(bytes, width)
  if (end !== bytes.length) throw malformed(`${bytes.length - end} bytes follow the ${width} entries of the bundle`)
  return entries
}

/** The first `count` entries in `bytes`, and where they end. Throws `malformed` if they are cut off. */
export function decodeEntries(bytes: Uint8Array, count: number): { entries: Uint8Array[]; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const entries: Uint8Array[] = []
  let at = 0
  while (entries.length < count) {
    const from = at + lengthBytes
    const to = from <= bytes.length ? from + view.getUint16(at) : from
    if (to > bytes.length) throw malformed(`the bytes end within entry ${entries.length} of ${count}`)
    entries.push(bytes.slice(from, to))
    at = to
  }
  return { entries, end: at }
}

/** Throws `malformed` if an entry is too long to be logged. */
export function requireEntry(entry: Uint8Array): void {
  if (entry.length > maxEntryBytes) throw malformed(`the entry has ${entry.length} bytes, more than ${maxEntryBytes}`)
}
