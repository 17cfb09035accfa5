import { createHash } from 'node:crypto'
import {
  acceptDeclared,
  type FileLimits,
  type FileRefusal,
  fileLimits,
  type MediaType,
  type Parsed,
  parsed,
  type Refused,
  refuse,
  refuseContent,
  refuseImage,
  refusePages,
} from '@tongzhou/core'
import { fileTypeFromBuffer } from 'file-type'
import { decodeApart, takingTurns } from './decode-apart.ts'
import type { DecodeTask } from './decode-worker.ts'
import { copyDecoded, copyPicture, damaged } from './picture-copy.ts'
import { alsoIs } from './polyglot.ts'

/** What a sender hands in: nothing of it is believed. */
export interface UploadedFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** What a reviewer is shown instead of the original: the same picture or pages without any metadata. */
export interface ReviewersCopy {
  readonly mediaType: 'image/jpeg' | 'image/png' | 'application/pdf'
  readonly bytes: Uint8Array
}

export interface InspectedFile {
  /** NFC. */
  readonly name: string
  readonly mediaType: MediaType
  readonly byteLength: number
  /** Of the original, byte for byte as it came. */
  readonly sha256: Uint8Array
  /** 1 for a picture. */
  readonly pages: number
  readonly copy: ReviewersCopy
}

/**
 * Looks at a file of a stranger, decodes all of it and makes the reviewer's copy. Writes nothing anywhere.
 * Refusals: those of `FileRefusal`, in its order; each names the field and the figures that explain it.
 */
export async function inspectFile(
  file: UploadedFile,
  limits: FileLimits = fileLimits,
): Promise<Parsed<InspectedFile, FileRefusal>> {
  const declared = acceptDeclared({ name: file.name, type: file.type, byteLength: file.bytes.length }, limits)
  if (!declared.accepted) return declared
  const { name, mediaType } = declared.value
  const bytes = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength)
  const sniffed = await fileTypeFromBuffer(bytes)
  const otherContent = refuseContent(mediaType, sniffed?.mime ?? null)
  if (otherContent) return otherContent
  const other = alsoIs(bytes, mediaType)
  if (other) return refuse('file-ambiguous', { alsoIs: other }, { field: 'file' })
  const inside = await takingTurns(() => lookInside(bytes, mediaType, limits))
  if (inside === 'intake-busy') return refuse('intake-busy')
  if ('accepted' in inside) return inside
  const sha256 = createHash('sha256').update(bytes).digest()
  return parsed({ name, mediaType, byteLength: bytes.length, sha256, pages: inside.pages, copy: inside.copy })
}

type Inside = { readonly pages: number; readonly copy: ReviewersCopy } | Refused<FileRefusal>

async function lookInside(bytes: Buffer, mediaType: MediaType, limits: FileLimits): Promise<Inside> {
  if (mediaType === 'image/heic' || mediaType === 'application/pdf') return decodeInThread(bytes, mediaType, limits)
  const picture = await copyPicture(bytes, mediaType, limits)
  return 'accepted' in picture ? picture : { pages: 1, copy: picture.copy }
}

async function decodeInThread(
  bytes: Uint8Array,
  mediaType: DecodeTask['mediaType'],
  limits: FileLimits,
): Promise<Inside> {
  const field = 'file'
  const result = await decodeApart({ mediaType, bytes }, limits)
  switch (result.outcome) {
    case 'encrypted':
      return refuse('pdf-encrypted', {}, { field })
    case 'inflates-too-far':
      return refuse('pdf-inflates-too-far', {}, { field })
    case 'too-complex':
      return refuse('file-too-complex', {}, { field })
    case 'damaged':
      return damaged(result.reason)
    case 'page':
    case 'no-such-page':
    case 'pdf-facts':
    case 'text':
      throw new Error(`a whole file was to be decoded, and the decoder says ${result.outcome}`)
    case 'pdf': {
      const refused = refusePages(result.pages, limits)
      return refused ?? { pages: result.pages, copy: { mediaType: 'application/pdf', bytes: result.copy! } }
    }
    case 'picture': {
      const refused = refuseImage({ ...result, frames: 1 }, limits)
      if (refused) return refused
      const picture = await copyDecoded(result, result.rgba!, limits)
      return 'accepted' in picture ? picture : { pages: 1, copy: picture.copy }
    }
  }
}
