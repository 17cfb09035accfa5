import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { type App, actorOf, CommandHeaders, type OfficeRole, orRefuse, Strict, Uuid } from '../http/index.ts'
import { holdersOf, openName } from '../identity/index.ts'
import { enterVerdict } from './answer-claim.ts'
import type { Board } from './board.ts'
import { referClaim } from './bring-before-board.ts'
import { declareConflict } from './declare-conflict.ts'
import * as office from './review-claim.ts'
import { CaseParams, ClaimAnswerSchema, DeskReviewBody, ObjectionAnswerBody, RefusalBody, Words } from './schemas.ts'

const tags = ['review']
const schema = { tags, headers: CommandHeaders, params: CaseParams, response: { 200: ClaimAnswerSchema } }
const only = (...roles: OfficeRole[]) => ({ access: { roles } })

/** What reviewers, investigators and operators do with a case. */
export function addOfficeRoutes(app: App, platform: Platform, board: Board): void {
  addInvestigators(app, platform)
  addReview(app, platform)
  addDecisions(app, platform)
  addBoard(app, platform, board)
}

function addInvestigators(app: App, platform: Platform): void {
  const response = {
    200: Type.Array(Type.Object({ personId: Type.String(), name: Type.Union([Type.String(), Type.Null()]) })),
  }
  const investigators = { tags, summary: 'Who a field check can be given to', response }
  app.get('/review/investigators', { config: only('reviewer', 'operator'), schema: investigators }, async () => {
    const found = await holdersOf(platform.database, 'investigator')
    return Promise.all(
      found.map(async (personId) => ({
        personId: personId.toString(),
        name: await openName(platform, platform.database, personId),
      })),
    )
  })
}

type CaseRequest = { headers: { 'idempotency-key': string }; params: { reference: string } } & Parameters<
  typeof actorOf
>[0]

function commandOf(request: CaseRequest): office.CaseCommand {
  return {
    key: request.headers['idempotency-key'],
    actor: actorOf(request),
    caseReference: request.params.reference,
  }
}

function addReview(app: App, platform: Platform): void {
  const reviewer = only('reviewer')
  const request = { ...schema, summary: 'Ask for more evidence', body: Strict({ question: Words }) }
  app.post(
    '/claims/:reference/request-evidence',
    { config: reviewer, schema: request },
    async (asked) => orRefuse(await office.requestEvidence(platform, { ...commandOf(asked), ...asked.body })).answer,
  )
  const review = { ...schema, summary: 'Finish the desk review', body: DeskReviewBody }
  app.post(
    '/claims/:reference/desk-review',
    { config: reviewer, schema: review },
    async (asked) => orRefuse(await office.passDeskReview(platform, { ...commandOf(asked), ...asked.body })).answer,
  )
  const investigator = Type.String({ pattern: '^[0-9]{1,18}$' })
  const assign = {
    ...schema,
    summary: 'Give the field check to an investigator',
    body: Strict({ investigatorPersonId: investigator }),
  }
  const assigners = only('reviewer', 'operator')
  app.post('/claims/:reference/assign-investigation', { config: assigners, schema: assign }, async (asked) => {
    const investigatorPersonId = BigInt(asked.body.investigatorPersonId)
    return orRefuse(await office.assignInvestigation(platform, { ...commandOf(asked), investigatorPersonId })).answer
  })
  const report = { ...schema, summary: 'Report what the field check found', body: Strict({ report: Words }) }
  app.post(
    '/claims/:reference/report-investigation',
    { config: only('investigator'), schema: report },
    async (asked) =>
      orRefuse(await office.reportInvestigation(platform, { ...commandOf(asked), ...asked.body })).answer,
  )
  const conflict = {
    tags,
    headers: CommandHeaders,
    params: CaseParams,
    summary: 'Declare that I am kin to the claimant',
  }
  const officers = only('reviewer', 'investigator')
  app.post('/claims/:reference/conflict', { config: officers, schema: conflict }, async (asked, reply) => {
    orRefuse(await declareConflict(platform, commandOf(asked)))
    return reply.status(204).send()
  })
}

function addDecisions(app: App, platform: Platform): void {
  const reviewer = only('reviewer')
  const approval = Strict({ clause: Type.String({ maxLength: 32 }), text: Words })
  const approve = { ...schema, summary: 'Approve, or confirm the approval of another', body: approval }
  app.post(
    '/claims/:reference/approve',
    { config: reviewer, schema: approve },
    async (asked) => orRefuse(await office.approveClaim(platform, { ...commandOf(asked), ...asked.body })).answer,
  )
  const back = { ...schema, summary: 'Do not confirm: back to be decided anew', body: Strict({ text: Words }) }
  app.post(
    '/claims/:reference/return-approval',
    { config: reviewer, schema: back },
    async (asked) => orRefuse(await office.returnApproval(platform, { ...commandOf(asked), ...asked.body })).answer,
  )
  const refusal = { ...schema, summary: 'Refuse, with code, clause and text', body: RefusalBody }
  app.post('/claims/:reference/refuse', { config: reviewer, schema: refusal }, async (asked) => {
    const { undeclared, ...reason } = asked.body
    const whole = { ...reason, ...(undeclared === undefined ? {} : { undeclared }) }
    return orRefuse(await office.refuseClaim(platform, { ...commandOf(asked), reason: whole })).answer
  })
  const params = Type.Object({ ...CaseParams.properties, objectionId: Uuid })
  const objection = { ...schema, params, summary: 'Dismiss or uphold an objection', body: ObjectionAnswerBody }
  app.post(
    '/claims/:reference/objections/:objectionId/answer',
    { config: reviewer, schema: objection },
    async (asked) => {
      const { objectionId } = asked.params
      return orRefuse(await office.answerObjection(platform, { ...commandOf(asked), ...asked.body, objectionId }))
        .answer
    },
  )
}

function addBoard(app: App, platform: Platform, board: Board): void {
  const referral = { ...schema, summary: 'Let the review board decide', body: Strict({ statement: Words }) }
  app.post(
    '/claims/:reference/refer',
    { config: only('reviewer'), schema: referral },
    async (asked) => orRefuse(await referClaim(platform, board, { ...commandOf(asked), ...asked.body })).answer,
  )
  const verdict = {
    ...schema,
    summary: 'Enter the verdict of a board that sat around a table',
    description: 'Only for plans whose rules know no vote. Where they do, the vote decides.',
    body: Strict({ outcome: Type.Enum(['upheld', 'rejected', 'no-quorum']), verdict: Words }),
  }
  app.post(
    '/claims/:reference/verdict',
    { config: only('operator'), schema: verdict },
    async (asked) => orRefuse(await enterVerdict(platform, { ...commandOf(asked), ...asked.body })).answer,
  )
}
