import { type Refused, refuse } from '@tongzhou/core'
import { Type } from 'typebox'
import { openCaseAsOfficer } from '../claims/index.ts'
import type { Platform, Reader, Write } from '../commit/platform.ts'
import { evidenceHeaders, openRedactedPage, redactionsOf, type SealedFileStore } from '../evidence/index.ts'
import { type App, actorOf, CommandHeaders, orRefuse, RefusedRequest, type Routes, Uuid } from '../http/index.ts'
import { answerQuiz, caseFileView, openCaseFile, quizResult } from './case-file.ts'
import { castBallot } from './cast-ballot.ts'
import { hidePost, postWords } from './discuss.ts'
import * as schemas from './dispute-schemas.ts'
import { casesOfJuror, openDisputes } from './my-cases.ts'
import { openControl } from './open-control.ts'
import { postsOf } from './post-store.ts'
import { addStatement, claimOf, type DisputeCommand, sealCaseFile } from './prepare-dispute.ts'
import { takeSeat } from './take-seat.ts'
import { addVerdictRoutes } from './verdict-routes.ts'
import { similarVerdicts } from './verdict-store.ts'

const tags = ['review board']
const participants = { access: { roles: ['participant'] } } as const
const speakers = { access: { roles: ['reviewer', 'participant'] } } as const
const reviewers = { access: { roles: ['reviewer'] } } as const
const operators = { access: { roles: ['operator'] } } as const
const moderators = { access: { roles: ['operator', 'reviewer'] } } as const
const readers = { access: { roles: ['reviewer', 'operator', 'auditor', 'participant'] } } as const
const officers = { access: { roles: ['reviewer', 'operator', 'auditor'] } } as const

/** The routes of disputes. Redacted pages come from `store`; `debtors` are who has an unpaid share. */
export function disputeRoutes(store: SealedFileStore, debtors: Write): Routes {
  return async (app, platform) => {
    addPreparing(app, platform)
    addSeats(app, platform, debtors)
    addCaseFile(app, platform, store)
    addVoting(app, platform)
    addDiscussion(app, platform)
    addOffice(app, platform)
    addVerdictRoutes(app, platform)
  }
}

type DisputeRequest = { headers: { 'idempotency-key': string }; params: { dispute: string } } & Parameters<
  typeof actorOf
>[0]

function commandOf(request: DisputeRequest): DisputeCommand {
  return { key: request.headers['idempotency-key'], actor: actorOf(request), dispute: request.params.dispute }
}

const common = { tags, headers: CommandHeaders, params: schemas.DisputeParams }

function addPreparing(app: App, platform: Platform): void {
  const response = { 200: schemas.DisputeAnswerSchema }
  const statement = { ...common, summary: 'Say what one side has to say', body: schemas.StatementBody, response }
  app.post(
    '/disputes/:dispute/statements',
    { config: speakers, schema: statement },
    async (request) => orRefuse(await addStatement(platform, { ...commandOf(request), ...request.body })).answer,
  )
  const file = { ...common, summary: 'Seal what the jurors will see', body: schemas.CaseFileBody, response }
  app.post('/disputes/:dispute/case-file', { config: reviewers, schema: file }, async (request) => {
    const command = { ...commandOf(request), file: request.body }
    return orRefuse(await sealCaseFile(platform, command, redactedPages)).answer
  })
}

/** `<redaction>/<page>` of every redacted page of a claim. */
async function redactedPages(reader: Reader, claimId: string): Promise<ReadonlySet<string>> {
  const redactions = await redactionsOf(reader, claimId)
  return new Set(redactions.flatMap(({ pages, redactionId }) => pages.map((page) => `${redactionId}/${page}`)))
}

function addSeats(app: App, platform: Platform, debtors: Write): void {
  const mine = { tags, summary: 'Cases for which I am drawn or may vote', response: { 200: schemas.MyCasesSchema } }
  app.get('/jurors/cases', { config: participants, schema: mine }, async (request) => [
    ...(await casesOfJuror(platform.database, actorOf(request).personId!)),
  ])
  const seat = {
    ...common,
    summary: 'Accept or decline a seat; in an open vote, take one',
    body: schemas.SeatBody,
    response: { 200: schemas.SeatSchema },
  }
  app.post(
    '/disputes/:dispute/seat',
    { config: participants, schema: seat },
    async (request) => orRefuse(await takeSeat(platform, { ...commandOf(request), ...request.body }, debtors)).answer,
  )
}

function addCaseFile(app: App, platform: Platform, store: SealedFileStore): void {
  const { params } = common
  const view = {
    tags,
    params,
    summary: 'The case file, for its jurors, its sides and officers',
    response: { 200: schemas.CaseFileSchema },
  }
  app.get('/disputes/:dispute/case-file', { config: readers, schema: view }, async (request) => {
    const actor = actorOf(request)
    return caseFileView(platform, actor, await opened(platform, actor, request.params.dispute))
  })
  const pageParams = Type.Object({
    ...schemas.DisputeParams.properties,
    redactionId: Uuid,
    page: Type.Integer({ minimum: 1, maximum: 10_000 }),
  })
  const page = { tags, params: pageParams, summary: 'A redacted page of the case file; the look is recorded' }
  app.get('/disputes/:dispute/pages/:redactionId/:page', { config: readers, schema: page }, async (request, reply) => {
    const actor = actorOf(request)
    const { dispute, page: number, redactionId } = request.params
    const shown = await openRedactedPage(platform, store, { actor, redactionId, page: number }, async (unit) => {
      const read = await openCaseFile(platform, unit.reader, actor, dispute)
      if ('accepted' in read) return read
      const inFile = read.stored.dispute.file?.pages.some(
        (one) => one.redactionId === redactionId && one.page === number,
      )
      const claim = await claimOf(platform, unit.reader, read.stored)
      return claim && inFile
        ? { subjectKey: claim.subjectKey, about: [`dispute/${dispute}`] }
        : (refuse('redaction-not-found') as Refused)
    })
    if (!shown.accepted) throw new RefusedRequest(shown.refusal)
    const { bytes, mediaType, name } = shown.file
    return reply.headers(evidenceHeaders(name, mediaType)).send(Buffer.from(bytes))
  })
}

