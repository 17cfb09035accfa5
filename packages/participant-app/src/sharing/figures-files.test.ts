import { expect, test } from 'vitest'
import { disputedShare, peopleFile, refusedShare } from './figures-files.ts'

test('shares are of what was decided, and of nothing there is none', () => {
  expect(refusedShare({ approved: 3, refused: 1 })).toBe(0.25)
  expect(disputedShare({ approved: 3, refused: 1, disputed: 2 })).toBe(0.5)
  expect(refusedShare({ approved: 0, refused: 0 })).toBeNull()
  expect(disputedShare({ approved: 0, refused: 0, disputed: 1 })).toBeNull()
})

test('groups become lines of a table, and what looks like a formula becomes text', () => {
  const counts = {
    day: '2020-06-22',
    total: 30,
    byAge: [{ ageBand: '20-29', count: 30 }],
    byRegion: [{ region: null, count: 30 }],
    byIncome: [{ incomeBand: '=1+1', count: 30 }],
  }
  expect(peopleFile(counts, 'csv').split('\r\n').slice(1, 5)).toEqual([
    '2020-06-22,all,,30',
    '2020-06-22,age,20-29,30',
    '2020-06-22,region,,30',
    "2020-06-22,income,'=1+1,30",
  ])
  expect(JSON.parse(peopleFile(counts, 'json'))).toEqual(counts)
})
