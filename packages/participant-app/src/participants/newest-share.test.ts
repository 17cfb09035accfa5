import { expect, test } from 'vitest'
import { newestShare } from './newest-share.ts'

const charge = (period: string, shareFen: string | null) => ({
  plan: 'p',
  period,
  publicityDay: `${period.slice(0, 7)}-${period.endsWith('A') ? '07' : '21'}`,
  sharingDay: '2020-01-28',
  status: 'settled',
  shareFen,
  exempt: null,
})

test('a family owes the sum of its shares of the newest period, those who joined later too', () => {
  const share = newestShare([
    [charge('2020-01-B', '3'), charge('2020-01-A', '2')],
    [charge('2020-01-B', '0')],
    [charge('2020-01-A', '2')],
  ])
  expect(share).toMatchObject({ charge: { period: '2020-01-B' }, fen: 3n })
})

test('before the sharing day the sum is not known', () => {
  expect(newestShare([[charge('2020-01-B', null), charge('2020-01-A', '2')]])?.fen).toBeNull()
})

test('who has never shared owes nothing', () => {
  expect(newestShare([[], []])).toBeNull()
})
