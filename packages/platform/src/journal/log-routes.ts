import { gzipSync } from 'node:zlib'
import { refuse } from '@tongzhou/core'
import { parseTilePath, type TileStore, TlogError } from '@tongzhou/tlog'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { type App, publicAccess, RefusedRequest, type Routes } from '../http/index.ts'
import { type LogPublisher, type LogStanding, memberTroubles } from './publish-log.ts'

const tags = ['log']
const everyone = { access: publicAccess } as const
const plainText = 'text/plain; charset=utf-8'
const forEver = 'public, max-age=31536000, immutable'

/**
 * The log as anyone reads it (tlog-tiles): files, without the database. A static web server may serve the folder instead. The
 * policies and the state of the members stand beside it.
 */
export function logRoutes(files: TileStore, publisher: LogPublisher): Routes {
  return async (app) => {
    addFiles(app, files)
    const policy = { tags, summary: 'The policy file by which anyone checks the log (C2SP tlog-policy)' }
    app.get('/log/policy', { config: everyone, schema: policy }, (_request, reply) => sendText(reply, files, 'policy'))
    const params = Type.Object({ version: Type.Integer({ minimum: 1, maximum: 1_000_000 }) })
    const old = { tags, summary: 'An earlier policy, for proofs of its time', params }
    app.get('/log/policy/:version', { config: everyone, schema: old }, (request, reply) =>
      sendText(reply, files, `policies/${request.params.version}`),
    )
    const state = { tags, summary: 'How the log and its members stand', response: { 200: StandingSchema } }
    app.get('/log/state', { config: everyone, schema: state }, async () => shown(publisher.standing))
  }
}

async function sendText(reply: FastifyReply, files: TileStore, path: string): Promise<FastifyReply> {
  const bytes = await files.readFile(path)
  if (!bytes) throw new RefusedRequest(refuse('log-file-not-found').refusal)
  return reply.type(plainText).header('cache-control', 'public, max-age=2').send(Buffer.from(bytes))
}

function addFiles(app: App, files: TileStore): void {
  const checkpoint = { tags, summary: 'The newest checkpoint that the quorum has countersigned (C2SP tlog-checkpoint)' }
  app.get('/log/checkpoint', { config: everyone, schema: checkpoint }, (_request, reply) =>
    sendText(reply, files, 'checkpoint'),
  )
  const params = Type.Object({ '*': Type.String({ maxLength: 100 }) })
  const tile = { tags, summary: 'A tile, or with tile/entries/ the entries below it (C2SP tlog-tiles)', params }
  app.get('/log/tile/*', { config: everyone, schema: tile }, async (request, reply) => {
    const found = await readResource(files, `tile/${request.params['*']}`)
    if (!found) throw new RefusedRequest(refuse('log-file-not-found').refusal)
    reply.type('application/octet-stream').header('cache-control', forEver).header('vary', 'accept-encoding')
    const accepts = String(request.headers['accept-encoding'] ?? '').includes('gzip')
    if (!found.isBundle || !accepts) return reply.send(Buffer.from(found.bytes))
    return reply.header('content-encoding', 'gzip').send(gzipSync(found.bytes))
  })
}

async function readResource(files: TileStore, path: string) {
  try {
    const resource = parseTilePath(path)
    const isBundle = !('level' in resource)
    const bytes = 'level' in resource ? await files.readTile(resource) : await files.readBundle(resource)
    return bytes && { bytes, isBundle }
  } catch (fault) {
    if (fault instanceof TlogError) return undefined
    throw fault
  }
}

const Nullable = <Text extends ReturnType<typeof Type.String> | ReturnType<typeof Type.Integer>>(schema: Text) =>
  Type.Union([schema, Type.Null()])

const StandingSchema = Type.Object({
  origin: Type.String(),
  signedSize: Type.Integer(),
  finalSize: Type.Integer(),
  quorum: Type.Integer(),
  stopped: Nullable(Type.String()),
  members: Type.Array(
    Type.Object({
      name: Type.String(),
      cosignedSize: Nullable(Type.Integer()),
      cosignedAt: Nullable(Type.String()),
      trouble: Type.Union([
        Type.Object({
          kind: Type.Unsafe<(typeof memberTroubles)[number]>(Type.Enum([...memberTroubles])),
          detail: Type.String({ description: 'The code of the system, or what the member answered.' }),
        }),
        Type.Null(),
      ]),
    }),
  ),
})

function shown({ members, ...standing }: LogStanding) {
  return {
    ...standing,
    members: members.map((member) => ({ ...member, cosignedAt: member.cosignedAt?.toString() ?? null })),
  }
}
