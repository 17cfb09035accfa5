import { consentWordings, parseDay } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Actor } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import {
  type App,
  actorOf,
  CommandHeaders,
  orRefuse,
  publicAccess,
  RefusedRequest,
  type Routes,
} from '../http/index.ts'
import { participantFigures } from './count-participants.ts'
import { joinPlan } from './join-plan.ts'
import { defaultJoining, type Joining } from './joining.ts'
import { leavePlan, type ParticipantCommand } from './leave-plan.ts'
import { listMemberships } from './list-memberships.ts'
import type { ClaimantOfCase } from './office/find-person.ts'
import { addImports } from './office/import-routes.ts'
import { addPeople } from './office/people-routes.ts'
import { planInForce } from './plan-in-force.ts'
import { recordDeath } from './record-death.ts'
import {
  ConsentAnswerSchema,
  ConsentWordingSchema,
  CountsSchema,
  DeathBody,
  EndAnswerSchema,
  JoinAnswerSchema,
  JoinBody,
  MembershipSchema,
  ParticipantParams,
  PlanParams,
  WithdrawConsentBody,
} from './schemas.ts'
import { withdrawConsent } from './withdraw-consent.ts'

/** The routes of participants; `joining` is what joining asks of outside, `claimantOfCase` what a later part knows. */
export function participantRoutes(
  joining: Joining = defaultJoining,
  claimantOfCase: ClaimantOfCase = async () => null,
): Routes {
  return async (app, platform) => {
    addJoining(app, platform, joining)
    addOwnMemberships(app, platform)
    addOffice(app, platform)
    addPublicFigures(app, platform)
    addPeople(app, platform, joining, claimantOfCase)
    addImports(app, platform, joining)
  }
}

const tags = ['participants']
const participants = { access: { roles: ['participant'] } } as const
const operators = { access: { roles: ['operator'] } } as const

function addJoining(app: App, platform: Platform, joining: Joining): void {
  const schema = {
    tags,
    summary: 'Join a plan, or join a family member whom you pay for',
    description: 'Free of charge. "already-in-plan" says that and nothing more.',
    headers: CommandHeaders,
    body: JoinBody,
    response: { 201: JoinAnswerSchema },
  }
  app.post('/participants', { config: participants, schema }, async (request, reply) => {
    const { answers, consents, identity, name, plan, relation } = request.body
    const command = {
      key: request.headers['idempotency-key'],
      actor: personOf(actorOf(request)),
      planCode: plan,
      person: { name, document: identity },
      relation,
      consents,
      answers,
    }
    const { answer } = orRefuse(await joinPlan(platform, joining, command))
    return reply.status(201).send(answer)
  })
  const wordings = {
    tags,
    summary: 'The wordings of the consents, all versions; the newest of each kind is the one to show',
    response: { 200: Type.Array(ConsentWordingSchema) },
  }
  app.get('/consent-wordings', { config: { access: publicAccess }, schema: wordings }, async () => [...consentWordings])
}

function addOwnMemberships(app: App, platform: Platform): void {
  const mine = {
    tags,
    summary: 'My memberships and those that I pay for, with the days from and until which they cover',
    response: { 200: Type.Array(MembershipSchema) },
  }
  app.get('/participants', { config: participants, schema: mine }, async (request) => [
    ...(await listMemberships(platform, personOf(actorOf(request)).personId)),
  ])
  const leave = {
    tags,
    summary: 'Leave the plan today',
    description: 'After the publicity day the share of that period is still owed.',
    headers: CommandHeaders,
    params: ParticipantParams,
    response: { 200: EndAnswerSchema },
  }
  app.post('/participants/:participantId/leave', { config: participants, schema: leave }, async (request) => {
    const { answer } = orRefuse(await leavePlan(platform, commandOf(actorOf(request), request.headers, request.params)))
    return answer
  })
  const withdraw = {
    tags,
    summary: 'Withdraw a consent',
    headers: CommandHeaders,
    params: ParticipantParams,
    body: WithdrawConsentBody,
    response: { 200: ConsentAnswerSchema },
  }
  const path = '/participants/:participantId/withdraw-consent'
  app.post(path, { config: participants, schema: withdraw }, async (request) => {
    const { consent } = request.body
    const command = { ...commandOf(actorOf(request), request.headers, request.params), consent }
    const { answer } = orRefuse(await withdrawConsent(platform, command))
    return answer
  })
}

function addOffice(app: App, platform: Platform): void {
  const schema = {
    tags,
    summary: 'Record the death of a participant from its paper',
    headers: CommandHeaders,
    params: ParticipantParams,
    body: DeathBody,
    response: { 200: EndAnswerSchema },
  }
  app.post('/participants/:participantId/record-death', { config: operators, schema }, async (request) => {
    const day = parseDay(request.body.diedOn)
    if (!day.accepted) throw new RefusedRequest({ ...day.refusal, field: 'diedOn' })
    const command = { ...commandOf(actorOf(request), request.headers, request.params), diedOn: day.value }
    const { answer } = orRefuse(await recordDeath(platform, command))
    return answer
  })
}

function addPublicFigures(app: App, platform: Platform): void {
  const schema = {
    tags,
    summary: 'How many are in the plan, by ten years of age, by province and by stated income',
    description:
      'Counted at 00:00 of the day. Groups of fewer than ten people are counted in the total alone, and with them as many others as it takes that the total does not tell them.',
    params: PlanParams,
    response: { 200: CountsSchema },
  }
  const config = { access: publicAccess }
  app.get('/plans/:plan/participant-counts', { config, schema }, async (request, reply) => {
    const plan = await planInForce(platform.database, request.params.plan, platform.clock.now())
    if ('accepted' in plan) throw new RefusedRequest(plan.refusal)
    reply.header('cache-control', 'public, max-age=300')
    const { byAge, byIncome, byRegion, ...rest } = await participantFigures(platform.database, plan.plan)
    return { ...rest, byAge: [...byAge], byRegion: [...byRegion], byIncome: [...byIncome] }
  })
}

/** Who is signed in, on a route that lets nobody else in. */
function personOf(actor: Actor): Actor & { readonly personId: bigint } {
  const { personId, role } = actor
  if (personId === null) throw new Error('somebody signed in is a person')
  return { personId, role }
}

function commandOf(
  actor: Actor,
  headers: { readonly 'idempotency-key': string },
  params: { readonly participantId: string },
): ParticipantCommand {
  return { key: headers['idempotency-key'], actor, participantId: BigInt(params.participantId) }
}
