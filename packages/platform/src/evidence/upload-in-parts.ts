import { createHash } from 'node:crypto'
import {
  acceptDeclared,
  type FileRefusal,
  fileLimits,
  type Parsed,
  parsed,
  type Refused,
  refuse,
  refusePart,
  type UploadRefusal,
  uploadLimits,
} from '@tongzhou/core'
import { type Actor, commit, type Effects, type Outcome, system, type Unit } from '../commit/commit.ts'
import { newId, type Platform } from '../commit/platform.ts'
import type { UploadedFile } from './inspect-file.ts'
import type { SealedFileStore } from './sealed-file-store.ts'
import {
  deleteExpiredUploads,
  deleteUpload,
  findUpload,
  finishUpload,
  hasExpiredUploads,
  insertPart,
  insertUpload,
  openUploads,
  partsOf,
  type StoredUpload,
} from './upload-store.ts'

/** What a sender says of a file before it comes. `sha256` in lower-case hexadecimal. */
export interface AnnouncedFile {
  readonly name: string
  readonly type: string
  readonly byteLength: number
  readonly sha256: string
}

/** How far an upload has come, for its sender. */
export interface UploadState {
  readonly uploadId: string
  readonly byteLength: number
  readonly receivedBytes: number
  readonly finished: boolean
  readonly expiresAt: string
}

const contextOf = (uploadId: string, part: number | 'declared') => `upload:${uploadId}:${part}`

export function uploadState(upload: Omit<StoredUpload, 'claimId' | 'personId' | 'declaredSealed'>): UploadState {
  const { byteLength, expiresAt, finished, receivedBytes, uploadId } = upload
  return { uploadId, byteLength, receivedBytes, finished, expiresAt: expiresAt.toString() }
}

/**
 * Makes room for a file that comes in parts: for the transaction of the caller, who says whether the person may add to this claim.
 * Refusals, in this order: those of name, size and type (`acceptDeclared`), too-many-uploads.
 */
export async function beginUpload(
  { vault }: Platform,
  unit: Unit,
  given: {
    readonly claimId: string
    readonly subjectKey: Uint8Array
    readonly personId: bigint
    readonly file: AnnouncedFile
  },
): Promise<Effects<UploadState> | Refused<FileRefusal | UploadRefusal>> {
  const { claimId, file, personId, subjectKey } = given
  const declared = acceptDeclared(file, fileLimits)
  if (!declared.accepted) return declared
  const most = uploadLimits.maxOpenPerClaim
  if ((await openUploads(unit.reader, claimId, unit.now)) >= most) return refuse('too-many-uploads', { most })
  const uploadId = unit.newId()
  const sealed = vault.sealText(subjectKey, contextOf(uploadId, 'declared'), JSON.stringify(file))
  const upload = {
    uploadId,
    claimId,
    personId,
    byteLength: file.byteLength,
    declaredSealed: Buffer.from(sealed),
    expiresAt: unit.now.add({ hours: 24 * uploadLimits.keptDays }),
  }
  const answer = uploadState({ ...upload, receivedBytes: 0, finished: false })
  return { answer, rows: [insertUpload(upload, unit.now)], events: [] }
}

/** An upload of this claim by this person, or upload-not-found. */
export async function uploadOf(
  { clock, database }: Platform,
  wanted: { readonly uploadId: string; readonly claimId: string; readonly personId: bigint },
): Promise<Parsed<StoredUpload, UploadRefusal>> {
  const upload = await findUpload(database, { ...wanted, now: clock.now() })
  return upload?.claimId === wanted.claimId ? parsed(upload) : refuse('upload-not-found')
}

/**
 * Seals the next part into the store and counts it. A part counts as a whole or not at all. Refusals: those of `refusePart`, and
 * upload-not-found where it was given up meanwhile.
 */
