import { expect, test } from 'vitest'
import { lastShare } from './last-share.ts'

const period = { publicityDay: '2020-06-10' }

test.each([
  ['on the day before the publicity day', '2020-01-01', '2020-06-09', false],
  ['on the publicity day', '2020-01-01', '2020-06-10', true],
  ['after it', '2020-01-01', '2020-06-12', true],
  ['after it, having joined on the day before it', '2020-06-09', '2020-06-12', true],
  ['after it, having joined on it', '2020-06-10', '2020-06-12', false],
])('who leaves %s owes that period: %#', (_when, joinedOn, today, owes) => {
  expect(lastShare({ joinedOn }, period, today)).toBe(owes)
})

test('where no period is ahead nothing more is owed', () => {
  expect(lastShare({ joinedOn: '2020-01-01' }, null, '2020-06-10')).toBe(false)
})
