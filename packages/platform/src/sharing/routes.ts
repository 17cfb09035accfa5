import { parseDay, refuse } from '@tongzhou/core'
import { Type } from 'typebox'
import { apart, inGroups } from '../commit/in-groups.ts'
import type { Platform } from '../commit/platform.ts'
import { evidenceHeaders } from '../evidence/index.ts'
import {
  type App,
  actorOf,
  CommandHeaders,
  orRefuse,
  publicAccess,
  RefusedRequest,
  type Routes,
} from '../http/index.ts'
import { recordLook } from '../identity/index.ts'
import { type PublishedLog, proveEntry } from '../journal/index.ts'
import { loadParticipant, participantsOf, planInForce } from '../participants/index.ts'
import { announceRunOff, type RunOffAnswer } from './announce-run-off.ts'
import { calendarAhead } from './calendar-ahead.ts'
import { chargeForProof } from './charge-tree.ts'
import { closePeriod } from './close-period.ts'
import { addDraftEffect } from './effect-routes.ts'
import { addDecisionFigures } from './figures-routes.ts'
import { periodOutlook } from './period-outlook.ts'
import { knownPeriod } from './period-state.ts'
import { type PeriodCommand, publishPeriod } from './publish-period.ts'
import { loadRunOff } from './run-off-store.ts'
import {
  CalendarSchema,
  ChargeParams,
  ChargeSchema,
  OutlookSchema,
  PageQuery,
  ParticipantParams,
  PeriodLineSchema,
  PeriodParams,
  PeriodSchema,
  PlanParams,
  PublishedSchema,
  RollSchema,
  RunOffBody,
  RunOffSchema,
  RunOffStateSchema,
  SettledSchema,
} from './schemas.ts'
import { type AskedCharges, chargesOf, type ShownCharge } from './show-charges.ts'
import { arithmeticOf, periodLine, recomputePeriod, showOutlook } from './show-period.ts'
import { listPeriods, loadPeriod, rollSlices } from './store.ts'

/**
 * The routes of sharing: periods for everybody, charges for their participant, the commands for finance and operators. Proofs come from the
 * published `log`.
 */
export function sharingRoutes(log: PublishedLog | null = null): Routes {
  return async (app, platform) => {
    addPeriods(app, platform)
    addCalendar(app, platform)
    addCharges(app, platform, log)
    addCommands(app, platform)
    addRoll(app, platform)
    addOutlook(app, platform)
    addRunOff(app, platform)
    addDecisionFigures(app, platform)
    addDraftEffect(app, platform)
  }
}

const tags = ['sharing']
const everyone = { access: publicAccess } as const
const participants = { access: { roles: ['participant'] } } as const
const operators = { access: { roles: ['operator'] } } as const
const closers = { access: { roles: ['finance', 'operator'] } } as const

function addPeriods(app: App, platform: Platform): void {
  const { database } = platform
  const list = {
    tags,
    summary: 'The periods of a plan, newest first',
    params: PlanParams,
    querystring: PageQuery,
    response: { 200: Type.Array(PeriodLineSchema) },
  }
  app.get('/plans/:plan/periods', { config: everyone, schema: list }, async (request) => {
    const periods = await listPeriods(database, request.params.plan, request.query)
    return periods.map(periodLine)
  })
  const one = {
    tags,
    summary: 'One period, and how its share was reckoned, step by step',
    description: 'The platform reckons it again from its inputs for every answer and says whether it agrees.',
    params: PeriodParams,
    response: { 200: PeriodSchema },
  }
  app.get('/plans/:plan/periods/:period', { config: everyone, schema: one }, async (request) => {
    const known = await knownPeriod(database, request.params.plan, request.params.period)
    if (!known?.stored) throw new RefusedRequest(refuse('period-unknown', { period: request.params.period }).refusal)
    const { plan, stored } = known
    if (!stored.figures) return { ...periodLine(stored), arithmetic: null, recomputed: null }
    const differing = [...(await recomputePeriod(database, plan, stored))]
    const arithmetic = await arithmeticOf(database, plan, stored)
    return { ...periodLine(stored), arithmetic, recomputed: { agrees: differing.length === 0, differing } }
  })
}