export async function takePart(
  platform: Platform,
  store: SealedFileStore,
  given: {
    readonly actor: Actor
    readonly upload: StoredUpload
    readonly subjectKey: Uint8Array
    readonly offset: number
    readonly bytes: Uint8Array
  },
): Promise<Outcome<{ readonly receivedBytes: number }>> {
  const { actor, bytes, offset, subjectKey, upload } = given
  const { personId, uploadId } = upload
  const part = { offset, byteLength: bytes.length }
  const refused = refusePart(upload, part)
  if (refused) return refused
  const ref = newId(platform.dice)
  await store.put(ref, platform.vault.sealBytes(subjectKey, contextOf(uploadId, offset), bytes))
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const command = {
    key: `upload:${uploadId}:${offset}`,
    kind: 'take-part',
    actor,
    content: { uploadId, offset, sha256 },
  }
  const outcome = await commit<{ readonly receivedBytes: number }>(platform, command, async ({ now, reader }) => {
    const locked = await findUpload(reader, { uploadId, personId, now }, { lock: true })
    if (!locked) return refuse('upload-not-found')
    const late = refusePart(locked, part)
    if (late) return late
    return {
      answer: { receivedBytes: offset + bytes.length },
      rows: [insertPart(uploadId, { ...part, ref })],
      events: [],
    }
  })
  if (!outcome.accepted || outcome.event.repeated) await store.delete(ref)
  return outcome
}

/** A file whose parts are all there. */
export interface ArrivedFile {
  readonly file: UploadedFile
  /** As the sender said at the beginning, and as it is. */
  readonly sha256: string
  /** For the transaction that makes evidence of it. */
  readonly rows: (now: Temporal.Instant) => ReturnType<typeof finishUpload>
  /** Once that is done. */
  removeParts(): Promise<void>
}

/** What the sender said of the file at the beginning. */
export function announcedFile(
  { vault }: Platform,
  subjectKey: Uint8Array,
  { declaredSealed, uploadId }: StoredUpload,
): AnnouncedFile {
  return JSON.parse(vault.openText(subjectKey, contextOf(uploadId, 'declared'), declaredSealed))
}

/**
 * Puts the parts together. Refusals, in this order: upload-incomplete, upload-damaged (the bytes are not those that were announced:
 * send the file anew).
 */
export async function joinParts(
  platform: Platform,
  store: SealedFileStore,
  subjectKey: Uint8Array,
  upload: StoredUpload,
): Promise<Parsed<ArrivedFile, UploadRefusal>> {
  const { byteLength, receivedBytes, uploadId } = upload
  if (receivedBytes < byteLength) return refuse('upload-incomplete', { receivedBytes, byteLength })
  const { name, sha256, type } = announcedFile(platform, subjectKey, upload)
  const parts = await partsOf(platform.database, uploadId)
  const opened: Uint8Array[] = []
  for (const { offset, ref } of parts) {
    opened.push(platform.vault.openBytes(subjectKey, contextOf(uploadId, offset), await store.get(ref)))
  }
  const bytes = Buffer.concat(opened)
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) return refuse('upload-damaged')
  return parsed({
    file: { name, type, bytes },
    sha256,
    rows: (now) => finishUpload(uploadId, now),
    removeParts: async () => {
      for (const { ref } of parts) await store.delete(ref)
    },
  })
}

/** Gives an upload up. Doing it twice is giving it up once. */
export async function giveUpUpload(
  platform: Platform,
  store: SealedFileStore,
  { actor, upload: { uploadId } }: { readonly actor: Actor; readonly upload: StoredUpload },
): Promise<void> {
  const parts = await partsOf(platform.database, uploadId)
  const command = { key: `give-up:${uploadId}`, kind: 'give-up-upload', actor, content: { uploadId } }
  await commit(platform, command, async () => ({ answer: null, rows: [deleteUpload(uploadId)], events: [] }))
  for (const { ref } of parts) await store.delete(ref)
}

/** Forgets the uploads whose days are over. The sweep removes their files. */
export async function expireUploads(platform: Platform): Promise<void> {
  const now = platform.clock.now()
  if (!(await hasExpiredUploads(platform.database, now))) return
  const command = { key: `expire-uploads:${now}`, kind: 'expire-uploads', actor: system, content: {} }
  await commit(platform, command, async () => ({ answer: null, rows: [deleteExpiredUploads(now)], events: [] }))
}
