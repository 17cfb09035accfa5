import { expect, test } from 'vitest'
import { emptyFiling, type Filing, filingBody, openStep, stepOfField } from './filing.ts'

const whole: Filing = {
  participantId: '7',
  illness: 'stroke',
  entry: 'stroke',
  mild: false,
  cause: 'illness',
  diagnosedOn: '2026-01-31',
  hospital: '第一人民医院',
  payeeName: '王小明',
  payeeAccount: '6222020000000000',
}
const today = '2026-02-01'

test('an address leads no further than what is filled in', () => {
  expect(openStep(null, emptyFiling, today)).toBe('who')
  expect(openStep('check', emptyFiling, today)).toBe('who')
  expect(openStep('check', { ...whole, hospital: ' ' }, today)).toBe('diagnosis')
  expect(openStep('check', { ...whole, diagnosedOn: '2026-02-02' }, today)).toBe('diagnosis')
  expect(openStep('check', whole, today)).toBe('check')
  expect(openStep('elsewhere', whole, today)).toBe('who')
})

test.each([
  ['participantId', 'who'],
  ['mild', 'illness'],
  ['diagnosedOn', 'diagnosis'],
  ['payeeAccount', 'payee'],
])('what is wrong with %s is mended in the step %s', (field, step) => {
  expect(stepOfField(field)).toBe(step)
})

test('the command holds what was typed, and not which line of the list was touched', () => {
  const { entry: _, ...body } = whole
  expect(filingBody(whole)).toEqual(body)
})
