import { defaultRiskWeights, riskSignalCodes } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader } from '../../commit/platform.ts'
import type { RiskSettings } from './store.ts'

type Attesting = RiskSettings['attestingHospitals'][number]

/** What one setting changed against the one before it, or against the defaults. */
export interface SettingsChange {
  readonly at: Temporal.Instant
  readonly setBy: bigint
  readonly weights: readonly { readonly code: string; readonly from: number; readonly to: number }[]
  readonly added: readonly Attesting[]
  readonly removed: readonly Attesting[]
}

const mostChanges = 50

/** The newest changes of a plan's risk settings, newest first. */
export async function settingsChanges(reader: Reader, planCode: string): Promise<readonly SettingsChange[]> {
  const { rows } = await sql<{ settings: RiskSettings; set_by: bigint; recorded_at: Temporal.Instant }>`
    select settings, set_by, recorded_at from risk_settings where plan_code = ${planCode}
    order by settings_no desc limit ${mostChanges + 1}`.execute(reader)
  return rows.slice(0, mostChanges).map(({ recorded_at: at, set_by: setBy, settings }, place) => ({
    at,
    setBy,
    ...differences(rows[place + 1]?.settings ?? null, settings),
  }))
}

/** A signal that older settings do not know has its default there. */
function differences(before: RiskSettings | null, after: RiskSettings): Omit<SettingsChange, 'at' | 'setBy'> {
  const was = { ...defaultRiskWeights, ...before?.weights }
  const is = { ...defaultRiskWeights, ...after.weights }
  const old = before?.attestingHospitals ?? []
  const has = (list: readonly Attesting[], { hospital, member }: Attesting) =>
    list.some((one) => one.hospital === hospital && one.member === member)
  return {
    weights: riskSignalCodes
      .filter((code) => was[code] !== is[code])
      .map((code) => ({ code, from: was[code], to: is[code] })),
    added: after.attestingHospitals.filter((one) => !has(old, one)),
    removed: old.filter((one) => !has(after.attestingHospitals, one)),
  }
}
