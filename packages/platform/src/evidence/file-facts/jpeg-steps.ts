/** The size of a JPEG and the steps by which the frequencies of its brightness were quantised. */
export interface JpegSteps {
  readonly width: number
  readonly height: number
  /** In zigzag order, 64 of them; the first is that of a block's mean. */
  readonly steps: readonly number[]
}

const quantizationTables = 0xdb
const startOfScan = 0xda
/** Baseline, extended and progressive frames with Huffman codes: what cameras and programs write. */
const frames = [0xc0, 0xc1, 0xc2]

/**
 * Reads the header of a JPEG (ITU-T T.81, annex B). Null where it is none, is cut off, has another number of colours than grey or
 * brightness and two of colour, or has brightness at less than full size, which no camera writes.
 */
export function readJpegSteps(bytes: Buffer): JpegSteps | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null
  const tables = new Map<number, readonly number[]>()
  let frame: Buffer | null = null
  let at = 2
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!
    if (marker === startOfScan) return frame && sizeAndSteps(frame, tables)
    const end = at + 2 + bytes.readUInt16BE(at + 2)
    const segment = bytes.subarray(at + 4, end)
    if (marker === quantizationTables) readTables(segment, tables)
    if (frames.includes(marker)) frame = segment
    at = end
  }
  return null
}

/** A segment may hold several tables, of one byte or two for each step. */
function readTables(segment: Buffer, tables: Map<number, readonly number[]>): void {
  let at = 0
  while (at < segment.length) {
    const bytesEach = segment[at]! >> 4 === 0 ? 1 : 2
    const number = segment[at]! & 15
    const end = at + 1 + 64 * bytesEach
    if (end > segment.length) return
    const from = at + 1
    const steps = Array.from({ length: 64 }, (_, index) => segment.readUIntBE(from + index * bytesEach, bytesEach))
    tables.set(number, steps)
    at = end
  }
}

function sizeAndSteps(frame: Buffer, tables: ReadonlyMap<number, readonly number[]>): JpegSteps | null {
  const colours = frame[5]
  if ((colours !== 1 && colours !== 3) || frame.length < 6 + 3 * colours) return null
  const sampling = (colour: number) => frame[7 + 3 * colour]!
  const full = colours === 1 || (sampling(0) >= sampling(1) && sampling(0) >= sampling(2))
  const steps = tables.get(frame[8]!)
  if (!full || steps === undefined || steps.includes(0)) return null
  return { height: frame.readUInt16BE(1), width: frame.readUInt16BE(3), steps }
}
