import { type Refused, refuse } from '../decision.ts'

/** What an upload in parts may be at most. Each number says what fails without it. */
export interface UploadLimits {
  /** Each part is a file of the store: without it one upload of single bytes makes millions of them. The last part may be smaller. */
  readonly minPartBytes: number
  /** A part that breaks off is sent again as a whole: larger ones would never arrive on a bad line. */
  readonly maxPartBytes: number
  /** Without it a claim's uploads that nobody finishes fill the store. */
  readonly maxOpenPerClaim: number
  /** Days until what was not finished is removed. */
  readonly keptDays: number
}

export const uploadLimits: UploadLimits = {
  minPartBytes: 16_384,
  maxPartBytes: 1_048_576,
  maxOpenPerClaim: 10,
  keptDays: 7,
}

export type UploadRefusal =
  | 'upload-not-found'
  | 'too-many-uploads'
  | 'upload-finished'
  | 'upload-offset-mismatch'
  | 'upload-part-size'
  | 'upload-incomplete'
  | 'upload-damaged'

/** How far an upload has come. Parts stand one after the other from byte 0. */
export interface UploadStanding {
  readonly byteLength: number
  readonly receivedBytes: number
  readonly finished: boolean
}

/**
 * Takes the next part of a file that comes in parts. Refusals, in this order: upload-finished, upload-offset-mismatch (its facts say
 * where the next part begins), upload-part-size.
 */
export function refusePart(
  { byteLength, finished, receivedBytes }: UploadStanding,
  part: { readonly offset: number; readonly byteLength: number },
  { maxPartBytes, minPartBytes }: UploadLimits = uploadLimits,
): Refused<UploadRefusal> | null {
  if (finished) return refuse('upload-finished')
  if (part.offset !== receivedBytes)
    return refuse('upload-offset-mismatch', { receivedBytes }, { field: 'upload-offset' })
  const missing = byteLength - receivedBytes
  const least = Math.min(missing, minPartBytes)
  const most = Math.min(missing, maxPartBytes)
  if (part.byteLength >= least && part.byteLength <= most && missing > 0) return null
  return refuse('upload-part-size', { leastBytes: least, mostBytes: most })
}
