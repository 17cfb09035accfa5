import { expect, test } from 'vitest'
import { brother, claimFrom, histories, proposed, reviewer, second, toDeciding, toReview } from '../../test/claims.ts'
import { claimStatuses } from './claim.ts'
import { holderAt, ifTakenByAnother, releaseCase, takeCase, takenMinutes } from './take-case.ts'

const now = Temporal.Instant.from('2020-06-15T04:00:00Z')
const until = now.add({ minutes: takenMinutes })
const byReviewer = { personId: reviewer.personId, until }

test('a case is taken for two hours, and by its holder again for another two', () => {
  const claim = claimFrom(toReview)
  expect(takeCase(claim, { officer: reviewer, taken: null }, now)).toEqual({ accepted: true, event: byReviewer })
  const later = now.add({ minutes: 60 })
  expect(takeCase(claim, { officer: reviewer, taken: byReviewer }, later)).toMatchObject({
    event: { until: later.add({ minutes: takenMinutes }) },
  })
})

test.each(claimStatuses)('in %s', (status) => {
  const decision = takeCase(claimFrom(histories[status]), { officer: reviewer, taken: null }, now)
  const open = ['desk-review', 'evidence-requested', 'investigation', 'deciding', 'second-approval', 'published']
  expect(decision.accepted).toBe(open.includes(status))
})

test.each([
  ['conflict-of-interest', brother, claimFrom(toReview), null],
  ['same-person-twice', reviewer, claimFrom([...toDeciding, proposed]), null],
  ['case-taken', second, claimFrom(toReview), byReviewer],
] as const)('%s', (code, officer, claim, taken) => {
  expect(takeCase(claim, { officer, taken }, now)).toMatchObject({ refusal: { code } })
})

test('nobody else decides while somebody has it, and anybody after that or where nobody took it', () => {
  const lastMoment = until.subtract({ nanoseconds: 1 })
  expect(ifTakenByAnother(byReviewer, second.personId, lastMoment)).toMatchObject({
    refusal: { code: 'case-taken', facts: { person: '900' } },
  })
  expect(ifTakenByAnother(byReviewer, second.personId, until)).toBeNull()
  expect(ifTakenByAnother(byReviewer, reviewer.personId, now)).toBeNull()
  expect(ifTakenByAnother(null, second.personId, now)).toBeNull()
  expect(holderAt(byReviewer, until)).toBeNull()
})

test('who has it gives it back, or the operator does', () => {
  const by = (personId: bigint, byOperator = false, at = now) =>
    releaseCase(byReviewer, { personId, byOperator }, at).accepted
  expect(by(reviewer.personId)).toBe(true)
  expect(by(second.personId)).toBe(false)
  expect(by(second.personId, true)).toBe(true)
  expect(by(reviewer.personId, false, until)).toBe(false)
  expect(releaseCase(null, { personId: reviewer.personId, byOperator: true }, now)).toMatchObject({
    refusal: { code: 'case-not-taken' },
  })
})
