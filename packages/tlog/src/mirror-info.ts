import { fromBase64, toBase64 } from './bytes.ts'
import { parseDecimal } from './checkpoint.ts'
import { requireSize } from './size.ts'
import { malformed } from './tlog-error.ts'

/** Content type of a 202 or 409 answer to `add-entries`. */
export const mirrorInfoMediaType = 'text/x.tlog.mirror-info'

/** Where an upload to a mirror goes on (tlog-mirror, "add-entries"). */
export interface MirrorInfo {
  /** Size of a pending checkpoint: the `upload_end` to send. */
  readonly size: number
  /** The first entry that the mirror lacks: the `upload_start` to send. */
  readonly nextEntry: number
  /** To be sent back as it is. */
  readonly ticket: Uint8Array
}

/** Three lines: size, next entry, ticket in base64. */
export function formatMirrorInfo({ size, nextEntry, ticket }: MirrorInfo): string {
  requireSize(size, 'size')
  requireSize(nextEntry, 'next entry')
  return `${size}\n${nextEntry}\n${toBase64(ticket)}\n`
}

/** Reads it. Throws `malformed` or `out-of-range` with the reason. */
export function parseMirrorInfo(text: string): MirrorInfo {
  const [size, nextEntry, ticket, end, ...more] = text.split('\n')
  if (size === undefined || nextEntry === undefined || ticket === undefined || end !== '' || more.length > 0) {
    throw malformed('the mirror info is not three lines: size, next entry and ticket')
  }
  return {
    size: parseDecimal(size, 'size'),
    nextEntry: parseDecimal(nextEntry, 'next entry'),
    ticket: fromBase64(ticket),
  }
}
