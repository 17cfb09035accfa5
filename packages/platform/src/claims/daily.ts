import { type ClaimEvent, closeUndisputed, type Decision, lapseEvidenceRequest, type PlanVersion } from '@tongzhou/core'
import { system } from '../commit/commit.ts'
import { eachApart } from '../commit/each-apart.ts'
import type { Platform } from '../commit/platform.ts'
import { planVersion } from '../plans/index.ts'
import { dueCases, type StoredClaim } from './store.ts'
import { takeStep } from './take-step.ts'

/**
 * What the calendar does to the claims of a plan at the beginning of `today` (a day in the plan's zone): unanswered
 * requests for evidence end in a refusal, undisputed refusals become final. Run twice it does nothing more. Returns how
 * many cases it moved.
 */
export async function claimDeadlines(platform: Platform, planCode: string, today: Temporal.PlainDate): Promise<number> {
  const lapsed = await dueCases(platform.database, planCode, 'evidence-requested', today)
  const refused = await dueCases(platform.database, planCode, 'refused', today)
  let moved = 0
  const moves = [
    ...lapsed.map((reference) => () => move(platform, reference, today, 'lapse', lapseEvidenceRequest)),
    ...refused.map((reference) => () => move(platform, reference, today, 'close', closeUndisputed)),
  ]
  await eachApart(moves, async (one) => {
    moved += await one()
  })
  return moved
}

type ByCalendar = (claim: StoredClaim['claim'], plan: PlanVersion, today: Temporal.PlainDate) => Decision<ClaimEvent>

async function move(
  platform: Platform,
  reference: string,
  today: Temporal.PlainDate,
  verb: string,
  decide: ByCalendar,
) {
  const key = `${verb}:${reference}:${today}`
  const command = { key, kind: `${verb}-claim`, actor: system, content: { reference, today } }
  const outcome = await takeStep(platform, command, reference, async (stored, unit) =>
    decide(stored.claim, await planVersion(unit.reader, stored.planCode, stored.claim.planVersion), today),
  )
  return outcome.accepted ? 1 : 0
}
