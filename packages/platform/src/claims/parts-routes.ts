import { type Parsed, uploadLimits } from '@tongzhou/core'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { giveUpUpload, type SealedFileStore, takePart, uploadState } from '../evidence/index.ts'
import {
  type App,
  actorOf,
  CommandHeaders,
  InstantText,
  orRefuse,
  RefusedRequest,
  Strict,
  Uuid,
} from '../http/index.ts'
import { beginClaimUpload, finishClaimUpload, type OpenedUpload, openUpload } from './add-in-parts.ts'
import { CaseParams, ClaimAnswerSchema } from './schemas.ts'

const tags = ['claims']
const config = { access: { roles: ['investigator', 'participant'] } } as const
/** As tus.io calls a part of a file. */
const partType = 'application/offset+octet-stream'
const path = '/claims/:reference/uploads'
const UploadParams = Type.Object({ ...CaseParams.properties, uploadId: Uuid })

const UploadStateSchema = Type.Object({
  uploadId: Type.String(),
  byteLength: Type.Integer(),
  receivedBytes: Type.Integer({ description: 'How many bytes have arrived: where the next part begins.' }),
  finished: Type.Boolean(),
  expiresAt: InstantText,
})

/** Files in parts, for lines that break: what had arrived is not sent again. */
export function addUploadsInParts(app: App, platform: Platform, store: SealedFileStore): void {
  addBeginning(app, platform)
  addParts(app, platform, store)
  addEnd(app, platform, store)
}

function addBeginning(app: App, platform: Platform): void {
  const schema = {
    tags,
    summary: 'Announce a paper that comes in parts',
    headers: CommandHeaders,
    params: CaseParams,
    body: Strict({
      name: Type.String({ maxLength: 400 }),
      type: Type.String({ maxLength: 128 }),
      byteLength: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
      sha256: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the whole file, in hexadecimal.' }),
    }),
    response: { 201: UploadStateSchema },
  }
  app.post(path, { config, schema }, async (request, reply) => {
    const command = {
      key: request.headers['idempotency-key'],
      actor: actorOf(request),
      caseReference: request.params.reference,
      file: request.body,
    }
    return reply.status(201).send(orRefuse(await beginClaimUpload(platform, command)).answer)
  })
  const state = {
    tags,
    summary: 'How much of a paper has arrived',
    params: UploadParams,
    response: { 200: UploadStateSchema },
  }
  app.get(`${path}/:uploadId`, { config, schema: state }, async (request) =>
    uploadState((await opened(platform, request)).upload),
  )
}

function addParts(app: App, platform: Platform, store: SealedFileStore): void {
  app.addContentTypeParser(partType, { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const schema = {
    tags,
    summary: 'Send the next part of a paper',
    description: `The body is the part, as ${partType}: ${uploadLimits.minPartBytes} to ${uploadLimits.maxPartBytes} bytes, the last one also less.`,
    consumes: [partType],
    headers: Type.Object({
      'upload-offset': Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description: 'Where the part begins.',
      }),
    }),
    params: UploadParams,
    response: { 200: Type.Object({ receivedBytes: Type.Integer() }) },
  }
  const bodyLimit = uploadLimits.maxPartBytes
  app.patch(`${path}/:uploadId`, { config, schema, bodyLimit }, async (request) => {
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const offset = request.headers['upload-offset']
    const given = { actor: actorOf(request), ...(await opened(platform, request)), offset, bytes }
    return orRefuse(await takePart(platform, store, given)).answer
  })
}

function addEnd(app: App, platform: Platform, store: SealedFileStore): void {
  const schema = {
    tags,
    summary: 'Make evidence of a paper whose parts have all arrived',
    headers: CommandHeaders,
    params: UploadParams,
    response: { 201: ClaimAnswerSchema },
  }
  app.post(`${path}/:uploadId/finish`, { config, schema }, async (request, reply) => {
    const command = {
      key: request.headers['idempotency-key'],
      actor: actorOf(request),
      caseReference: request.params.reference,
    }
    const outcome = await finishClaimUpload(platform, store, command, await opened(platform, request))
    return reply.status(201).send(orRefuse(outcome).answer)
  })
  const response = { 204: Type.Null() }
  const given = { tags, summary: 'Give an upload up', params: UploadParams, response }
  app.delete(`${path}/:uploadId`, { config, schema: given }, async (request, reply) => {
    const { upload } = await opened(platform, request)
    await giveUpUpload(platform, store, { actor: actorOf(request), upload })
    return reply.status(204).send(null)
  })
}

type UploadRequest = Pick<FastifyRequest, 'actor'> & {
  readonly params: { readonly reference: string; readonly uploadId: string }
}

async function opened(platform: Platform, request: UploadRequest): Promise<OpenedUpload> {
  const { reference, uploadId } = request.params
  const found: Parsed<OpenedUpload> = await openUpload(platform, {
    actor: actorOf(request as FastifyRequest),
    caseReference: reference,
    uploadId,
  })
  if (!found.accepted) throw new RefusedRequest(found.refusal)
  return found.value
}
