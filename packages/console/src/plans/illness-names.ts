import type { TwoTexts } from '@tongzhou/web-client'
import { listAt, planOf } from './plan-text.ts'

/** What the illnesses of a plan's text are called, by code. */
export function illnessNames(source: string, pick: (texts: TwoTexts) => string): ReadonlyMap<string, string> {
  const illnesses = listAt(planOf(source), ['cover', 'illnesses'])
  return new Map(illnesses.map(({ code, name }) => [String(code), pick(name as TwoTexts)]))
}
