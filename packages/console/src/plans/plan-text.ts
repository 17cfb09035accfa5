import type { PlanVersion } from '@tongzhou/core'

/** The steps to a value of a plan: `['cover', 'payoutTiers', 0, 'payoutFen']`. */
export type PlanPath = readonly (string | number)[]

/** What a text says as JSON, be it a sound plan or not; null where it is no object of JSON. */
export function planOf(text: string): Partial<PlanVersion> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

/** The value at a path; undefined where the text has none there. */
export function valueAt(plan: unknown, path: PlanPath): unknown {
  let value = plan
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Readonly<Record<string | number, unknown>>)[step]
  }
  return value
}

/** The entries of a list of a plan; none where the text has no list there. */
export function listAt(plan: unknown, path: PlanPath): readonly Readonly<Record<string, unknown>>[] {
  const value = valueAt(plan, path)
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : []
}

/** A plan as text with another value at a path, written as the platform writes drafts. The rest keeps its order. */
export function withValue(plan: object, path: PlanPath, value: unknown): string {
  return `${JSON.stringify(changed(plan, path, value), null, 2)}\n`
}

function changed(whole: unknown, path: PlanPath, value: unknown): unknown {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (Array.isArray(whole)) return whole.map((entry, at) => (at === step ? changed(entry, rest, value) : entry))
  const members = (typeof whole === 'object' && whole !== null ? whole : {}) as Readonly<Record<string, unknown>>
  return { ...members, [step]: changed(members[step], rest, value) }
}

/** How a number of the plan is typed: as it is, in yuan of its fen, in percent of its basis points. */
export type NumberScale = 'whole' | 'hundredths'

/** What a number is typed as; empty for none. */
export function typedNumber(value: unknown, scale: NumberScale): string {
  if (typeof value !== 'number') return ''
  if (scale === 'whole' || !Number.isSafeInteger(value)) return String(value)
  const size = Math.abs(value)
  const tail = size % 100 === 0 ? '' : `.${String(size % 100).padStart(2, '0')}`
  return `${value < 0 ? '-' : ''}${Math.trunc(size / 100)}${tail}`
}

/** The number of a plan that somebody typed; null for nothing, undefined for what is no such number. */
export function numberTyped(typed: string, scale: NumberScale): number | null | undefined {
  if (typed.trim() === '') return null
  const match = /^([0-9]{1,12})(?:\.([0-9]{1,2}))?$/.exec(typed.trim())
  if (!match) return undefined
  if (scale === 'whole') return match[2] === undefined ? Number(match[1]) : undefined
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}
