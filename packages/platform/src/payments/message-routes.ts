import { Type } from 'typebox'
import { commit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { type App, CommandHeaders, orRefuse, Strict } from '../http/index.ts'
import { countUnread, kindsNotSent, markRead, messageKinds, messagesOf, setKindsNotSent } from './message-store.ts'
import { messageText } from './message-text.ts'
import { payerOf } from './payer.ts'

const tags = ['messages']
const receivers = { access: { roles: ['participant'] } } as const
/** About four years of a payer who is reminded every month. */
const mostMessagesShown = 100
/** More than a tab can show. */
const mostUnreadCounted = 100

const MessageKindSchema = Type.Unsafe<(typeof messageKinds)[number]>({ type: 'string', enum: [...messageKinds] })
const MessageSchema = Type.Object({
  id: Type.String(),
  kind: MessageKindSchema,
  zh: Type.String(),
  en: Type.String(),
  writtenAt: Type.String(),
  read: Type.Boolean(),
})
const SwitchSchema = Type.Object({ kind: MessageKindSchema, toPhone: Type.Boolean() })

/** What somebody was told, how far they have read, and what of it goes to their phone too. */
export function addMessages(app: App, platform: Platform): void {
  const { database } = platform
  const list = { tags, summary: 'What I was told, newest first', response: { 200: Type.Array(MessageSchema) } }
  app.get('/messages', { config: receivers, schema: list }, async (request) => {
    const messages = await messagesOf(database, payerOf(request).personId, mostMessagesShown)
    return messages.map((message) => ({
      id: message.messageId.toString(),
      kind: message.kind,
      ...messageText(message),
      writtenAt: message.writtenAt.toString(),
      read: message.read,
    }))
  })
  const count = {
    tags,
    summary: `How many messages I have not seen, counted up to ${mostUnreadCounted}`,
    response: { 200: Type.Object({ unread: Type.Integer() }) },
  }
  app.get('/messages/unread', { config: receivers, schema: count }, async (request) => ({
    unread: await countUnread(database, payerOf(request).personId, mostUnreadCounted),
  }))
  addReading(app, platform)
  addSwitches(app, platform)
}

function addReading(app: App, platform: Platform): void {
  const schema = {
    tags,
    summary: 'I have seen my messages up to this one',
    headers: CommandHeaders,
    body: Strict({ upTo: Type.String({ pattern: '^[1-9][0-9]{0,17}$' }) }),
    response: { 200: Type.Object({ readUpTo: Type.String() }) },
  }
  app.post('/messages/read', { config: receivers, schema }, async (request) => {
    const actor = payerOf(request)
    const { upTo } = request.body
    const command = { key: request.headers['idempotency-key'], kind: 'read-messages', actor, content: { upTo } }
    const outcome = await commit(platform, command, async () => ({
      answer: { readUpTo: upTo },
      rows: [markRead(actor.personId, BigInt(upTo))],
      events: [],
    }))
    return orRefuse(outcome).answer
  })
}

function addSwitches(app: App, platform: Platform): void {
  const read = {
    tags,
    summary: 'Which kinds of messages go to my phone; all stand in the list',
    response: { 200: Type.Array(SwitchSchema) },
  }
  app.get('/message-settings', { config: receivers, schema: read }, async (request) => {
    const off = await kindsNotSent(platform.database, payerOf(request).personId)
    return messageKinds.map((kind) => ({ kind, toPhone: !off.includes(kind) }))
  })
  const change = {
    tags,
    summary: 'Switch kinds of messages to my phone on or off',
    headers: CommandHeaders,
    body: Strict({ notSent: Type.Array(MessageKindSchema, { maxItems: messageKinds.length, uniqueItems: true }) }),
    response: { 200: Type.Array(SwitchSchema) },
  }
  app.put('/message-settings', { config: receivers, schema: change }, async (request) => {
    const actor = payerOf(request)
    const off = messageKinds.filter((kind) => request.body.notSent.includes(kind))
    const content = { notSent: off }
    const command = { key: request.headers['idempotency-key'], kind: 'set-message-kinds', actor, content }
    const outcome = await commit(platform, command, async () => ({
      answer: content,
      rows: [setKindsNotSent(actor.personId, off)],
      events: [],
    }))
    const { notSent } = orRefuse(outcome).answer
    return messageKinds.map((kind) => ({ kind, toPhone: !notSent.includes(kind) }))
  })
}
