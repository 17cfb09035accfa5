import { notCoveredReasons, unknownsOfEffect } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { type App, DayText, RefusedRequest, Uuid } from '../http/index.ts'
import { draftUnknown, loadDraft } from '../plans/index.ts'
import { effectOfDraft } from './draft-effect.ts'

const FenText = Type.String({ pattern: '^-?[0-9]+$', description: 'An amount in fen as digits.' })
const OutcomeSchema = Type.Object({
  cases: Type.Integer(),
  payoutsFen: FenText,
  feesFen: FenText,
  shareFen: Type.String({ description: 'Per participant, in fen.' }),
  carryOutFen: FenText,
  operatorFen: FenText,
})
const outcomes = { was: OutcomeSchema, least: OutcomeSchema, most: OutcomeSchema }
const EffectSchema = Type.Object({
  draft: Uuid,
  edition: Type.Integer(),
  since: Type.String({ description: 'Periods shared after this day are looked at.' }),
  periods: Type.Array(
    Type.Object({
      period: Type.String(),
      sharingDay: DayText,
      participants: Type.String(),
      ...outcomes,
      notCovered: Type.Integer({ description: 'Cases that these terms would not have covered.' }),
      perhapsNotCovered: Type.Integer({ description: 'Cases of which what is public does not tell.' }),
      touched: Type.Array(
        Type.Object({
          caseReference: Type.String(),
          illness: Type.String(),
          covered: Type.Enum(['perhaps', 'no']),
          reason: Type.Enum([...notCoveredReasons]),
          wasFen: FenText,
        }),
        { description: 'The first of these cases.' },
      ),
    }),
  ),
  total: Type.Object(outcomes),
  unknown: Type.Array(Type.Enum([...unknownsOfEffect]), { description: 'What the figures do not tell.' }),
})

export function addDraftEffect(app: App, platform: Platform): void {
  const schema = {
    tags: ['plans'],
    summary: "What a draft would have made of its plan's periods of the last twelve months",
    description:
      'Reckoned from what is public of cases and periods and the days of filing: where that leaves a payout open, `least` and `most` differ.',
    params: Type.Object({ draft: Uuid }),
    response: { 200: EffectSchema },
  }
  const config = { access: { roles: ['operator', 'auditor'] } } as const
  app.get('/plan-drafts/:draft/effect', { config, schema }, async (request) => {
    const draft = await loadDraft(platform.database, request.params.draft)
    if (!draft) throw new RefusedRequest(draftUnknown().refusal)
    return effectOfDraft(platform, draft)
  })
}