function addCalendar(app: App, platform: Platform): void {
  const schema = {
    tags,
    summary: "Today in the plan's time zone, and the days of the periods that are on or come next",
    params: PlanParams,
    response: { 200: CalendarSchema },
  }
  app.get('/plans/:plan/calendar', { config: everyone, schema }, async (request) => {
    const now = platform.clock.now()
    const plan = await planInForce(platform.database, request.params.plan, now)
    if ('accepted' in plan) throw new RefusedRequest(plan.refusal)
    return calendarAhead(plan, now)
  })
}

/** Bills that one query asks for. */
const mostBillsTogether = 100

function addCharges(app: App, platform: Platform, log: PublishedLog | null): void {
  const { database } = platform
  const schema = {
    tags,
    summary: 'The shares of a participant, for themselves or their payer, newest first',
    params: ParticipantParams,
    response: { 200: Type.Array(ChargeSchema) },
  }
  // On a sharing day everybody looks: those who come at the same moment share the query.
  const load = inGroups<AskedCharges, readonly ShownCharge[] | null>(apart, mostBillsTogether, (asked) =>
    chargesOf(database, asked),
  )
  app.get('/participants/:participantId/charges', { config: participants, schema }, async (request) => {
    const participantId = BigInt(request.params.participantId)
    const charges = await load({ participantId, personId: actorOf(request).personId! })
    if (charges === null) throw new RefusedRequest(notYours().refusal)
    return [...charges]
  })
  addChargesOfPeople(app, platform)
  const proof = {
    tags,
    summary: 'A proof to take home that a participant was counted in a period and owes what everybody owes',
    description: 'Check it offline with "tongzhou verify-proof", or by docs/check-everything.md with tools of others.',
    params: ChargeParams,
  }
  const path = '/participants/:participantId/charges/:period/proof'
  app.get(path, { config: participants, schema: proof }, async (request, reply) => {
    const { participantId, planCode } = await ownParticipant(platform, request)
    const { period } = request.params
    const stored = await loadPeriod(database, planCode, period)
    const charge = stored?.settledEventId ? await chargeForProof(database, stored.periodId, participantId) : null
    if (!stored || !charge) throw new RefusedRequest(refuse('not-charged', { period }, { field: 'period' }).refusal)
    const proved = await proveEntry(database, log, stored.settledEventId!, { charge })
    if (!proved.accepted) throw new RefusedRequest(proved.refusal)
    const name = `${planCode}-${period}-${participantId}.tongzhou-proof.json`
    return reply.headers(evidenceHeaders(name, 'application/json')).send(proved.text)
  })
}

/** One answer for an id that is not there and one that is somebody else's. */
async function ownParticipant(
  platform: Platform,
  request: Parameters<typeof actorOf>[0] & { readonly params: { readonly participantId: string } },
) {
  const { personId } = actorOf(request)
  const participant = await loadParticipant(platform.database, BigInt(request.params.participantId))
  if (!participant || ![participant.personId, participant.payerPersonId].includes(personId!)) {
    throw new RefusedRequest(notYours().refusal)
  }
  return participant
}

function notYours() {
  return refuse('not-your-participant', {}, { field: 'participantId' })
}

function addCommands(app: App, platform: Platform): void {
  const schema = { tags, headers: CommandHeaders, params: PeriodParams }
  const publish = {
    ...schema,
    summary: 'Publish a period: its approved cases become public, objections are open',
    response: { 200: PublishedSchema },
  }
  app.post('/plans/:plan/periods/:period/publish', { config: closers, schema: publish }, async (request) => {
    const { answer } = orRefuse(await publishPeriod(platform, commandOf(request)))
    return answer
  })
  const close = {
    ...schema,
    summary: 'Close a period: finish its roll, settle its cases, reckon and book the share',
    description:
      'A large plan takes minutes: ask for its roll meanwhile. Sent again under the same key, it goes on where it was.',
    response: { 200: SettledSchema },
  }
  app.post('/plans/:plan/periods/:period/close', { config: closers, schema: close }, async (request) => {
    const { answer } = orRefuse(await closePeriod(platform, commandOf(request)))
    return answer
  })
}

