import { type KeeperPrivateKey, maxSealedBallotBytes, readKeeperKey } from '@tongzhou/ballot'
import type { FastifyInstance } from 'fastify'
import type { Member } from '../member.ts'
import { originHash } from '../mirror/mirror.ts'
import type { Part } from '../parts.ts'
import { Finality } from './finality.ts'
import { prepareLotKeys } from './lot-key-store.ts'
import { openShares, type SharesRequest } from './open-shares.ts'
import { ownLotKeyProof } from './prove-lot-keys.ts'
import { signLot } from './sign-lot.ts'

/** Ballots of one request, and its bytes: an answer of a second or less. */
const maxBallots = 1_000
const maxBytes = 8_000_000

/** What disputes need of a member: its signature for a draw, its share of each ballot after the close, what proves its lot key. */
export const disputesPart: Part = { prepare: prepareLotKeys, routes: addDisputes }

/** A member without a monitor follows no dispute, so it can't know what it signs and opens: it only shows what proves its key. */
function addDisputes(app: FastifyInstance, member: Member): void {
  app.get(`/mirror/${originHash(member.mirror.origin)}/lot-key-proof`, (_request, reply) =>
    reply.type('application/json').header('cache-control', 'public, max-age=60').send(ownLotKeyProof(member)),
  )
  if (member.settings.monitor === false) return
  const finality = new Finality(member)
  let key: Promise<KeeperPrivateKey> | undefined

  app.post<{ Body: { index: number } }>('/sign-lot', { schema: { body: lotSchema } }, async ({ body }, reply) => {
    const answer = await signLot(member, finality, body.index)
    if (answer.status === 200) return { signature: answer.signature }
    return reply.code(answer.status).type(plainText).send(`${answer.reason.trimEnd()}\n`)
  })

  const options = { schema: { body: sharesSchema }, bodyLimit: maxBytes }
  app.post<{ Body: SharesRequest }>('/open-shares', options, async ({ body }, reply) => {
    key ??= readKeeperKey(member.keys.ballot.privateKey)
    const answer = await openShares(member, finality, await key, body)
    if (answer.status === 200) return { shares: answer.shares }
    return reply.code(answer.status).type(plainText).send(`${answer.reason.trimEnd()}\n`)
  })
}

const plainText = 'text/plain; charset=utf-8'

const lotSchema = {
  type: 'object',
  required: ['index'],
  additionalProperties: false,
  properties: { index: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } },
}

const name = { type: 'string', minLength: 1, maxLength: 100, pattern: '^[0-9A-Za-z-]+$' }
const sharesSchema = {
  type: 'object',
  required: ['dispute', 'ballots'],
  additionalProperties: false,
  properties: {
    dispute: name,
    ballots: {
      type: 'array',
      maxItems: maxBallots,
      items: {
        type: 'object',
        required: ['juror', 'sealed'],
        additionalProperties: false,
        properties: { juror: name, sealed: { type: 'string', maxLength: maxSealedBallotBytes } },
      },
    },
  },
}
