import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import { apart, inGroups } from '../commit/in-groups.ts'
import type { Platform } from '../commit/platform.ts'
import { type App, actorOf, orRefuse, type ResolveSession, type Routes, Strict } from '../http/index.ts'
import { addMyData } from './data-routes.ts'
import type { DemoInbox } from './message-senders.ts'
import { addPasskey, beginPasskey, beginPasskeySignIn, type RelyingParty, signInWithPasskey } from './passkey.ts'
import { openName } from './people-store.ts'
import type { PersonDataPart } from './person-data.ts'
import { clearedCookie, cookieOf, tokenOf } from './session-cookie.ts'
import { hashOfToken, type MessageSender, requestCode, type Session, signInWithCode, signOut } from './sign-in.ts'
import { loadSessions, type SignedIn } from './sign-in-store.ts'
import { addActs } from './staff/acts-routes.ts'
import { addStaff } from './staff/staff-routes.ts'
import { Phone, parsePhone } from './stated-phone.ts'

export interface SignInOptions {
  readonly sender: MessageSender
  readonly party: RelyingParty
  /** Shown at /demo/inbox; null where real messages are sent. */
  readonly demoInbox: DemoInbox | null
  /** What each part holds about people, in the order of the parts. */
  readonly personData: readonly PersonDataPart[]
}

const tags = ['sign-in']
const everyone = { access: { public: true } } as const
const signedIn = { access: { signedIn: true } } as const
/** Asking for codes and trying them: far below what guessing needs, far above what a family does. */
const slow = { ...everyone, rateLimit: { max: 30, timeWindow: '1 minute' } }

/** Sessions that one query asks for: requests that come at the same moment share it. */
const mostSessions = 200

/** Finds the session in the cookie or, for programs, in the bearer token. */
export function sessionResolver(platform: Platform): ResolveSession {
  const load = inGroups<Uint8Array, SignedIn | null>(apart, mostSessions, (hashes) =>
    loadSessions(platform.database, hashes, platform.clock.now()),
  )
  return async (request) => {
    const token = tokenOf(request)
    return token === null ? null : load(hashOfToken(token))
  }
}

export function identityRoutes(options: SignInOptions): Routes {
  return async (app, platform) => {
    addCodes(app, platform, options)
    addPasskeys(app, platform, options.party)
    addSession(app, platform, options)
    addStaff(app, platform)
    addActs(app, platform)
    addMyData(app, platform, options.personData, options.party)
    const { demoInbox } = options
    if (demoInbox) {
      const schema = { tags: ['demo'], summary: 'Messages that a trial shows instead of sending them' }
      app.get('/demo/inbox', { config: everyone, schema }, async () => demoInbox.messages())
    }
  }
}

const SessionAnswer = Type.Object({
  expiresAt: Type.String(),
  token: Type.Optional(Type.String({ description: 'Only where "bearer" was asked for: send it as a bearer token.' })),
})

function addCodes(app: App, platform: Platform, { sender, party }: SignInOptions): void {
  const ask = { tags, summary: 'Send a one-time code', body: Strict({ phone: Phone }) }
  app.post('/sign-in/code', { config: slow, schema: ask }, async (request, reply) => {
    orRefuse(await requestCode(platform, sender, parsePhone(request.body.phone)))
    return reply.status(204).send()
  })
  const body = Strict({
    phone: Phone,
    code: Type.String({ pattern: '^[0-9]{6}$' }),
    bearer: Type.Boolean({ default: false, description: 'Answer with a token for programs instead of a cookie.' }),
  })
  const enter = { tags, summary: 'Sign in with the code', body, response: { 200: SessionAnswer } }
  app.post('/sign-in', { config: slow, schema: enter }, async (request, reply) => {
    const { phone, code, bearer } = request.body
    const { answer } = orRefuse(await signInWithCode(platform, parsePhone(phone), code))
    return answerSession(reply, party, answer, bearer)
  })
}

function answerSession(reply: FastifyReply, party: RelyingParty, session: Session, bearer: boolean) {
  const expiresAt = session.expiresAt.toString()
  if (bearer) return reply.send({ expiresAt, token: session.token })
  const expires = new Date(session.expiresAt.epochMilliseconds).toUTCString()
  return reply.header('set-cookie', cookieOf(party, session.token, expires)).send({ expiresAt })
}

function addPasskeys(app: App, platform: Platform, party: RelyingParty): void {
  const response = Type.Object({ id: Type.String({ maxLength: 1_400 }) }, { additionalProperties: true })
  const begin = { tags, summary: 'Options for making a passkey on this device' }
  app.post('/passkeys/options', { config: signedIn, schema: begin }, async (request) =>
    beginPasskey(platform, party, actorOf(request)),
  )
  const keep = { tags, summary: 'Keep the passkey that the browser made', body: response }
  app.post('/passkeys', { config: signedIn, schema: keep }, async (request, reply) => {
    orRefuse(await addPasskey(platform, party, actorOf(request), request.body as never))
    return reply.status(204).send()
  })
  const ask = { tags, summary: 'Options for signing in with a passkey' }
  app.post('/sign-in/passkey/options', { config: slow, schema: ask }, async () => beginPasskeySignIn(platform, party))
  const enter = { tags, summary: 'Sign in with a passkey', body: response, response: { 200: SessionAnswer } }
  app.post('/sign-in/passkey', { config: slow, schema: enter }, async (request, reply) => {
    const { answer } = orRefuse(await signInWithPasskey(platform, party, request.body as never))
    return answerSession(reply, party, answer, false)
  })
}

function addSession(app: App, platform: Platform, { party }: SignInOptions): void {
  const me = {
    tags,
    summary: 'Who is signed in',
    response: {
      200: Type.Object({
        personId: Type.String(),
        name: Type.Union([Type.String(), Type.Null()]),
        roles: Type.Array(Type.String()),
      }),
    },
  }
  app.get('/me', { config: signedIn, schema: me }, async (request) => {
    const { personId, roles } = request.signedIn!
    const name = await openName(platform, platform.database, personId)
    return { personId: personId.toString(), name, roles: [...roles] }
  })
  app.post('/sign-out', { config: signedIn, schema: { tags, summary: 'Sign out' } }, async (request, reply) => {
    const token = tokenOf(request)
    if (token !== null) orRefuse(await signOut(platform, actorOf(request), token))
    return reply.header('set-cookie', clearedCookie(party)).status(204).send()
  })
}
