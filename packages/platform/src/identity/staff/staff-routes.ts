import { Type } from 'typebox'
import { offices } from '../../commit/office-acts.ts'
import type { Platform } from '../../commit/platform.ts'
import { type App, actorOf, CommandHeaders, orRefuse, RefusedRequest, Strict, Uuid } from '../../http/index.ts'
import { grantRole, revokeRole } from '../grant-role.ts'
import { Phone, parsePhone } from '../stated-phone.ts'
import { endSessions, forgetPasskeys } from './end-sign-ins.ts'
import { invitationsNewestFirst, type StoredInvitation } from './invitation-store.ts'
import {
  acceptInvitation,
  type InviteOfficer,
  invitationCode,
  inviteOfficer,
  isOver,
  withdrawInvitation,
} from './invite-officer.ts'
import { listStaff, showOfficer } from './list-staff.ts'

const tags = ['staff']
const operators = { access: { roles: ['operator'] } } as const
const readers = { access: { roles: ['operator', 'auditor'] } } as const

const PersonParams = Type.Object({ personId: Type.String({ pattern: '^[0-9]{1,18}$' }) })
const OfficeName = Type.Enum([...offices])
const OrNull = <Schema extends ReturnType<typeof Type.String>>(schema: Schema) => Type.Union([schema, Type.Null()])

/** Who works here: offices, invitations, how they sign in. */
export function addStaff(app: App, platform: Platform): void {
  addOfficers(app, platform)
  addRoles(app, platform)
  addSignIns(app, platform)
  addInvitations(app, platform)
}

const Grant = Type.Object({
  role: OfficeName,
  grantedAt: Type.String(),
  grantedBy: OrNull(Type.String({ description: "Null for who acted at the server's terminal." })),
  revokedAt: OrNull(Type.String()),
  revokedBy: OrNull(Type.String()),
})
const Method = Type.Enum(['code', 'passkey'])
const officer = {
  personId: Type.String(),
  name: OrNull(Type.String({ description: 'Null for somebody who has shown no document.' })),
  phoneEnds: OrNull(Type.String({ description: 'The last four digits.' })),
  passkeys: Type.Integer(),
  sessions: Type.Integer({ description: 'Sessions that are open now.' }),
  lastSignIn: Type.Union([Type.Object({ at: Type.String(), method: Method }), Type.Null()]),
  offices: Type.Array(Grant),
}

function addOfficers(app: App, platform: Platform): void {
  const list = {
    tags,
    summary: 'All who hold an office, and how they sign in',
    response: { 200: Type.Array(Type.Object(officer)) },
  }
  app.get('/staff', { config: readers, schema: list }, () => listStaff(platform))
  const response = Type.Object({
    ...officer,
    openSessions: Type.Array(Type.Object({ method: Method, beganAt: Type.String(), expiresAt: Type.String() })),
    ownPasskeys: Type.Array(Type.Object({ madeAt: Type.String(), lastUsedAt: OrNull(Type.String()) })),
  })
  const one = {
    tags,
    summary: 'One who holds an office or did: offices with those of the past, open sessions, passkeys',
    params: PersonParams,
    response: { 200: response },
  }
  app.get('/staff/:personId', { config: readers, schema: one }, async (request) => {
    const shown = await showOfficer(platform, BigInt(request.params.personId))
    if (shown === null) throw new RefusedRequest({ code: 'person-unknown', field: 'personId', facts: {} })
    return shown
  })
}

function addRoles(app: App, platform: Platform): void {
  const role = Type.Enum(['juror', ...offices])
  const params = Type.Object({ ...PersonParams.properties, role })
  const schema = { tags, params, headers: CommandHeaders }
  const verbs = [
    ['PUT', grantRole, 'Give a person an office'],
    ['DELETE', revokeRole, 'Take an office away; the sessions of the person end'],
  ] as const
  for (const [method, verb, summary] of verbs) {
    app.route({
      method,
      url: '/people/:personId/roles/:role',
      config: operators,
      schema: { ...schema, summary },
      handler: async (request, reply) => {
        const { personId, role } = request.params
        const key = request.headers['idempotency-key']
        orRefuse(await verb(platform, { key, actor: actorOf(request), personId: BigInt(personId), role }))
        return reply.status(204).send()
      },
    })
  }
}

