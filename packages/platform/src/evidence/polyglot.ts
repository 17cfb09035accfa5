import type { MediaType } from '@tongzhou/core'

/**
 * What else a file is besides what it says: `archive` where a ZIP is hung on its end (ZIP readers look there), `pdf`
 * where a picture begins like a PDF, which PDF readers accept within the first kilobyte. Null where it is one thing only.
 */
export function alsoIs(bytes: Buffer, mediaType: MediaType): 'archive' | 'pdf' | null {
  if (mediaType !== 'application/pdf' && bytes.subarray(0, 1024).includes('%PDF-')) return 'pdf'
  return endsAsArchive(bytes) ? 'archive' : null
}

const endRecordBytes = 22
const maxCommentBytes = 65_535

/** Looks for a ZIP's end record whose central directory stands where it says, so random bytes are not mistaken. */
function endsAsArchive(bytes: Buffer): boolean {
  const tail = bytes.subarray(-(endRecordBytes + maxCommentBytes))
  const tailStart = bytes.length - tail.length
  for (let at = tail.indexOf('PK\x05\x06', 0, 'latin1'); at >= 0; at = tail.indexOf('PK\x05\x06', at + 1, 'latin1')) {
    if (at + endRecordBytes > tail.length) continue
    const directoryStart = tailStart + at - tail.readUInt32LE(at + 12)
    if (directoryStart >= 0 && bytes.toString('latin1', directoryStart, directoryStart + 4) === 'PK\x01\x02')
      return true
  }
  return false
}
