import { refuse } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { type App, actorOf, publicAccess, RefusedRequest, Strict } from '../http/index.ts'
import { showInForce } from '../plans/index.ts'
import { illnessWords, readEverydayWords } from './illness-words.ts'
import { objectionsOf } from './my-objections.ts'
import { publicCase, publishedCases, publishedCasesOfPlan } from './published-case-store.ts'
import {
  CaseOfPlanSchema,
  CaseParams,
  IllnessWordsSchema,
  MyObjectionSchema,
  PublicCaseSchema,
  PublishedCaseSchema,
} from './schemas.ts'

const tags = ['claims']
const everyone = { access: publicAccess } as const
const participants = { access: { roles: ['participant'] } } as const
// The reference of the last case of the page before: however long the list, the next page is as quick.
const afterCase = Type.Optional(CaseParams.properties.reference)
const PlanParam = { plan: Type.String({ maxLength: 64 }) }

/** What anyone may know of cases and illnesses, and what those who objected may know of their objections. */
export async function addPublicCases(app: App, platform: Platform): Promise<void> {
  const { database } = platform
  const cases = {
    tags,
    summary: 'The public cases of a period, the largest sums first, without identity',
    params: Type.Object({ ...PlanParam, period: Type.String({ maxLength: 16 }) }),
    querystring: Strict({ limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }), after: afterCase }),
    response: { 200: Type.Array(PublishedCaseSchema) },
  }
  app.get('/plans/:plan/periods/:period/cases', { config: everyone, schema: cases }, async (request) =>
    publishedCases(database, request.params.plan, request.params.period, request.query),
  )
  const all = {
    tags,
    summary: 'All cases of a plan that have been public, newest first, without identity',
    params: Type.Object(PlanParam),
    querystring: Strict({
      limit: Type.Integer({ minimum: 1, maximum: 100, default: 24 }),
      offset: Type.Integer({ minimum: 0, maximum: 100_000, default: 0 }),
      after: afterCase,
    }),
    response: { 200: Type.Array(CaseOfPlanSchema) },
  }
  app.get('/plans/:plan/cases', { config: everyone, schema: all }, async (request, reply) => {
    reply.header('cache-control', 'public, max-age=60')
    return publishedCasesOfPlan(database, request.params.plan, request.query)
  })
  const one = {
    tags,
    summary: 'A public case, without identity',
    params: CaseParams,
    response: { 200: PublicCaseSchema },
  }
  app.get('/cases/:reference', { config: everyone, schema: one }, async (request) => {
    const { reference } = request.params
    const shown = await publicCase(database, reference)
    if (!shown) throw new RefusedRequest(refuse('claim-not-found', { case: reference }).refusal)
    return shown
  })
  const objections = {
    tags,
    summary: 'My objections, newest first, and what became of them',
    response: { 200: Type.Array(MyObjectionSchema) },
  }
  app.get('/objections', { config: participants, schema: objections }, (request) =>
    objectionsOf(platform, actorOf(request).personId!),
  )
  await addIllnessWords(app, platform)
}

async function addIllnessWords(app: App, platform: Platform): Promise<void> {
  const everyday = await readEverydayWords()
  const schema = {
    tags,
    summary: 'The illnesses of a plan under everyday words, in Chinese, pinyin and English',
    params: Type.Object(PlanParam),
    response: { 200: Type.Array(IllnessWordsSchema) },
  }
  app.get('/plans/:plan/illness-words', { config: everyone, schema }, async (request) => {
    const inForce = await showInForce(platform, request.params.plan)
    if (!inForce.accepted) throw new RefusedRequest(inForce.refusal)
    return [...illnessWords(inForce.value.plan, everyday)]
  })
}
