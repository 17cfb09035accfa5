import type { GetPlansByPlanRiskWeightsResponse } from '@tongzhou/web-client'
import i18next from 'i18next'

export type RiskSettings = GetPlansByPlanRiskWeightsResponse

/** What is edited: weights as typed. Signals are those that the platform names. */
export interface EditedSettings {
  readonly weights: Readonly<Record<string, string>>
  readonly hospitals: readonly { readonly id: number; readonly hospital: string; readonly member: string }[]
}

export function editedOf({ attestingHospitals, weights }: RiskSettings): EditedSettings {
  return {
    weights: Object.fromEntries(Object.entries(weights).map(([code, one]) => [code, String(one)])),
    hospitals: attestingHospitals.map((one, id) => ({ id, ...one })),
  }
}

const wholeWeight = /^(0|[1-9][0-9]?|100)$/
const memberName = /^[a-z0-9.-]{1,100}$/

/** Whether the platform would take it. */
export function isComplete({ hospitals, weights }: EditedSettings): boolean {
  const names = hospitals.map(({ hospital }) => hospital.trim())
  return (
    Object.values(weights).every((weight) => wholeWeight.test(weight)) &&
    names.every((name) => name !== '') &&
    new Set(names).size === names.length &&
    hospitals.every(({ member }) => memberName.test(member.trim()))
  )
}

export function bodyOf({ hospitals, weights }: EditedSettings) {
  return {
    weights: Object.fromEntries(
      Object.entries(weights).map(([code, weight]) => [code, Number(weight)]),
    ) as RiskSettings['weights'],
    attestingHospitals: hospitals.map(({ hospital, member }) => ({ hospital: hospital.trim(), member: member.trim() })),
  }
}

export const isSame = (one: EditedSettings, other: EditedSettings) =>
  JSON.stringify(bodyOf(one)) === JSON.stringify(bodyOf(other))

/** What differs between two settings, as the platform tells of changes. */
export function changeOf(before: EditedSettings, after: EditedSettings) {
  const [was, is] = [bodyOf(before), bodyOf(after)]
  const missingIn = (list: typeof is.attestingHospitals) => (one: (typeof list)[number]) =>
    !list.some(({ hospital, member }) => hospital === one.hospital && member === one.member)
  return {
    weights: Object.keys(after.weights)
      .filter((code) => before.weights[code] !== after.weights[code])
      .map((code) => ({ code, from: Number(before.weights[code]), to: Number(after.weights[code]) })),
    added: is.attestingHospitals.filter(missingIn(was.attestingHospitals)),
    removed: was.attestingHospitals.filter(missingIn(is.attestingHospitals)),
  }
}

/** A signal in words; one that this console is older than by its code. */
export function signalName(code: string): string {
  const key = `signals.${code}`
  return i18next.exists(key, { ns: 'risk' }) ? i18next.getFixedT(null, 'risk')(key as never) : code
}
