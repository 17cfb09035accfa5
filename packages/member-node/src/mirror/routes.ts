import {
  type AddEntriesUpload,
  decodeAddEntries,
  formatMirrorInfo,
  maxAddCheckpointBytes,
  mirrorInfoMediaType,
  parseAddCheckpoint,
  parseTilePath,
  TlogError,
  treeSizeMediaType,
} from '@tongzhou/tlog'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Member } from '../member.ts'
import { mirrorState, witnessNote } from '../storage/checkpoints.ts'
import { acceptCheckpoint } from './accept-checkpoint.ts'
import { acceptEntries, type EntriesAnswer } from './accept-entries.ts'
import { originHash } from './mirror.ts'
import { BodyTooLong, readBody, readWholeBody, UnknownEncoding } from './request-body.ts'

/** Decoded bytes of one upload: 32 packages of the longest entries, twice. More would only be abuse. */
const maxAddEntriesBytes = 2 * 32 * 256 * 65_537

const plainText = 'text/plain; charset=utf-8'

/** The write side of a mirror and a witness. Bodies are read by the handlers: they may be long, and are never JSON. */
export function submissionRoutes(app: FastifyInstance, member: Member): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))

  app.post('/add-checkpoint', async (request, reply) => {
    const body = await readOr400(() => readWholeBody(request.raw, maxAddCheckpointBytes), reply)
    if (body === undefined) return reply
    const parsed = await readOr400(async () => parseAddCheckpoint(body), reply)
    if (parsed === undefined) return reply
    const answer = await acceptCheckpoint(member, parsed)
    if (answer.status === 200) return reply.type(plainText).send(answer.cosignatures)
    if (answer.status === 409) return reply.code(409).header('content-type', treeSizeMediaType).send(`${answer.size}\n`)
    return refuse(reply, answer.status, answer.reason)
  })

  app.post('/add-entries', async (request, reply) => {
    reply.header('accept-encoding', 'gzip')
    if (request.headers['content-type'] !== 'application/octet-stream') {
      return refuse(reply, 400, 'the content type must be application/octet-stream')
    }
    const upload = await readOr400(async () => decodeAddEntries(readBody(request.raw, maxAddEntriesBytes)), reply)
    if (upload === undefined) return reply
    return sendEntriesAnswer(reply, await acceptEntries(member, upload satisfies AddEntriesUpload))
  })
}

function sendEntriesAnswer(reply: FastifyReply, answer: EntriesAnswer): FastifyReply {
  switch (answer.status) {
    case 200:
      return reply.type(plainText).send(answer.cosignatures)
    case 202:
    case 409:
      return reply.code(answer.status).header('content-type', mirrorInfoMediaType).send(formatMirrorInfo(answer.info))
    default:
      return refuse(reply, answer.status, answer.reason)
  }
}

/** The read side: `<publicUrl>/mirror/<hash of the origin>/...` as tlog-tiles says, and the witness's checkpoint. */
export function monitoringRoutes(app: FastifyInstance, member: Member): void {
  const hash = originHash(member.mirror.origin)
  const checkpoint = (reply: FastifyReply, note: string | null | undefined) => {
    if (!note) return refuse(reply, 404, 'no checkpoint has been cosigned here yet')
    return reply.type(plainText).header('cache-control', 'public, max-age=2').send(note)
  }
  app.get(`/mirror/${hash}/checkpoint`, (_request, reply) => checkpoint(reply, mirrorState(member.store).note))
  app.get(`/witness/${hash}/checkpoint`, (_request, reply) => checkpoint(reply, witnessNote(member.store)))

  app.get<{ Params: { '*': string } }>(`/mirror/${hash}/tile/*`, async (request, reply) => {
    const bytes = await readResource(member, `tile/${request.params['*']}`)
    if (!bytes) return refuse(reply, 404, 'there is no such tile here')
    return reply
      .type('application/octet-stream')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  })
}

async function readResource({ mirror }: Member, path: string): Promise<Uint8Array | undefined> {
  try {
    const resource = parseTilePath(path)
    return await ('level' in resource ? mirror.files.readTile(resource) : mirror.files.readBundle(resource))
  } catch (error) {
    if (error instanceof TlogError) return undefined
    throw error
  }
}

async function readOr400<Value>(read: () => Promise<Value>, reply: FastifyReply): Promise<Value | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof UnknownEncoding) refuse(reply.header('accept-encoding', 'gzip'), 415, error.message)
    else if (error instanceof BodyTooLong) refuse(reply, 413, error.message)
    else if (error instanceof TlogError) refuse(reply, 400, error.message)
    // What zlib says of bytes that are not gzip, and what the connection says when it breaks off.
    else if (error instanceof Error && 'code' in error) refuse(reply, 400, error.message)
    else throw error
    return undefined
  }
}

function refuse(reply: FastifyReply, status: number, reason: string): FastifyReply {
  return reply
    .code(status)
    .type(plainText)
    .send(reason.endsWith('\n') ? reason : `${reason}\n`)
}
