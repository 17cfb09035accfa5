import { parseDay } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import {
  attestationsOf,
  evidenceHeaders,
  evidenceOf,
  matchAttestations,
  type SealedFileStore,
  sameFilesElsewhere,
  viewEvidence,
} from '../evidence/index.ts'
import {
  type App,
  actorOf,
  CommandHeaders,
  orRefuse,
  RefusedRequest,
  type Routes,
  Strict,
  Uuid,
} from '../http/index.ts'
import { recordLook } from '../identity/index.ts'
import { entriesOf, type PublishedLog } from '../journal/index.ts'
import { planVersion } from '../plans/index.ts'
import * as claimant from './answer-claim.ts'
import { type Board, roundTable } from './board.ts'
import { disputeObjection, disputeRefusal } from './bring-before-board.ts'
import { fileClaim } from './file-claim.ts'
import { addOfficeRoutes } from './office-routes.ts'
import { openCase, openCaseAsOfficer } from './open-case.ts'
import { addUploadsInParts } from './parts-routes.ts'
import { addProofs } from './proof-routes.ts'
import { addPublicCases } from './public-case-routes.ts'
import { raiseObjection } from './raise-objection.ts'
import { addRedactions } from './redaction-routes.ts'
import type { CaseCommand } from './review-claim.ts'
import { addRiskRoutes } from './risk/index.ts'
import {
  AttestationsSchema,
  CaseLineSchema,
  CaseParams,
  CaseViewSchema,
  ClaimAnswerSchema,
  FileClaimBody,
  Words,
} from './schemas.ts'
import { casesOfPerson, caseView, evidenceLines } from './show-case.ts'
import { caseSubject } from './take-step.ts'
import { addUploads } from './upload-routes.ts'

/** The routes of claims. Files go to and come from `store`; proofs come from the published `log`; disputes go to the `board`. */
export function claimRoutes(
  store: SealedFileStore,
  log: PublishedLog | null = null,
  board: Board = roundTable,
): Routes {
  return async (app, platform) => {
    addFiling(app, platform)
    addClaimantSteps(app, platform, board)
    addDisputes(app, platform, board)
    addViews(app, platform, store)
    await addPublicCases(app, platform)
    addProofs(app, platform, log)
    await addUploads(app, platform, store)
    addUploadsInParts(app, platform, store)
    addRedactions(app, platform, store)
    addRiskRoutes(app, platform)
    addOfficeRoutes(app, platform, board)
  }
}

const tags = ['claims']
const claimants = { access: { roles: ['participant', 'operator'] } } as const
const participants = { access: { roles: ['participant'] } } as const
const viewers = { access: { roles: ['reviewer', 'investigator', 'auditor', 'participant'] } } as const

function addFiling(app: App, platform: Platform): void {
  app.post(
    '/claims',
    {
      config: claimants,
      schema: {
        tags,
        summary: 'File a claim after a diagnosis',
        description:
          'A claim that a rule of the plan speaks against is filed and refused at once: status "refused", and the timeline says why. It can be disputed.',
        headers: CommandHeaders,
        body: FileClaimBody,
        response: { 201: ClaimAnswerSchema },
      },
    },
    async (request, reply) => {
      const { diagnosedOn, participantId, ...statement } = request.body
      const day = parseDay(diagnosedOn)
      if (!day.accepted) throw new RefusedRequest({ ...day.refusal, field: 'diagnosedOn' })
      const { answer } = orRefuse(
        await fileClaim(platform, {
          key: request.headers['idempotency-key'],
          actor: actorOf(request),
          statement: { ...statement, participantId: BigInt(participantId), diagnosedOn: day.value },
        }),
      )
      return reply.status(201).send(answer)
    },
  )
}

function addClaimantSteps(app: App, platform: Platform, board: Board): void {
  const schema = { tags, headers: CommandHeaders, params: CaseParams, response: { 200: ClaimAnswerSchema } }
  const withdraw = (on: Platform, command: CaseCommand) => claimant.withdrawClaim(on, board, command)
  const steps = {
    submit: [claimant.submitClaim, 'Hand the papers in'],
    withdraw: [withdraw, 'Take the claim back; one that is before the board until its vote is closed'],
    'accept-refusal': [claimant.acceptRefusal, 'Accept the refusal'],
  } as const
  for (const [path, [step, summary]] of Object.entries(steps)) {
    app.post(
      `/claims/:reference/${path}`,
      { config: participants, schema: { ...schema, summary } },
      async (request) => {
        const command = {
          key: request.headers['idempotency-key'],
          actor: actorOf(request),
          caseReference: request.params.reference,
        }
        return orRefuse(await step(platform, command)).answer
      },
    )
  }
  const objection = { ...schema, summary: 'Object to a published case', body: Strict({ reason: Words }) }
  app.post('/cases/:reference/objections', { config: participants, schema: objection }, async (request) => {
    const command = {
      key: request.headers['idempotency-key'],
      actor: actorOf(request),
      caseReference: request.params.reference,
      reason: request.body.reason,
    }
    const { answer } = orRefuse(await raiseObjection(platform, command))
    return answer
  })
}

