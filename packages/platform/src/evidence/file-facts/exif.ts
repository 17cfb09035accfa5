/** Tags of Exif 2.32 (4.6.4, 4.6.5) that tell how a picture came about; nothing else is read, its place least of all. */
const tags = { software: 0x0131, changed: 0x0132, exifDirectory: 0x8769, taken: 0x9003 } as const
const ascii = 2
const entryBytes = 12
/** Entries of a directory; cameras write fewer than a hundred. */
const maxEntries = 500
const maxTextBytes = 200

export interface ExifTexts {
  readonly software: string | null
  readonly changed: string | null
  readonly taken: string | null
}

/** Reads the EXIF of a picture as sharp gives it out. Offsets that lead out of it are as if they were not there. */
export function readExif(exif: Buffer): ExifTexts {
  const tiff = exif.toString('latin1', 0, 4) === 'Exif' ? exif.subarray(6) : exif
  const order = tiff.toString('latin1', 0, 2)
  const nothing = { software: null, changed: null, taken: null }
  if (tiff.length < 8 || (order !== 'II' && order !== 'MM')) return nothing
  const reader = { tiff, little: order === 'II' }
  const main = directoryAt(reader, numberAt(reader, 4, 4))
  const exifAt = main.get(tags.exifDirectory)
  const inner = exifAt === undefined ? new Map<number, number>() : directoryAt(reader, numberAt(reader, exifAt + 8, 4))
  return {
    software: textOf(reader, main.get(tags.software)),
    changed: textOf(reader, main.get(tags.changed)),
    taken: textOf(reader, inner.get(tags.taken)),
  }
}

interface TiffReader {
  readonly tiff: Buffer
  readonly little: boolean
}

/** Where the entry of each tag stands. */
function directoryAt(reader: TiffReader, at: number): ReadonlyMap<number, number> {
  const count = Math.min(maxEntries, numberAt(reader, at, 2))
  const entries = new Map<number, number>()
  for (let index = 0; index < count; index += 1) {
    const entry = at + 2 + entryBytes * index
    entries.set(numberAt(reader, entry, 2), entry)
  }
  return entries
}

function textOf(reader: TiffReader, entry: number | undefined): string | null {
  if (entry === undefined || numberAt(reader, entry + 2, 2) !== ascii) return null
  const length = Math.min(maxTextBytes, numberAt(reader, entry + 4, 4))
  const from = length <= 4 ? entry + 8 : numberAt(reader, entry + 8, 4)
  const text = reader.tiff
    .toString('utf8', from, from + length)
    .split('\0')[0]!
    .trim()
  return text === '' ? null : text
}

/** 0 beyond the end. */
function numberAt({ little, tiff }: TiffReader, at: number, bytes: 2 | 4): number {
  if (at < 0 || at + bytes > tiff.length) return 0
  return little ? tiff.readUIntLE(at, bytes) : tiff.readUIntBE(at, bytes)
}
