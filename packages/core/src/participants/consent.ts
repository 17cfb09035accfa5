import { type Refused, refuse } from '../decision.ts'

/**
 * Consents are asked one by one and never bundled (Personal Information Protection Law of China, articles 14, 29): one for
 * the handling of health data, one for publishing cases without identity. Both can be withdrawn at any time (article 15).
 */
export const consentKinds = ['health-data', 'publication'] as const

export type ConsentKind = (typeof consentKinds)[number]

/** An answer to one question of consent, with the version of the wording that was shown. */
export interface ConsentAnswer {
  readonly given: boolean
  readonly wordingVersion: number
}

export type ConsentRefusal = 'consent-missing' | 'consent-wording-outdated'

/** The refusal for the first consent that is missing, not given, or given to a wording that is no longer shown; or null. */
export function refusalOfConsents(
  answers: Readonly<Partial<Record<ConsentKind, ConsentAnswer>>>,
  currentWordings: Readonly<Record<ConsentKind, number>>,
): Refused<ConsentRefusal> | null {
  for (const kind of consentKinds) {
    const field = `consents.${kind}`
    const answer = answers[kind]
    if (!answer?.given) return refuse('consent-missing', { consent: kind }, { field })
    const currentVersion = currentWordings[kind]
    if (answer.wordingVersion !== currentVersion) {
      return refuse('consent-wording-outdated', { consent: kind, currentVersion }, { field })
    }
  }
  return null
}