async function opened(platform: Platform, actor: ReturnType<typeof actorOf>, dispute: string) {
  const read = await openCaseFile(platform, platform.database, actor, dispute)
  if ('accepted' in read) throw new RefusedRequest(read.refusal)
  return read
}

function addVoting(app: App, platform: Platform): void {
  const quiz = {
    ...common,
    summary: 'Answer the questions on the case',
    body: schemas.QuizBody,
    response: { 200: schemas.QuizSchema },
  }
  app.post('/disputes/:dispute/quiz', { config: participants, schema: quiz }, async (request) => {
    const { answer } = orRefuse(await answerQuiz(platform, { ...commandOf(request), ...request.body }))
    const { passed, wrong } = await quizResult(platform, request.params.dispute, answer)
    return { passed, wrong: [...wrong] }
  })
  const ballot = {
    ...common,
    summary: 'Cast a sealed ballot, or put it in the place of an earlier one',
    description:
      'Its hash goes on the log at once. Nobody, the operator included, can open it before the close of the vote.',
    body: schemas.BallotBody,
    response: { 200: schemas.BallotSchema },
  }
  app.post(
    '/disputes/:dispute/ballot',
    { config: participants, schema: ballot },
    async (request) => orRefuse(await castBallot(platform, { ...commandOf(request), ...request.body })).answer,
  )
}

function addDiscussion(app: App, platform: Platform): void {
  const query = Type.Object({
    after: Type.String({ default: '0', pattern: '^[0-9]{1,18}$' }),
    limit: Type.Integer({ default: 100, minimum: 1, maximum: 500 }),
  })
  const list = {
    tags,
    params: common.params,
    querystring: query,
    summary: 'What the jurors of a case say to each other',
    response: { 200: schemas.PostsSchema },
  }
  app.get('/disputes/:dispute/discussion', { config: readers, schema: list }, async (request) => {
    const { stored } = await opened(platform, actorOf(request), request.params.dispute)
    const { after, limit } = request.query
    return [...(await postsOf(platform.database, stored.disputeId, { after: BigInt(after), limit }))]
  })
  const post = {
    ...common,
    summary: 'Say something to the other jurors of the case',
    body: schemas.PostBody,
    response: { 204: Type.Null() },
  }
  app.post('/disputes/:dispute/discussion', { config: participants, schema: post }, async (request, reply) => {
    orRefuse(await postWords(platform, { ...commandOf(request), ...request.body }))
    return reply.status(204).send(null)
  })
  const params = Type.Object({ ...schemas.DisputeParams.properties, post: Type.String({ pattern: '^[0-9]{1,18}$' }) })
  const hide = {
    ...common,
    params,
    summary: 'Take a post out of view',
    body: schemas.HideBody,
    response: { 204: Type.Null() },
  }
  app.post('/disputes/:dispute/discussion/:post/hide', { config: moderators, schema: hide }, async (request, reply) => {
    orRefuse(await hidePost(platform, { ...commandOf(request), ...request.body, post: BigInt(request.params.post) }))
    return reply.status(204).send(null)
  })
}

function addOffice(app: App, platform: Platform): void {
  const response = { 200: schemas.OpenDisputesSchema }
  const queue = { tags, summary: 'Disputes that are not decided yet, oldest first', response }
  app.get('/review/disputes', { config: officers, schema: queue }, async () => openDisputes(platform.database))
  const control = {
    tags,
    headers: CommandHeaders,
    summary: 'Mix in a case whose outcome is known',
    body: schemas.ControlBody,
    response: { 201: Type.Object({ dispute: Type.String() }) },
  }
  app.post('/review/controls', { config: operators, schema: control }, async (request, reply) => {
    const { plan: planCode, ...given } = request.body
    const command = { key: request.headers['idempotency-key'], actor: actorOf(request), planCode, ...given }
    return reply.status(201).send(orRefuse(await openControl(platform, command)).answer)
  })
  const params = Type.Object({ reference: Type.String({ pattern: '^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$' }) })
  const similar = {
    tags,
    params,
    summary: 'Verdicts on cases like this one',
    response: { 200: Type.Array(schemas.VerdictSchema) },
  }
  app.get('/claims/:reference/similar-verdicts', { config: reviewers, schema: similar }, async (request) => {
    const read = await openCaseAsOfficer(platform, platform.database, actorOf(request), request.params.reference)
    if ('accepted' in read) throw new RefusedRequest(read.refusal)
    const { refusal, statement } = read.stored.claim
    const like = { illness: statement.illness, clause: refusal?.reason.clause ?? null }
    return [...(await similarVerdicts(platform.database, like, 20))]
  })
}
