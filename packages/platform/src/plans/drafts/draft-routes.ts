import { Type } from 'typebox'
import type { Actor } from '../../commit/commit.ts'
import type { Platform } from '../../commit/platform.ts'
import { type App, actorOf, CommandHeaders, orRefuse, RefusedRequest } from '../../http/index.ts'
import { maxPlanBytes } from '../plan-text.ts'
import { previewPlan } from '../preview-plan.ts'
import { LoadedSchema } from '../schemas.ts'
import { adoptDraft, versionOf } from './adopt-draft.ts'
import * as schemas from './draft-schemas.ts'
import { listDrafts, loadDraft, type PlanDraft } from './draft-store.ts'
import { beginDraft, type DraftActor, discardDraft, draftUnknown, saveDraft } from './write-draft.ts'

const tags = ['plans']
const writers = { access: { roles: ['operator'] } } as const
const readers = { access: { roles: ['operator', 'auditor'] } } as const
/** A plan's text travels inside a JSON text, where quotes and line breaks take two bytes. */
const bodyLimit = 2 * maxPlanBytes

/** Drafts of plan versions: operators write and adopt them, auditors read them. */
export function addDrafts(app: App, platform: Platform): void {
  addDraftReading(app, platform)
  addDraftWriting(app, platform)
  addAdoption(app, platform)
}

function addDraftReading(app: App, platform: Platform): void {
  const { database } = platform
  const list = { tags, summary: 'Drafts of plan versions', response: { 200: Type.Array(schemas.DraftLineSchema) } }
  app.get('/plan-drafts', { config: readers, schema: list }, async () => (await listDrafts(database)).map(draftLine))
  const one = {
    tags,
    summary: 'A draft with its text, what it would change, and whether it could be adopted now by who asks',
    params: schemas.DraftParams,
    response: { 200: schemas.DraftSchema },
  }
  app.get('/plan-drafts/:draft', { config: readers, schema: one }, async (request) => {
    const draft = await loadDraft(database, request.params.draft)
    if (!draft) throw new RefusedRequest(draftUnknown().refusal)
    const adopters = { writtenBy: draft.writtenBy, adoptedBy: actorOf(request).personId }
    const { differences, refusal } = await previewPlan(platform, draft.source, adopters)
    return { ...draftLine(draft), source: draft.source, refusal, differences: [...differences] }
  })
}

function draftLine(draft: PlanDraft) {
  const { firstDay, name, version } = versionOf(draft)
  return {
    draft: draft.draftId,
    plan: draft.planCode,
    name,
    version,
    firstDay,
    edition: draft.edition,
    begunBy: draft.begunBy.toString(),
    begunAt: draft.begunAt.toString(),
    writtenBy: draft.writtenBy.toString(),
    writtenAt: draft.writtenAt.toString(),
  }
}

function addDraftWriting(app: App, platform: Platform): void {
  const begin = {
    tags,
    summary: 'Begin a draft from the newest version of a plan, or from a text',
    headers: CommandHeaders,
    body: schemas.BeginDraftBody,
    response: { 201: schemas.DraftBegunSchema },
  }
  app.post('/plan-drafts', { config: writers, schema: begin, bodyLimit }, async (request, reply) => {
    const { plan: planCode, source } = request.body
    const command = {
      ...commandOf(actorOf(request), request.headers['idempotency-key']),
      planCode,
      ...(source === undefined ? {} : { source }),
    }
    const { draftId, edition } = orRefuse(await beginDraft(platform, command)).answer
    return reply.status(201).send({ draft: draftId, edition })
  })
  const save = {
    tags,
    summary: 'Save the text of a draft as its next edition',
    description: 'A text with a fault is refused with the place of the first; POST /plans/preview tells them all.',
    headers: CommandHeaders,
    params: schemas.DraftParams,
    body: schemas.SaveDraftBody,
    response: { 200: Type.Object({ edition: schemas.Edition }) },
  }
  app.put('/plan-drafts/:draft', { config: writers, schema: save, bodyLimit }, async (request) => {
    const { edition, source } = request.body
    const command = {
      ...commandOf(actorOf(request), request.headers['idempotency-key']),
      draftId: request.params.draft,
      edition,
      source,
    }
    return orRefuse(await saveDraft(platform, command)).answer
  })
  const discard = {
    tags,
    summary: 'Take a draft away for good',
    headers: CommandHeaders,
    params: schemas.DraftParams,
    body: schemas.DiscardDraftBody,
    response: { 204: Type.Null() },
  }
  app.post('/plan-drafts/:draft/discard', { config: writers, schema: discard }, async (request, reply) => {
    const { edition } = request.body
    orRefuse(
      await discardDraft(platform, {
        ...commandOf(actorOf(request), request.headers['idempotency-key']),
        draftId: request.params.draft,
        edition,
      }),
    )
    return reply.status(204).send(null)
  })
}

function addAdoption(app: App, platform: Platform): void {
  const adopt = {
    tags,
    summary: "Make a draft the plan's next version, by repeating its first day",
    description: 'It can never be changed afterwards; the draft is gone.',
    headers: CommandHeaders,
    params: schemas.DraftParams,
    body: schemas.AdoptDraftBody,
    response: { 201: LoadedSchema },
  }
  app.post('/plan-drafts/:draft/adopt', { config: writers, schema: adopt }, async (request, reply) => {
    const command = {
      ...commandOf(actorOf(request), request.headers['idempotency-key']),
      draftId: request.params.draft,
      ...request.body,
    }
    return reply.status(201).send(orRefuse(await adoptDraft(platform, command)).answer)
  })
}

function commandOf({ personId }: Actor, key: string): { readonly key: string; readonly actor: DraftActor } {
  return { key, actor: { role: 'operator', personId: personId! } }
}
