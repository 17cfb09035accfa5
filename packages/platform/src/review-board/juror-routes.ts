import { questionOf } from '@tongzhou/core'
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
import { planInForce } from '../participants/index.ts'
import { answerJurorExam, becomeJuror, beginJurorExam, type ExamAnswer } from './become-juror.ts'
import { leaveJurors, pauseJuror, resumeJuror } from './change-juror.ts'
import { type JurorCommand, type JurorRules, personOf } from './juror-command.ts'
import { loadAttempt } from './juror-exam-store.ts'
import { jurorGuide, shownQuestions } from './juror-guide.ts'
import { addJurorOffice } from './juror-office-routes.ts'
import { jurorRecord } from './juror-record.ts'
import {
  AffiliationsBody,
  AppealBody,
  AttemptParams,
  AttemptSchema,
  ExamAnswersBody,
  ExamResultSchema,
  GuideSchema,
  JurorPlanParams,
  JurorRecordSchema,
  JurorStatusSchema,
} from './juror-schemas.ts'
import { stateAffiliations } from './state-affiliations.ts'
import { appealSuspension } from './suspend-juror.ts'

const tags = ['jurors']
const participants = { access: { roles: ['participant'] } } as const

/**
 * Becoming and being a juror. Standing is asked of the tables at every request, so there is no role to be granted: whoever
 * is signed in may ask, and the rules answer.
 */
export function jurorRoutes(rules: JurorRules): Routes {
  return async (app, platform) => {
    addGuide(app, platform, rules)
    addExam(app, platform, rules)
    addOwnRecord(app, platform, rules)
    addChanges(app, platform)
    addJurorOffice(app, platform, rules)
  }
}

function addGuide(app: App, platform: Platform, rules: JurorRules): void {
  const schema = {
    tags,
    summary: 'What a juror has to know: the clauses of the plan, with explanations',
    params: JurorPlanParams,
    response: { 200: GuideSchema },
  }
  app.get('/plans/:plan/juror-guide', { config: { access: publicAccess }, schema }, async (request) => {
    const plan = await planInForce(platform.database, request.params.plan, platform.clock.now())
    if ('accepted' in plan) throw new RefusedRequest(plan.refusal)
    const guide = jurorGuide(plan, await rules.questionBanks(platform, plan))
    return { ...guide, clauses: guide.clauses.map((one) => ({ ...one, explanations: [...one.explanations] })) }
  })
}

function addExam(app: App, platform: Platform, rules: JurorRules): void {
  const begin = {
    tags,
    summary: 'Begin the examination of jurors, or go on with the one that I have begun',
    description: 'One open try at a time; after a failed one the plan asks for a pause.',
    headers: CommandHeaders,
    params: JurorPlanParams,
    response: { 201: AttemptSchema },
  }
  app.post('/plans/:plan/juror-exams', { config: participants, schema: begin }, async (request, reply) => {
    const command = commandOf(request)
    const { answer } = orRefuse(await beginJurorExam(platform, rules, command))
    return reply.status(201).send(await shownAttempt(platform, rules, command, answer.attemptId))
  })
  const hand = {
    tags,
    summary: 'Hand in the examination; who passes is a juror',
    description: 'Each wrong answer comes back with its clause and an explanation.',
    headers: CommandHeaders,
    params: AttemptParams,
    body: ExamAnswersBody,
    response: { 200: ExamResultSchema },
  }
  app.post('/juror-exams/:attempt/answers', { config: participants, schema: hand }, async (request) => {
    const { answers } = request.body
    const key = request.headers['idempotency-key']
    const command = { key, actor: personOf(actorOf(request)), attemptId: request.params.attempt, answers }
    const { answer } = orRefuse(await answerJurorExam(platform, rules, command))
    return explained(platform, rules, answer)
  })
  const become = {
    tags,
    summary: 'Become a juror of a plan that asks for no examination',
    headers: CommandHeaders,
    params: JurorPlanParams,
  }
  app.post('/plans/:plan/jurors', { config: participants, schema: become }, async (request, reply) => {
    orRefuse(await becomeJuror(platform, rules, commandOf(request)))
    return reply.status(204).send()
  })
}