function addDisputes(app: App, platform: Platform, board: Board): void {
  const schema = {
    tags,
    headers: CommandHeaders,
    params: CaseParams,
    body: Strict({ statement: Words }),
    response: { 200: ClaimAnswerSchema },
  }
  const refusal = { ...schema, summary: 'Dispute the refusal, or appeal against a verdict on new evidence' }
  app.post('/claims/:reference/dispute', { config: participants, schema: refusal }, async (request) => {
    const command = {
      key: request.headers['idempotency-key'],
      actor: actorOf(request),
      caseReference: request.params.reference,
      statement: request.body.statement,
    }
    return orRefuse(await disputeRefusal(platform, board, command)).answer
  })
  const params = Type.Object({ ...CaseParams.properties, objectionId: Uuid })
  const objection = { ...schema, params, summary: 'Dispute that your objection was turned down' }
  app.post(
    '/cases/:reference/objections/:objectionId/dispute',
    { config: participants, schema: objection },
    async (request) => {
      const command = {
        key: request.headers['idempotency-key'],
        actor: actorOf(request),
        caseReference: request.params.reference,
        objectionId: request.params.objectionId,
        statement: request.body.statement,
      }
      return orRefuse(await disputeObjection(platform, board, command)).answer
    },
  )
}

function addViews(app: App, platform: Platform, store: SealedFileStore): void {
  const mine = { tags, summary: 'My claims and those of my family', response: { 200: Type.Array(CaseLineSchema) } }
  app.get('/claims', { config: participants, schema: mine }, async (request) => [
    ...(await casesOfPerson(platform.database, actorOf(request).personId!)),
  ])
  const theirs = {
    tags,
    summary: 'The claims of a person and their family, for officers; the look is recorded',
    params: Type.Object({ personId: Type.String({ pattern: '^[0-9]{1,18}$' }) }),
    response: { 200: Type.Array(CaseLineSchema) },
  }
  const officers = { access: { roles: ['operator', 'auditor'] } } as const
  app.get('/people/:personId/claims', { config: officers, schema: theirs }, async (request) => {
    const personId = BigInt(request.params.personId)
    orRefuse(await recordLook(platform, { actor: actorOf(request), kind: 'look-at-claims', personId }))
    return [...(await casesOfPerson(platform.database, personId))]
  })
  const one = { tags, summary: 'A case with every step and why', params: CaseParams, response: { 200: CaseViewSchema } }
  app.get('/claims/:reference', { config: viewers, schema: one }, async (request) => {
    const opened = await openCase(platform, platform.database, actorOf(request), request.params.reference)
    if ('accepted' in opened) throw new RefusedRequest(opened.refusal)
    const { stored, viewer } = opened
    const plan = await planVersion(platform.database, stored.planCode, stored.claim.planVersion)
    const entries = await entriesOf(platform.database, `claim/${stored.caseReference}`)
    const files = await evidenceOf(platform.database, stored.claimId)
    return { ...caseView(stored, plan, viewer, entries), evidence: evidenceLines(platform.vault, stored, files) }
  })
  addFiles(app, platform, store)
  addAttestations(app, platform)
}

function addFiles(app: App, platform: Platform, store: SealedFileStore): void {
  const officers = { access: { roles: ['reviewer', 'investigator', 'auditor'] } } as const
  const doubles = {
    tags,
    summary: 'Files of this case that are, byte for byte, in other cases too',
    params: CaseParams,
    response: {
      200: Type.Array(Type.Object({ evidenceId: Uuid, otherEvidenceId: Uuid, otherClaimId: Uuid })),
    },
  }
  app.get('/claims/:reference/same-files', { config: officers, schema: doubles }, async (request) => {
    const opened = await openCaseAsOfficer(platform, platform.database, actorOf(request), request.params.reference)
    if ('accepted' in opened) throw new RefusedRequest(opened.refusal)
    return [...(await sameFilesElsewhere(platform.database, opened.stored.claimId))]
  })
  const params = Type.Object({ ...CaseParams.properties, evidenceId: Uuid })
  const querystring = Strict({
    original: Type.Boolean({ default: false, description: 'The sealed original, not the copy.' }),
  })
  const file = { tags, summary: 'A file of a case; the look is recorded', params, querystring }
  app.get('/claims/:reference/evidence/:evidenceId', { config: viewers, schema: file }, async (request, reply) => {
    const actor = actorOf(request)
    const { reference, evidenceId } = request.params
    const shown = request.query.original ? 'original' : 'copy'
    const viewed = await viewEvidence(platform, store, { actor, evidenceId, shown }, async (unit, evidence) => {
      const opened = await openCase(platform, unit.reader, actor, reference)
      if ('accepted' in opened) return opened
      const files = await evidenceOf(unit.reader, opened.stored.claimId)
      const own = files.some((one) => one.evidenceId === evidence.evidenceId)
      return own ? { subjectKey: opened.stored.subjectKey, about: [caseSubject(reference)] } : notThere(reference)
    })
    if (!viewed.accepted) throw new RefusedRequest(viewed.refusal)
    const { name, mediaType, bytes } = viewed.file
    return reply.headers(evidenceHeaders(name, mediaType)).send(Buffer.from(bytes))
  })
}

/** What members of the consortium attested about the documents of a case, for all who may see the case. */
function addAttestations(app: App, platform: Platform): void {
  const schema = {
    tags,
    summary: 'Which files of a case were attested at their source, by whom and when',
    params: CaseParams,
    response: { 200: AttestationsSchema },
  }
  app.get('/claims/:reference/attestations', { config: viewers, schema }, async (request) => {
    const { reference } = request.params
    const opened = await openCase(platform, platform.database, actorOf(request), reference)
    if ('accepted' in opened) throw new RefusedRequest(opened.refusal)
    const { claimId, subjectKey } = opened.stored
    const files = await evidenceOf(platform.database, claimId)
    const matched = matchAttestations(
      platform.vault,
      subjectKey,
      files,
      await attestationsOf(platform.database, reference),
    )
    return { files: [...matched.files], documents: [...matched.documents] }
  })
}

function notThere(reference: string) {
  return { accepted: false as const, refusal: { code: 'claim-not-found', facts: { case: reference } } }
}
