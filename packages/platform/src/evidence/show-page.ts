import { type FileRefusal, fileLimits, type Parsed, parsed, type RedactionRefusal, refuse } from '@tongzhou/core'
import { decodeApart, takingTurns } from './decode-apart.ts'
import type { ReviewersCopy } from './inspect-file.ts'
import { damaged } from './picture-copy.ts'
import { redactFile } from './redact-file.ts'

/**
 * One page of a reviewer's copy as a JPEG: nothing of a stranger's file reaches the browser but pixels. Drawn as redacted pages are,
 * without boxes, so a place on it is a place on the redacted one. Refusals: those of `redactFile`.
 */
export async function drawCopyPage(
  copy: ReviewersCopy & { readonly pages: number },
  page: number,
): Promise<Parsed<Uint8Array, RedactionRefusal | FileRefusal>> {
  const drawn = await redactFile(copy, [{ page, boxes: [] }])
  return drawn.accepted ? parsed(drawn.value[0]!.bytes) : drawn
}

/** The text of a reviewer's copy, a PDF, page by page. Refusals: intake-busy, file-too-complex, file-damaged. */
export async function readCopyText(bytes: Uint8Array): Promise<Parsed<readonly string[], FileRefusal>> {
  const task = { mediaType: 'application/pdf', bytes, readText: true } as const
  const read = await takingTurns(() => decodeApart(task, fileLimits))
  if (read === 'intake-busy') return refuse('intake-busy')
  if (read.outcome === 'too-complex') return refuse('file-too-complex', {}, { field: 'file' })
  if (read.outcome === 'damaged') return damaged(read.reason)
  if (read.outcome !== 'text') throw new Error(`text was to be read, and the decoder says ${read.outcome}`)
  return parsed(read.pages)
}
