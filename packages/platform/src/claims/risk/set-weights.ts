import { refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome } from '../../commit/commit.ts'
import type { Platform } from '../../commit/platform.ts'
import { planVersions } from '../../plans/index.ts'
import { insertRiskSettings, loadRiskSettings, type RiskSettings, takeTurnsSetting } from './store.ts'

export interface SetRiskWeights {
  readonly key: string
  readonly actor: Actor
  readonly planCode: string
  /** Of the settings as they were read, 0 for the defaults. */
  readonly edition: number
  readonly settings: RiskSettings
}

/**
 * Sets the weights of a plan's signals and the hospitals that attest. Scores follow within minutes; earlier settings are kept. Not on the
 * log: a weight decides nothing, and who knows it knows what to avoid. Refusals: plan-unknown, risk-settings-changed
 * (somebody set them since they were read).
 */
export function setRiskWeights(
  platform: Platform,
  { actor, edition, key, planCode, settings }: SetRiskWeights,
): Promise<Outcome<null>> {
  const content = { planCode, edition, settings: settings as never }
  return commit<null>(platform, { key, kind: 'set-risk-weights', actor, content }, async ({ now, reader }) => {
    if ((await planVersions(reader, planCode)).length === 0) return refuse('plan-unknown', { plan: planCode })
    await takeTurnsSetting(reader, planCode)
    const newest = (await loadRiskSettings(reader, planCode))?.settingsNo ?? 0
    if (newest !== edition)
      return refuse('risk-settings-changed', { edition: newest, read: edition }, { field: 'edition' })
    return { answer: null, rows: [insertRiskSettings(planCode, settings, actor.personId!, now)], events: [] }
  })
}
