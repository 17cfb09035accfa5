/**
 * A JPEG (ITU-T T.81) without its EXIF, XMP, IPTC, comments and whatever follows its end; not re-encoded, every pixel
 * stays. The colour information stays: JFIF (APP0), ICC profile (APP2), Adobe's transform (APP14). Returns null where the
 * bytes are no whole JPEG.
 */
export function stripJpeg(bytes: Buffer): Buffer | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== startOfImage) return null
  const kept: Buffer[] = [bytes.subarray(0, 2)]
  let at = 2
  while (at + 2 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!
    if (marker === 0xff) {
      // Fill byte before a marker.
      at += 1
      continue
    }
    if (marker === endOfImage) {
      kept.push(bytes.subarray(at, at + 2))
      return Buffer.concat(kept)
    }
    if (at + 4 > bytes.length) return null
    let end = at + 2 + bytes.readUInt16BE(at + 2)
    if (marker === startOfScan) end = endOfScan(bytes, end)
    if (!tellsOfOrigin(marker, bytes.subarray(at + 4, at + 16))) kept.push(bytes.subarray(at, end))
    at = end
  }
  return null
}

const startOfImage = 0xffd8
const endOfImage = 0xd9
const startOfScan = 0xda
const comment = 0xfe

function tellsOfOrigin(marker: number, head: Buffer): boolean {
  if (marker === comment) return true
  if (marker < 0xe0 || marker > 0xef) return false
  if (marker === 0xe2) return head.toString('latin1') !== 'ICC_PROFILE\0'
  return marker !== 0xe0 && marker !== 0xee
}

/** The place of the first marker after the coded data: 0xFF neither stuffed (00) nor a restart (D0 to D7). */
function endOfScan(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from)
  while (at >= 0 && at + 1 < bytes.length) {
    const next = bytes[at + 1]!
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at
    at = bytes.indexOf(0xff, at + 2)
  }
  return bytes.length
}
