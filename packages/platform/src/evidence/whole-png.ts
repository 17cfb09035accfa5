/**
 * Walks the chunks of a PNG (W3C PNG, section 5) to its IEND. A decoder takes a file that ends between two chunks without
 * a word, so a cut exactly there would go unnoticed.
 */
export function isWholePng(bytes: Buffer): boolean {
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IEND') return true
  }
  return false
}
