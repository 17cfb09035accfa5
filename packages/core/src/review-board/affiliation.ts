import { refuse } from '../decision.ts'
import { type Parsed, parsed } from '../parsed.ts'

/** What may tie a juror to a case besides family: whoever shares one of these with a party is not drawn. */
export const affiliationKinds = ['hospital', 'employer', 'household'] as const
export type AffiliationKind = (typeof affiliationKinds)[number]

/** Longest name, in code points; the longest registered names of companies are shorter. */
const longestAffiliation = 120

export type AffiliationRefusal = 'affiliation-empty' | 'affiliation-too-long'

/**
 * The one form in which a hospital's, employer's or household's name is compared: compatibility forms folded (full-width
 * letters and digits), lower case, without blanks and punctuation. "北京协和医院（东院）" and "北京协和医院 (东院)" are one.
 * For comparing only; it is never shown. Refusals: affiliation-empty, affiliation-too-long.
 */
export function comparableAffiliation(text: string): Parsed<string, AffiliationRefusal> {
  const name = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
  if (name === '') return refuse('affiliation-empty')
  const length = [...name].length
  if (length > longestAffiliation) return refuse('affiliation-too-long', { length, maxLength: longestAffiliation })
  return parsed(name)
}
