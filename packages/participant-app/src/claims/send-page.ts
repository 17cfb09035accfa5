import type { Problem } from '@tongzhou/web-client'
import {
  client,
  deleteClaimsByReferenceUploadsByUploadId,
  getClaimsByReferenceUploadsByUploadId,
  newKey,
  postClaimsByReferenceUploads,
  postClaimsByReferenceUploadsByUploadIdFinish,
  problemOf,
} from '@tongzhou/web-client'
import { changeKeptPage, forgetPage, type KeptPage } from '../kept-pages.ts'

/** Which parts a line can take: small ones arrive on a bad one, large ones wait for fewer answers on a good one. */
const smallestPart = 65_536
const largestPart = 1_048_576
const slowMilliseconds = 4_000
const quickMilliseconds = 1_000

/** The size of the next part in bytes, by how long the one before took. */
export function nextPartBytes(bytes: number, milliseconds: number): number {
  if (milliseconds < quickMilliseconds) return Math.min(largestPart, bytes * 2)
  if (milliseconds > slowMilliseconds) return Math.max(smallestPart, Math.floor(bytes / 2))
  return bytes
}

/** Codes after which the page is there. */
const arrived = ['evidence-already-added', 'upload-finished']
/** Codes after which it is sent anew from its first byte. */
const begunAnew = ['upload-not-found', 'upload-damaged']
/** Codes that another moment may change; all others are the platform's last word on this page. */
const passing = [
  'intake-busy',
  'too-many-requests',
  'stopping',
  'not-signed-in',
  'too-many-uploads',
  'unexpected-fault',
]

export interface Sending {
  readonly onProgress: (receivedBytes: number) => void
  /** Aborted when the page is left: the next visit goes on where this one ended. */
  readonly signal: AbortSignal
}

/**
 * Sends a page on from the byte that the platform has. What it refuses for good is kept with the reason, to be looked at; throws where there was
 * no answer, or where another try may help.
 */
export async function sendPage(page: KeptPage, sending: Sending): Promise<void> {
  try {
    await sendParts(page, sending)
    await forgetPage(page.id)
  } catch (fault) {
    const problem = problemOf(fault)
    if (problem === null || passing.includes(problem.code)) throw fault
    await takeRefusal(page, problem)
  }
}

async function takeRefusal({ id }: KeptPage, problem: Problem): Promise<void> {
  if (arrived.includes(problem.code)) return forgetPage(id)
  if (begunAnew.includes(problem.code)) {
    await changeKeptPage(id, { uploadId: null, receivedBytes: 0, beginKey: newKey(), finishKey: newKey() })
  } else {
    await changeKeptPage(id, { state: 'refused', problem })
  }
}

async function sendParts(page: KeptPage, { onProgress, signal }: Sending): Promise<void> {
  const reference = page.caseReference
  const { bytes } = page
  let { receivedBytes, uploadId } = await standing(page, signal)
  let partBytes = smallestPart
  onProgress(receivedBytes)
  while (receivedBytes < bytes.size) {
    const began = performance.now()
    const part = bytes.slice(receivedBytes, receivedBytes + partBytes)
    receivedBytes = await sendPart({ reference, uploadId }, receivedBytes, part, signal)
    partBytes = nextPartBytes(partBytes, performance.now() - began)
    onProgress(receivedBytes)
    await changeKeptPage(page.id, { receivedBytes })
  }
  await postClaimsByReferenceUploadsByUploadIdFinish({
    path: { reference, uploadId },
    headers: { 'idempotency-key': page.finishKey },
    signal,
    throwOnError: true,
  })
}

/** How far the page has come; announces it where it is new. */
async function standing(page: KeptPage, signal: AbortSignal) {
  const reference = page.caseReference
  if (page.uploadId !== null) {
    const path = { reference, uploadId: page.uploadId }
    return (await getClaimsByReferenceUploadsByUploadId({ path, signal, throwOnError: true })).data
  }
  const { data } = await postClaimsByReferenceUploads({
    path: { reference },
    body: { name: page.name, type: page.type, byteLength: page.bytes.size, sha256: page.sha256 },
    headers: { 'idempotency-key': page.beginKey },
    signal,
    throwOnError: true,
  })
  await changeKeptPage(page.id, { uploadId: data.uploadId })
  return data
}

/** Where the next part begins: also where this one had arrived before, and only the answer was lost. */
async function sendPart(
  path: { readonly reference: string; readonly uploadId: string },
  offset: number,
  part: Blob,
  signal: AbortSignal,
): Promise<number> {
  try {
    const { data } = await client.patch<{ 200: { readonly receivedBytes: number } }, unknown, true>({
      url: '/claims/{reference}/uploads/{uploadId}',
      path,
      body: part,
      bodySerializer: null,
      headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
      signal,
      throwOnError: true,
    })
    return data.receivedBytes
  } catch (fault) {
    const problem = problemOf(fault)
    const known = problem?.code === 'upload-offset-mismatch' ? Number(problem.facts?.receivedBytes) : Number.NaN
    if (Number.isNaN(known)) throw fault
    return known
  }
}

/** Takes a page back that has not become evidence yet. The platform forgets what it has of it, at the latest when its days are over. */
export async function takePageBack({ caseReference: reference, id, uploadId }: KeptPage): Promise<void> {
  await forgetPage(id)
  if (uploadId !== null) await deleteClaimsByReferenceUploadsByUploadId({ path: { reference, uploadId } })
}
