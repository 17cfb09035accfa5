import multipart from '@fastify/multipart'
import { fileLimits, refuse } from '@tongzhou/core'
import type { FastifyRequest } from 'fastify'
import type { Platform } from '../commit/platform.ts'
import type { SealedFileStore, UploadedFile } from '../evidence/index.ts'
import { type App, actorOf, CommandHeaders, orRefuse, RefusedRequest } from '../http/index.ts'
import { addClaimEvidence } from './add-claim-evidence.ts'
import { CaseParams, ClaimAnswerSchema } from './schemas.ts'

/** One file a request: what arrives is looked into in whole before anything is kept. */
export async function addUploads(app: App, platform: Platform, store: SealedFileStore): Promise<void> {
  await app.register(multipart, { limits: { files: 1, fields: 0, parts: 1, fileSize: fileLimits.maxBytes } })
  const schema = {
    tags: ['claims'],
    summary: 'Add a paper to a claim: a JPEG, PNG, WebP or HEIC picture or a PDF, as multipart/form-data',
    headers: CommandHeaders,
    params: CaseParams,
    response: { 201: ClaimAnswerSchema },
  }
  const config = { access: { roles: ['investigator', 'participant'] } } as const
  // A little more than the file, for the multipart envelope.
  const bodyLimit = fileLimits.maxBytes + 16_384
  app.post('/claims/:reference/evidence', { config, schema, bodyLimit }, async (request, reply) => {
    const { answer } = orRefuse(
      await addClaimEvidence(platform, store, {
        key: request.headers['idempotency-key'],
        actor: actorOf(request),
        caseReference: request.params.reference,
        file: await uploadedFile(request),
      }),
    )
    return reply.status(201).send(answer)
  })
}

async function uploadedFile(request: FastifyRequest): Promise<UploadedFile> {
  if (!request.isMultipart()) throw new RefusedRequest(refuse('content-type-unsupported').refusal)
  try {
    const part = await request.file()
    if (!part) throw new RefusedRequest(refuse('file-empty', {}, { field: 'file' }).refusal)
    return { name: part.filename, type: part.mimetype, bytes: await part.toBuffer() }
  } catch (fault) {
    throw whyUnread(fault)
  }
}

/** Only the client's bytes are read here: what neither we nor the library have a code for is a body that ends early or has no parts. */
function whyUnread(fault: unknown): unknown {
  if (fault instanceof RefusedRequest) return fault
  const { code } = fault as { code?: string }
  if (code === 'FST_REQ_FILE_TOO_LARGE') {
    return new RefusedRequest(refuse('file-too-large', { maxBytes: fileLimits.maxBytes }, { field: 'file' }).refusal)
  }
  return code === undefined ? new RefusedRequest(refuse('request-malformed').refusal) : fault
}