function addSignIns(app: App, platform: Platform): void {
  const schema = { tags, params: PersonParams, headers: CommandHeaders }
  const verbs = [
    ['sessions', endSessions, 'End all sessions of a person'],
    ['passkeys', forgetPasskeys, 'Forget the passkeys of somebody who lost their device, and end their sessions'],
  ] as const
  for (const [what, verb, summary] of verbs) {
    app.delete(
      `/people/:personId/${what}`,
      { config: operators, schema: { ...schema, summary } },
      async (request, reply) => {
        const personId = BigInt(request.params.personId)
        orRefuse(await verb(platform, { key: request.headers['idempotency-key'], actor: actorOf(request), personId }))
        return reply.status(204).send()
      },
    )
  }
}

/** Invitations that the list shows: of years, where offices change hands as they do. */
const mostInvitations = 200

const InvitationShown = Type.Object({
  invitationId: Uuid,
  roles: Type.Array(OfficeName),
  forOnePhone: Type.Boolean(),
  invitedBy: Type.String(),
  invitedAt: Type.String(),
  expiresAt: Type.String(),
  status: Type.Enum(['open', 'accepted', 'withdrawn', 'expired']),
  acceptedBy: OrNull(Type.String()),
})

function addInvitations(app: App, platform: Platform): void {
  const list = {
    tags,
    summary: 'The newest 200 invitations to offices',
    response: { 200: Type.Array(InvitationShown) },
  }
  app.get('/staff-invitations', { config: readers, schema: list }, async () => {
    const now = platform.clock.now()
    return (await invitationsNewestFirst(platform.database, mostInvitations)).map((one) => invitationShown(one, now))
  })
  const invite = {
    tags,
    summary: 'Offer offices to whoever brings the code, which is told here and nowhere else',
    headers: CommandHeaders,
    body: Strict({
      roles: Type.Array(OfficeName, { minItems: 1, maxItems: offices.length }),
      phone: Type.Optional(Phone),
    }),
    response: { 201: Type.Object({ invitationId: Uuid, code: Type.String(), expiresAt: Type.String() }) },
  }
  app.post('/staff-invitations', { config: operators, schema: invite }, async (request, reply) => {
    const { phone, roles } = request.body
    const actor = actorOf(request) as InviteOfficer['actor']
    const phoneNumber = phone === undefined ? null : parsePhone(phone)
    const key = request.headers['idempotency-key']
    const { answer } = orRefuse(await inviteOfficer(platform, { key, actor, roles, phoneNumber }))
    return reply.status(201).send({ ...answer, code: invitationCode(platform, answer.invitationId) })
  })
  const params = Type.Object({ invitationId: Uuid })
  const withdraw = { tags, summary: 'Take an invitation back', headers: CommandHeaders, params }
  app.delete('/staff-invitations/:invitationId', { config: operators, schema: withdraw }, async (request, reply) => {
    const command = { key: request.headers['idempotency-key'], actor: actorOf(request), ...request.params }
    orRefuse(await withdrawInvitation(platform, command))
    return reply.status(204).send()
  })
  const accept = {
    tags,
    summary: 'Take the offices that an invitation offers',
    headers: CommandHeaders,
    body: Strict({ code: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }) }),
    response: { 200: Type.Object({ roles: Type.Array(OfficeName) }) },
  }
  const guessed = { access: { signedIn: true }, rateLimit: { max: 30, timeWindow: '1 minute' } } as const
  app.post('/staff-invitations/accept', { config: guessed, schema: accept }, async (request) => {
    const actor = actorOf(request) as InviteOfficer['actor']
    const command = { key: request.headers['idempotency-key'], actor, code: request.body.code }
    const { answer } = orRefuse(await acceptInvitation(platform, command))
    return { roles: [...answer.roles] }
  })
}

function invitationShown(one: StoredInvitation, now: Temporal.Instant) {
  const status: 'accepted' | 'withdrawn' | 'expired' | 'open' = one.acceptedAt
    ? 'accepted'
    : one.withdrawnAt
      ? 'withdrawn'
      : isOver(one, now)
        ? 'expired'
        : 'open'
  return {
    invitationId: one.invitationId,
    roles: [...one.roles],
    forOnePhone: one.phoneHash !== null,
    invitedBy: one.invitedBy.toString(),
    invitedAt: one.invitedAt.toString(),
    expiresAt: one.expiresAt.toString(),
    status,
    acceptedBy: one.acceptedBy?.toString() ?? null,
  }
}