async function bankOf(platform: Platform, { questionBanks }: JurorRules, planCode: string) {
  const plan = await planInForce(platform.database, planCode, platform.clock.now())
  if ('accepted' in plan) throw new RefusedRequest(plan.refusal)
  return questionBanks(platform, plan)
}

async function shownAttempt(platform: Platform, rules: JurorRules, { actor, planCode }: JurorCommand, id: string) {
  const attempt = await loadAttempt(platform.database, actor.personId, id)
  const bank = await bankOf(platform, rules, planCode)
  if (!attempt || !bank) throw new Error('a try that was just begun has its row and its questions')
  const questions = shownQuestions(bank, attempt).map((one) => ({ ...one, answers: [...one.answers] }))
  const { begunAt, passMark } = attempt
  return { attemptId: id, plan: planCode, passMark, begunAt: begunAt.toString(), questions }
}

/** A stored answer holds codes; the words are looked up when it is shown. */
async function explained(platform: Platform, rules: JurorRules, answer: ExamAnswer) {
  const bank = await bankOf(platform, rules, answer.plan)
  const wrong = answer.wrong.flatMap((code) => {
    const asked = bank && questionOf(bank, code)
    return asked ? [{ code, clause: asked.clause, question: asked.question, explanation: asked.explanation }] : []
  })
  return { ...answer, wrong }
}

function addOwnRecord(app: App, platform: Platform, rules: JurorRules): void {
  const record = {
    tags,
    summary: 'My record as a juror of a plan, and why I may or may not serve now',
    params: JurorPlanParams,
    response: { 200: JurorRecordSchema },
  }
  app.get('/plans/:plan/juror', { config: participants, schema: record }, async (request) => {
    const { personId } = personOf(actorOf(request))
    const shown = await jurorRecord(platform, rules, personId, request.params.plan)
    if ('accepted' in shown) throw new RefusedRequest(shown.refusal)
    return { ...shown, bars: [...shown.bars] }
  })
  const affiliations = {
    tags,
    summary: 'State my hospitals, employers or household, so that I am not drawn for cases tied to them',
    headers: CommandHeaders,
    body: AffiliationsBody,
  }
  app.post('/juror-affiliations', { config: participants, schema: affiliations }, async (request, reply) => {
    const key = request.headers['idempotency-key']
    orRefuse(await stateAffiliations(platform, { key, actor: personOf(actorOf(request)), ...request.body }))
    return reply.status(204).send()
  })
}

function addChanges(app: App, platform: Platform): void {
  const schema = { tags, headers: CommandHeaders, params: JurorPlanParams, response: { 200: JurorStatusSchema } }
  const pause = { ...schema, summary: 'Not be drawn until I resume' }
  app.post(
    '/plans/:plan/juror/pause',
    { config: participants, schema: pause },
    async (request) => orRefuse(await pauseJuror(platform, commandOf(request))).answer,
  )
  const resume = { ...schema, summary: 'Be drawn again' }
  app.post(
    '/plans/:plan/juror/resume',
    { config: participants, schema: resume },
    async (request) => orRefuse(await resumeJuror(platform, commandOf(request))).answer,
  )
  const leave = { ...schema, summary: 'Give up the office; my record stays for when I pass again' }
  app.post(
    '/plans/:plan/juror/leave',
    { config: participants, schema: leave },
    async (request) => orRefuse(await leaveJurors(platform, commandOf(request))).answer,
  )
  const appeal = {
    tags,
    summary: 'Appeal to the operator against my suspension, once',
    headers: CommandHeaders,
    params: JurorPlanParams,
    body: AppealBody,
  }
  app.post('/plans/:plan/juror/appeal', { config: participants, schema: appeal }, async (request, reply) => {
    orRefuse(await appealSuspension(platform, { ...commandOf(request), ...request.body }))
    return reply.status(204).send()
  })
}

type PlanRequest = { headers: { 'idempotency-key': string }; params: { plan: string } } & Parameters<typeof actorOf>[0]

function commandOf(request: PlanRequest): JurorCommand {
  const { headers, params } = request
  return { key: headers['idempotency-key'], actor: personOf(actorOf(request)), planCode: params.plan }
}
