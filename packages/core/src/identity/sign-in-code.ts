import { accept, type Decision, type Refused, refuse } from '../decision.ts'

/** How long a one-time code can be used: long enough for a slow message, short enough to be useless tomorrow. */
export const codeLifetimeMinutes = 10
/** Between two codes for one number: without it anybody can flood somebody's phone at the operator's cost. */
export const codePauseSeconds = 60
/** Codes for one number in 24 hours. */
export const mostCodesPerDay = 10
/** Wrong tries of one code: six digits and five tries leave a guesser 1 chance in 200,000. */
export const mostWrongTries = 5
/** How long a number is locked after as many wrong tries. */
export const lockMinutes = 15

/** What is kept of a phone number's codes. */
export interface SignInCode {
  readonly requestedAt: Temporal.Instant
  readonly wrongTries: number
  readonly lockedUntil: Temporal.Instant | null
  readonly usedAt: Temporal.Instant | null
  /** Codes asked for since `dayBegan`, and when that count began. */
  readonly codesToday: number
  readonly dayBegan: Temporal.Instant
}

export type SignInRefusal =
  | 'sign-in-locked'
  | 'code-requested-too-soon'
  | 'too-many-codes'
  | 'code-not-requested'
  | 'code-expired'
  | 'code-wrong'

/** A new code may be sent; the count of the day goes on or begins anew. */
export type CodeRequested = Pick<SignInCode, 'codesToday' | 'dayBegan'>

/** May a code be sent to this number now? Refusals: sign-in-locked, code-requested-too-soon, too-many-codes. */
export function requestCode(state: SignInCode | null, now: Temporal.Instant): Decision<CodeRequested, SignInRefusal> {
  if (state === null) return accept({ codesToday: 1, dayBegan: now })
  const locked = ifLocked(state, now)
  if (locked) return locked
  const next = state.requestedAt.add({ seconds: codePauseSeconds })
  if (isBefore(now, next)) return refuse('code-requested-too-soon', { waitSeconds: secondsUntil(now, next) })
  const dayEnds = state.dayBegan.add({ hours: 24 })
  if (!isBefore(now, dayEnds)) return accept({ codesToday: 1, dayBegan: now })
  if (state.codesToday >= mostCodesPerDay) return refuse('too-many-codes', { waitSeconds: secondsUntil(now, dayEnds) })
  return accept({ codesToday: state.codesToday + 1, dayBegan: state.dayBegan })
}

export type CodeTried =
  | { readonly kind: 'code-used' }
  | { readonly kind: 'code-missed'; readonly wrongTries: number; readonly lockedUntil: Temporal.Instant | null }

/**
 * Tries a code. A wrong one is an accepted event too, because it must be counted. `matches` says whether the code is
 * the one that was sent. Refusals: sign-in-locked, code-not-requested, code-expired.
 */
export function tryCode(
  state: SignInCode | null,
  matches: boolean,
  now: Temporal.Instant,
): Decision<CodeTried, SignInRefusal> {
  if (state === null || state.usedAt !== null) return refuse('code-not-requested')
  const locked = ifLocked(state, now)
  if (locked) return locked
  if (!isBefore(now, state.requestedAt.add({ minutes: codeLifetimeMinutes }))) return refuse('code-expired')
  if (matches) return accept({ kind: 'code-used' })
  const wrongTries = state.wrongTries + 1
  const lockedUntil = wrongTries >= mostWrongTries ? now.add({ minutes: lockMinutes }) : null
  return accept({ kind: 'code-missed', wrongTries, lockedUntil })
}

function ifLocked(state: SignInCode, now: Temporal.Instant): Refused<SignInRefusal> | null {
  const { lockedUntil } = state
  if (lockedUntil === null || !isBefore(now, lockedUntil)) return null
  return refuse('sign-in-locked', { waitSeconds: secondsUntil(now, lockedUntil) })
}

function isBefore(left: Temporal.Instant, right: Temporal.Instant): boolean {
  return Temporal.Instant.compare(left, right) < 0
}

function secondsUntil(now: Temporal.Instant, then: Temporal.Instant): number {
  return Math.ceil((then.epochMilliseconds - now.epochMilliseconds) / 1000)
}
