import { maxBoxesOfPage } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Platform, Reader } from '../commit/platform.ts'
import {
  evidenceHeaders,
  openRedactedPage,
  redactEvidence,
  redactionsOf,
  type SealedFileStore,
} from '../evidence/index.ts'
import { type App, actorOf, CommandHeaders, orRefuse, RefusedRequest, Strict, Uuid } from '../http/index.ts'
import { openCase, openCaseAsOfficer } from './open-case.ts'
import { CaseParams } from './schemas.ts'
import { caseSubject } from './take-step.ts'

const tags = ['claims']
const EvidenceParams = Type.Object({ ...CaseParams.properties, evidenceId: Uuid })
const Fraction = Type.Number({
  minimum: -1_000,
  maximum: 1_000,
  description: "A fraction of the page's width or height, from its upper left corner.",
})
const PageNumber = Type.Integer({ minimum: 1, maximum: 10_000 })

const RedactionBody = Strict({
  pages: Type.Array(
    Strict({
      page: PageNumber,
      // One more than the limit, so that whoever draws too many is told which page it is.
      boxes: Type.Array(Strict({ x: Fraction, y: Fraction, width: Fraction, height: Fraction }), {
        maxItems: maxBoxesOfPage + 1,
      }),
    }),
    {
      maxItems: 100,
      description: 'Pages that may be shown; one without boxes is shown whole, one not named is not shown.',
    },
  ),
})

const RedactionSchema = Type.Object({
  redactionId: Uuid,
  evidenceId: Uuid,
  pages: Type.Array(Type.Integer()),
  originalCommitment: Type.String({ description: 'What the log holds of the original, which stays sealed.' }),
  redactedAt: Type.String({ description: 'An instant in UTC.' }),
  erased: Type.Boolean(),
})

/** How reviewers blacken a paper for others, and how the blackened pages are looked at by all who may see the case. */
export function addRedactions(app: App, platform: Platform, store: SealedFileStore): void {
  addRedacting(app, platform, store)
  addLooks(app, platform, store)
}

type ForViewer = (
  reader: Reader,
  seen: { readonly claimId: string; readonly evidenceId: string },
) => ReturnType<Parameters<typeof redactEvidence>[3]>

/** The key of the case where `open` lets this person see it and the paper is of this case. */
function ofCase(
  open: typeof openCase,
  platform: Platform,
  actor: ReturnType<typeof actorOf>,
  reference: string,
): ForViewer {
  return async (reader, { claimId }) => {
    const opened = await open(platform, reader, actor, reference)
    if ('accepted' in opened) return opened
    const { stored } = opened
    if (stored.claimId !== claimId) return notThere(reference)
    return { subjectKey: stored.subjectKey, about: [caseSubject(reference)] }
  }
}

function addRedacting(app: App, platform: Platform, store: SealedFileStore): void {
  const schema = {
    tags,
    summary: 'Blacken parts of a paper for those who judge the case',
    description:
      'The pages are drawn anew and the boxes burnt in; metadata is left out. The original stays sealed. Wrong boxes are corrected by another redaction: the last one counts.',
    headers: CommandHeaders,
    params: EvidenceParams,
    body: RedactionBody,
    response: { 201: Type.Object({ redactionId: Uuid, pages: Type.Array(Type.Integer()) }) },
  }
  const config = { access: { roles: ['reviewer'] } } as const
  const path = '/claims/:reference/evidence/:evidenceId/redactions'
  app.post(path, { config, schema }, async (request, reply) => {
    const actor = actorOf(request)
    const { reference, evidenceId } = request.params
    const command = { key: request.headers['idempotency-key'], actor, evidenceId, pages: request.body.pages }
    const authorise = ofCase(openCaseAsOfficer, platform, actor, reference)
    const { answer } = orRefuse(await redactEvidence(platform, store, command, authorise))
    return reply.status(201).send({ redactionId: answer.redactionId, pages: [...answer.pages] })
  })
}

function addLooks(app: App, platform: Platform, store: SealedFileStore): void {
  const config = { access: { roles: ['reviewer', 'investigator', 'auditor', 'participant'] } } as const
  const list = {
    tags,
    summary: 'The redactions of the papers of a case, oldest first',
    params: CaseParams,
    response: { 200: Type.Array(RedactionSchema) },
  }
  app.get('/claims/:reference/redactions', { config, schema: list }, async (request) => {
    const opened = await openCase(platform, platform.database, actorOf(request), request.params.reference)
    if ('accepted' in opened) throw new RefusedRequest(opened.refusal)
    const redactions = await redactionsOf(platform.database, opened.stored.claimId)
    return redactions.map(({ redactionId, evidenceId, pages, originalCommitment, recordedAt, pagesSealed }) => ({
      redactionId,
      evidenceId,
      pages: [...pages],
      originalCommitment,
      redactedAt: recordedAt.toString(),
      erased: pagesSealed === null,
    }))
  })
  const params = Type.Object({ ...CaseParams.properties, redactionId: Uuid, page: PageNumber })
  const one = { tags, summary: 'A redacted page, a JPEG; the look is recorded', params }
  app.get('/claims/:reference/redactions/:redactionId/pages/:page', { config, schema: one }, async (request, reply) => {
    const actor = actorOf(request)
    const { reference, redactionId, page } = request.params
    const authorise = ofCase(openCase, platform, actor, reference)
    const look = { actor, redactionId, page }
    const opened = await openRedactedPage(platform, store, look, (unit, redaction) => authorise(unit.reader, redaction))
    if (!opened.accepted) throw new RefusedRequest(opened.refusal)
    const { name, mediaType, bytes } = opened.file
    return reply.headers(evidenceHeaders(name, mediaType)).send(Buffer.from(bytes))
  })
}

function notThere(reference: string) {
  return { accepted: false as const, refusal: { code: 'claim-not-found', facts: { case: reference } } }
}
