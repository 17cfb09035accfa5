import { type ClaimEvent, type Revealed, refuse } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { evidenceHeaders, evidenceOf, revealEvidence } from '../evidence/index.ts'
import { type App, actorOf, RefusedRequest, Uuid } from '../http/index.ts'
import { type PublishedLog, proveEntry, saltsOf } from '../journal/index.ts'
import { writeClaimEvent } from './claim-codec.ts'
import { openCase } from './open-case.ts'
import { CaseParams } from './schemas.ts'
import type { ClaimStep } from './store.ts'

const tags = ['claims']
const config = { access: { roles: ['reviewer', 'investigator', 'auditor', 'participant'] } } as const
const description = 'Check it with "tongzhou verify-proof" or, by docs/check-everything.md, with tools of others.'

/** What of a case can be proved by files that are taken home. */
export function addProofs(app: App, platform: Platform, log: PublishedLog | null): void {
  addEvidenceProof(app, platform, log)
  addStepProof(app, platform, log)
}

function addEvidenceProof(app: App, platform: Platform, log: PublishedLog | null): void {
  const params = Type.Object({ ...CaseParams.properties, evidenceId: Uuid })
  const summary = 'A proof of a file to take home: what the log holds about it, to be checked offline by anyone'
  const schema = { tags, summary, description, params }
  const path = '/claims/:reference/evidence/:evidenceId/proof'
  app.get(path, { config, schema }, async (request, reply) => {
    const { evidenceId, reference } = request.params
    const opened = await openCase(platform, platform.database, actorOf(request), reference)
    if ('accepted' in opened) throw new RefusedRequest(opened.refusal)
    const { claimId, subjectKey } = opened.stored
    const stored = (await evidenceOf(platform.database, claimId)).find((one) => one.evidenceId === evidenceId)
    const revealed = stored && revealEvidence(platform.vault, subjectKey, stored)
    if (!stored || !revealed) throw new RefusedRequest(notThere(reference).refusal)
    const proof = await proveEntry(platform.database, log, stored.eventId, { revealed: [revealed] })
    if (!proof.accepted) throw new RefusedRequest(proof.refusal)
    const name = `${reference}-${evidenceId.slice(0, 8)}.tongzhou-proof.json`
    return reply.headers(evidenceHeaders(name, 'application/json')).send(proof.text)
  })
}

function addStepProof(app: App, platform: Platform, log: PublishedLog | null): void {
  const params = Type.Object({ ...CaseParams.properties, stepNo: Type.Integer({ minimum: 1, maximum: 1_000_000 }) })
  const summary = "A proof of a step of a case to take home: that it is on the log, and what a claimant's own step says"
  const schema = { tags, summary, description, params }
  app.get('/claims/:reference/steps/:stepNo/proof', { config, schema }, async (request, reply) => {
    const { reference, stepNo } = request.params
    const opened = await openCase(platform, platform.database, actorOf(request), reference)
    if ('accepted' in opened) throw new RefusedRequest(opened.refusal)
    const step = opened.stored.steps.find((one) => one.stepNo === stepNo)
    if (!step) throw new RefusedRequest(notThere(reference).refusal)
    const proof = await proveEntry(platform.database, log, step.eventId, { revealed: await revealStep(platform, step) })
    if (!proof.accepted) throw new RefusedRequest(proof.refusal)
    const name = `${reference}-${stepNo}.tongzhou-proof.json`
    return reply.headers(evidenceHeaders(name, 'application/json')).send(proof.text)
  })
}

/** Steps whose content the claimant's side wrote itself. Others name reviewers, or who objected: these stay closed. */
const ownKinds: readonly ClaimEvent['kind'][] = [
  'claim-filed',
  'claim-submitted',
  'refusal-accepted',
  'refusal-disputed',
  'claim-withdrawn',
]

async function revealStep({ database }: Platform, { event, eventId }: ClaimStep): Promise<readonly Revealed[]> {
  if (!ownKinds.includes(event.kind)) return []
  const salt = (await saltsOf(database, [eventId])).get(`${eventId} step`)
  if (!salt) throw new Error(`the event ${eventId} has no salt of its step`)
  return [{ commitment: 'step', salt: salt.toString('base64'), content: writeClaimEvent(event) }]
}

function notThere(reference: string) {
  return refuse('claim-not-found', { case: reference })
}
