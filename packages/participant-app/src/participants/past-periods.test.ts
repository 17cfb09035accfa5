import { expect, test } from 'vitest'
import { lastYear, type PeriodLine } from './past-periods.ts'

const period = (sharingDay: string, shareFen: string | null) => ({ sharingDay, shareFen }) as PeriodLine

test('a year reaches from the newest settled period back to the same day, without it', () => {
  const periods = [
    period('2020-06-28', null),
    period('2020-06-14', '3'),
    period('2019-12-14', '40'),
    period('2019-06-28', '500'),
    period('2019-06-14', '6000'),
  ]
  expect(lastYear(periods)).toEqual({ fen: 543n, periods: 3 })
})

test('before the first sharing there is nothing', () => {
  expect(lastYear([period('2020-06-28', null)])).toEqual({ fen: 0n, periods: 0 })
})
