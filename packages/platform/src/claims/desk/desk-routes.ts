import { Type } from 'typebox'
import type { Platform } from '../../commit/platform.ts'
import type { SealedFileStore } from '../../evidence/index.ts'
import {
  type App,
  actorOf,
  CommandHeaders,
  type OfficeRole,
  orRefuse,
  RefusedRequest,
  type Routes,
  Strict,
  Uuid,
} from '../../http/index.ts'
import { planVersion } from '../../plans/index.ts'
import { openCaseAsOfficer } from '../open-case.ts'
import { CaseParams, Words } from '../schemas.ts'
import { caseDesk, looksAt } from './case-desk.ts'
import * as schemas from './desk-schemas.ts'
import { addFieldRoutes } from './field-routes.ts'
import { lookAtPage, lookAtText } from './look-at-paper.ts'
import { notePaper, showNotes } from './note-paper.ts'
import { countQueues, searchQueue } from './queue.ts'
import { releaseCase, takeCase } from './take-case.ts'

const tags = ['review']
const only = (...roles: OfficeRole[]) => ({ access: { roles } })
const officers = only('reviewer', 'investigator', 'auditor')

/** What the console's reviewers and investigators work with: queues, taking cases, papers page by page, notes, field work. */
export function reviewDeskRoutes(store: SealedFileStore): Routes {
  return async (app, platform) => {
    addQueues(app, platform)
    addTaking(app, platform)
    addDesk(app, platform)
    addPapers(app, platform, store)
    addNotes(app, platform)
    addFieldRoutes(app, platform)
  }
}

function addQueues(app: App, platform: Platform): void {
  const config = only('reviewer', 'operator', 'auditor')
  const seenBy = (request: Parameters<typeof actorOf>[0]) => ({
    now: platform.clock.now(),
    personId: actorOf(request).personId!,
  })
  const queue = {
    tags,
    summary: 'Cases in one status by deadline, wait or sum, with who took them',
    querystring: schemas.QueueQuerySchema,
    response: { 200: schemas.QueueSchema },
  }
  app.get('/review/queue', { config, schema: queue }, async (request) => {
    const { cases, total } = await searchQueue(platform.database, request.query, seenBy(request))
    return { total, cases: [...cases] }
  })
  const counts = { tags, summary: 'How much waits in each status', response: { 200: schemas.QueueCountsSchema } }
  app.get('/review/counts', { config, schema: counts }, async (request) => [
    ...(await countQueues(platform.database, seenBy(request))),
  ])
}

function addTaking(app: App, platform: Platform): void {
  const common = { tags, headers: CommandHeaders, params: CaseParams }
  const take = {
    ...common,
    summary: 'Take a case: until then nobody else decides on it',
    response: { 200: Type.Object({ until: Type.String() }) },
  }
  app.post('/claims/:reference/take', { config: only('reviewer'), schema: take }, async (request) => {
    const key = request.headers['idempotency-key']
    const command = { key, actor: actorOf(request), caseReference: request.params.reference }
    return orRefuse(await takeCase(platform, command)).answer
  })
  const release = { ...common, summary: 'Give a case back; an operator gives back anybody’s' }
  app.post(
    '/claims/:reference/release',
    { config: only('reviewer', 'operator'), schema: release },
    async (request, reply) => {
      const key = request.headers['idempotency-key']
      orRefuse(await releaseCase(platform, { key, actor: actorOf(request), caseReference: request.params.reference }))
      return reply.status(204).send()
    },
  )
}

/** The case where this person may see it; refused as `openCaseAsOfficer` says. */
export async function openedCase(platform: Platform, request: Parameters<typeof actorOf>[0], reference: string) {
  const opened = await openCaseAsOfficer(platform, platform.database, actorOf(request), reference)
  if ('accepted' in opened) throw new RefusedRequest(opened.refusal)
  return opened.stored
}

function addDesk(app: App, platform: Platform): void {
  const desk = {
    tags,
    summary: 'What whoever works on a case needs: the claimant in the plan, papers, checklist, who has it',
    params: CaseParams,
    response: { 200: schemas.DeskSchema },
  }
  app.get('/claims/:reference/desk', { config: officers, schema: desk }, async (request) => {
    const stored = await openedCase(platform, request, request.params.reference)
    return caseDesk(platform, stored, await planVersion(platform.database, stored.planCode, stored.claim.planVersion))
  })
  const looks = {
    tags,
    summary: 'Every look at the papers of a case, newest first',
    params: CaseParams,
    response: { 200: schemas.LooksSchema },
  }
  app.get('/claims/:reference/looks', { config: officers, schema: looks }, async (request) =>
    looksAt(platform, await openedCase(platform, request, request.params.reference)),
  )
}

const PaperParams = Type.Object({ ...CaseParams.properties, evidenceId: Uuid })
const PageNumber = Type.Integer({ minimum: 1, maximum: 10_000 })

function addPapers(app: App, platform: Platform, store: SealedFileStore): void {
  const pageParams = Type.Object({ ...PaperParams.properties, page: PageNumber })
  const page = { tags, summary: 'A page of a paper, a JPEG; the look is recorded', params: pageParams }
  app.get(
    '/claims/:reference/evidence/:evidenceId/pages/:page',
    { config: officers, schema: page },
    async (request, reply) => {
      const { evidenceId, page: number, reference } = request.params
      const look = { actor: actorOf(request), caseReference: reference, evidenceId, page: number }
      const looked = await lookAtPage(platform, store, look)
      if (!looked.accepted) throw new RefusedRequest(looked.refusal)
      return reply.type('image/jpeg').send(Buffer.from(looked.value))
    },
  )
  const text = {
    tags,
    summary: 'The text of a PDF page by page, to search in; the look is recorded',
    params: PaperParams,
    response: { 200: Type.Object({ pages: Type.Array(Type.String()) }) },
  }
  app.get('/claims/:reference/evidence/:evidenceId/text', { config: officers, schema: text }, async (request) => {
    const { evidenceId, reference } = request.params
    const looked = await lookAtText(platform, store, { actor: actorOf(request), caseReference: reference, evidenceId })
    if (!looked.accepted) throw new RefusedRequest(looked.refusal)
    return { pages: [...looked.value] }
  })
}

function addNotes(app: App, platform: Platform): void {
  const list = {
    tags,
    summary: 'The notes of officers on the papers of a case',
    params: CaseParams,
    response: { 200: schemas.NotesSchema },
  }
  app.get('/claims/:reference/notes', { config: officers, schema: list }, async (request) =>
    showNotes(platform, await openedCase(platform, request, request.params.reference)),
  )
  const Fraction = Type.Number({ minimum: 0, maximum: 1 })
  const body = Strict({ page: PageNumber, x: Fraction, y: Fraction, text: Words })
  const note = {
    tags,
    summary: 'Note something at a place of a paper, for the others who work on the case',
    headers: CommandHeaders,
    params: PaperParams,
    body,
    response: { 201: Type.Object({ noteId: Uuid }) },
  }
  const config = only('reviewer', 'investigator')
  app.post('/claims/:reference/evidence/:evidenceId/notes', { config, schema: note }, async (request, reply) => {
    const { evidenceId, reference } = request.params
    const key = request.headers['idempotency-key']
    const command = { key, actor: actorOf(request), caseReference: reference, evidenceId, ...request.body }
    return reply.status(201).send(orRefuse(await notePaper(platform, command)).answer)
  })
}
