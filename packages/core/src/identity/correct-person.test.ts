import { expect, test } from 'vitest'
import { type Correction, type CorrectionState, correctPerson } from './correct-person.ts'

const born = Temporal.PlainDate.from('1970-05-05')
const state: CorrectionState = { isSelf: false, holdsOffice: false, value: 'before', bornOn: born }
const correction: Correction = { field: 'name', value: 'after', reason: ' typed wrong ', bornOn: null }

function outcome(other: Partial<CorrectionState>, given: Partial<Correction> = {}) {
  const decision = correctPerson({ ...state, ...other }, { ...correction, ...given })
  return decision.accepted ? decision.event : decision.refusal.code
}

test('a correction needs a reason, and is refused by the first rule that it breaks', () => {
  expect(outcome({})).toEqual({ field: 'name', reason: 'typed wrong' })
  expect(outcome({ isSelf: true }, { reason: ' ' })).toBe('text-missing')
  expect(outcome({ isSelf: true, holdsOffice: true }, { field: 'phone' })).toBe('own-record')
  expect(outcome({ holdsOffice: true }, { field: 'phone' })).toBe('officer-sign-in')
  expect(outcome({ holdsOffice: true })).toEqual({ field: 'name', reason: 'typed wrong' })
  expect(outcome({ value: null })).toBe('nothing-to-correct')
  expect(outcome({ value: null }, { field: 'phone' })).toMatchObject({ field: 'phone' })
  expect(outcome({}, { value: 'before' })).toBe('nothing-corrected')
})

test('a document keeps the day of birth, which the log holds', () => {
  expect(outcome({}, { field: 'document', bornOn: born })).toMatchObject({ field: 'document' })
  expect(outcome({}, { field: 'document', bornOn: born.add({ days: 1 }) })).toBe('birth-date-logged')
  expect(outcome({ bornOn: null }, { field: 'document', bornOn: born })).toBe('birth-date-logged')
})