/** How far the roll of a period is: the long part of a close. */
function addRoll(app: App, platform: Platform): void {
  const config = { access: { roles: ['finance', 'operator', 'auditor'] } } as const
  const response = { 200: RollSchema }
  const schema = { tags, summary: 'How far the roll of a period is', params: PeriodParams, response }
  app.get('/plans/:plan/periods/:period/roll', { config, schema }, async (request) => {
    const { period, plan } = request.params
    const stored = await loadPeriod(platform.database, plan, period)
    if (!stored) throw new RefusedRequest(refuse('period-unknown', { period }).refusal)
    const slices = await rollSlices(platform.database, stored.periodId)
    const done = slices.filter(({ counted }) => counted !== null)
    const counted = done.reduce((sum, one) => sum + one.counted!, 0n)
    return { status: stored.status, slices: slices.length, done: done.length, counted: counted.toString() }
  })
}

function addOutlook(app: App, platform: Platform): void {
  const config = { access: { roles: ['finance', 'operator', 'auditor'] } } as const
  const schema = {
    tags,
    summary: 'What a period would come to as things stand, and whether it may be published or closed now',
    description: 'Reckoned anew for every answer; nothing of it is promised before the close.',
    params: PeriodParams,
    response: { 200: OutlookSchema },
  }
  app.get('/plans/:plan/periods/:period/outlook', { config, schema }, async (request) => {
    const { period, plan } = request.params
    const outlook = await periodOutlook(platform, plan, period)
    if (!outlook) throw new RefusedRequest(refuse('period-unknown', { period }).refusal)
    return showOutlook(outlook)
  })
}

type PeriodRequest = Parameters<typeof actorOf>[0] & {
  readonly headers: { readonly 'idempotency-key': string }
  readonly params: { readonly plan: string; readonly period: string }
}

function commandOf(request: PeriodRequest): PeriodCommand {
  const { plan, period } = request.params
  return { key: request.headers['idempotency-key'], actor: actorOf(request), planCode: plan, code: period }
}

function addRunOff(app: App, platform: Platform): void {
  const show = {
    tags,
    summary: 'Whether the end of a plan is announced, and its days',
    params: PlanParams,
    response: { 200: RunOffStateSchema },
  }
  app.get('/plans/:plan/run-off', { config: everyone, schema: show }, async (request) => {
    const runOff = await loadRunOff(platform.database, request.params.plan)
    return { runOff: runOff && daysOf(runOff) }
  })
  const announce = {
    tags,
    summary: 'Announce the end of a plan',
    description:
      'Nobody joins any more; the last periods are borne as the plan says; claims from before the end are paid.',
    headers: CommandHeaders,
    params: PlanParams,
    body: RunOffBody,
    response: { 201: RunOffSchema },
  }
  app.post('/plans/:plan/run-off', { config: operators, schema: announce }, async (request, reply) => {
    const day = parseDay(request.body.coverEndsOn)
    if (!day.accepted) throw new RefusedRequest({ ...day.refusal, field: 'coverEndsOn' })
    const command = {
      key: request.headers['idempotency-key'],
      actor: actorOf(request),
      planCode: request.params.plan,
      coverEndsOn: day.value,
      reason: 'operator' as const,
    }
    const { answer } = orRefuse(await announceRunOff(platform, command))
    return reply.status(201).send(answer)
  })
}

function daysOf(runOff: NonNullable<Awaited<ReturnType<typeof loadRunOff>>>): RunOffAnswer {
  return {
    announcedOn: runOff.announcedOn.toString(),
    coverEndsOn: runOff.coverEndsOn.toString(),
    noSharingFrom: runOff.noSharingFrom.toString(),
  }
}

/** What an officer sees of a person's bills, membership by membership. */
function addChargesOfPeople(app: App, platform: Platform): void {
  const schema = {
    tags,
    summary: 'The shares of a person and of those they pay for, for officers; the look is recorded',
    params: Type.Object({ personId: Type.String({ pattern: '^[0-9]{1,18}$' }) }),
    response: { 200: Type.Array(Type.Object({ participantId: Type.String(), charges: Type.Array(ChargeSchema) })) },
  }
  const config = { access: { roles: ['operator', 'auditor'] } } as const
  app.get('/people/:personId/charges', { config, schema }, async (request) => {
    const personId = BigInt(request.params.personId)
    orRefuse(await recordLook(platform, { actor: actorOf(request), kind: 'look-at-bills', personId }))
    const memberships = await participantsOf(platform.database, personId)
    const asked = memberships.map(({ participantId }) => ({ participantId, personId }))
    const charges = await chargesOf(platform.database, asked)
    return memberships.map(({ participantId }, at) => ({
      participantId: participantId.toString(),
      charges: [...(charges[at] ?? [])],
    }))
  })
}
