import { describe, expect, test } from 'vitest'
import { mostCodesPerDay, mostWrongTries, requestCode, type SignInCode, tryCode } from './sign-in-code.ts'

const sentAt = Temporal.Instant.from('2026-03-01T00:00:00Z')
const sent: SignInCode = {
  requestedAt: sentAt,
  wrongTries: 0,
  lockedUntil: null,
  usedAt: null,
  codesToday: 1,
  dayBegan: sentAt,
}
const after = (seconds: number) => sentAt.add({ seconds })
const outcome = (decision: ReturnType<typeof requestCode> | ReturnType<typeof tryCode>) =>
  decision.accepted ? decision.event : decision.refusal.code

describe('asking for a code', () => {
  test('the first is sent, the next after a minute', () => {
    expect(outcome(requestCode(null, sentAt))).toEqual({ codesToday: 1, dayBegan: sentAt })
    expect(requestCode(sent, after(59))).toMatchObject({ refusal: { facts: { waitSeconds: 1 } } })
    expect(outcome(requestCode(sent, after(59)))).toBe('code-requested-too-soon')
    expect(outcome(requestCode(sent, after(60)))).toEqual({ codesToday: 2, dayBegan: sentAt })
  })

  test('ten a day, and the count begins anew after 24 hours', () => {
    const tenth = { ...sent, codesToday: mostCodesPerDay, requestedAt: after(3000) }
    expect(outcome(requestCode(tenth, after(86_399)))).toBe('too-many-codes')
    expect(outcome(requestCode(tenth, after(86_400)))).toEqual({ codesToday: 1, dayBegan: after(86_400) })
  })
})

describe('trying a code', () => {
  test('works once, within ten minutes', () => {
    expect(outcome(tryCode(sent, true, after(599)))).toEqual({ kind: 'code-used' })
    expect(outcome(tryCode(sent, true, after(600)))).toBe('code-expired')
    expect(outcome(tryCode({ ...sent, usedAt: after(5) }, true, after(6)))).toBe('code-not-requested')
    expect(outcome(tryCode(null, true, sentAt))).toBe('code-not-requested')
  })

  test('five wrong tries lock the number for a quarter of an hour, also for the right code and for a new one', () => {
    const missed = tryCode({ ...sent, wrongTries: mostWrongTries - 2 }, false, after(10))
    expect(outcome(missed)).toEqual({ kind: 'code-missed', wrongTries: 4, lockedUntil: null })
    const fifth = tryCode({ ...sent, wrongTries: mostWrongTries - 1 }, false, after(10))
    expect(outcome(fifth)).toEqual({ kind: 'code-missed', wrongTries: 5, lockedUntil: after(910) })
    const locked = { ...sent, wrongTries: 5, lockedUntil: after(910) }
    expect(outcome(tryCode(locked, true, after(11)))).toBe('sign-in-locked')
    expect(outcome(requestCode(locked, after(909)))).toBe('sign-in-locked')
    expect(outcome(requestCode(locked, after(910)))).toMatchObject({ codesToday: 2 })
  })
})
