import { type CaseFile, evolveDispute, openDispute, refuse, sealCaseFile, voteTerms } from '@tongzhou/core'
import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { planInForce } from '../participants/index.ts'
import { newDispute } from './open-dispute.ts'

export interface OpenControl {
  readonly key: string
  readonly actor: Actor
  readonly planCode: string
  readonly illness: string
  readonly mild: boolean
  readonly file: CaseFile
  readonly knownOutcome: 'pay' | 'do-not-pay'
}

/**
 * An operator mixes in a case whose outcome is known: jurors draw, read and vote as on any other, and it decides nothing but their
 * records. Refusals: plan-unknown, illness-unknown, board-sits-around-a-table (the plan has no vote), those of sealing a case file.
 */
export function openControl(platform: Platform, command: OpenControl): Promise<Outcome<{ readonly dispute: string }>> {
  const { actor, file, illness, key, knownOutcome, mild, planCode } = command
  const content = { planCode, illness, mild, knownOutcome, file: file as never }
  return commit(platform, { key, kind: 'open-control', actor, content }, async (unit) => {
    const plan = await planInForce(unit.reader, planCode, unit.now)
    if ('accepted' in plan) return plan
    const terms = voteTerms(plan, false)
    if (!terms) return refuse('board-sits-around-a-table', { plan: planCode })
    if (!plan.cover.illnesses.some(({ code }) => code === illness)) {
      return refuse('illness-unknown', { illness }, { field: 'illness' })
    }
    const facts = {
      opener: 'control',
      claimId: null,
      plan,
      terms,
      appealOf: null,
      illness,
      mild,
      knownOutcome,
    } as const
    const opened = openDispute(facts)
    const authorPersonId = actor.personId!
    const statements = (['for', 'against'] as const).map((side) => {
      return { kind: 'statement-added', side, text: file.statements[side], authorPersonId } as const
    })
    const prepared = statements.reduce(evolveDispute, evolveDispute(null, opened))
    const sealing = {
      reviewerPersonId: authorPersonId,
      related: false,
      plan,
      file: { ...file, pages: [] },
      parties: [],
    }
    const sealed = sealCaseFile(prepared, sealing)
    if (!sealed.accepted) return sealed
    const { reference: dispute, rows } = newDispute(platform, unit, actor, [opened, ...statements, sealed.event])
    return { rows, events: [], answer: { dispute } }
  })
}
