import { describe, expect, test } from 'vitest'
import { day } from '../../../test/claims.ts'
import { quietCase, strengthOf, withReading } from '../../../test/risk.ts'
import { findSignals } from './find-signals.ts'
import type { PaperDateKind } from './read-paper.ts'
import { readPaper } from './read-paper.ts'

test('of a case in which nothing is to be noticed nothing is noticed', () => {
  expect(findSignals(quietCase)).toEqual([])
})

describe('soon after the waiting period', () => {
  test.each([
    [-1, 0],
    [0, 100],
    [29, 100],
    [30, 42],
    [59, 42],
    [60, 30],
    [89, 30],
    [90, 0],
  ])('%i days of cover before the diagnosis: %i', (days, strength) => {
    const facts = { ...quietCase, statedDiagnosisOn: quietCase.coverFrom.add({ days }) }
    expect(strengthOf('soon-after-waiting', facts)).toBe(strength)
  })
})

describe('ill around joining', () => {
  const dated = (kind: PaperDateKind, text: string) => withReading({ dates: [{ kind, day: day(text) }] })
  test.each([
    ['admission', '2019-11-30', 100],
    ['admission', '2019-12-01', 30],
    ['sampling', '2020-02-28', 30],
    ['sampling', '2020-02-29', 0],
    ['birth', '1980-05-17', 0],
  ] as const)('a date of %s on %s: %i', (kind, text, strength) => {
    expect(strengthOf('ill-around-joining', dated(kind, text))).toBe(strength)
  })

  test.each([
    [276, 0],
    [277, 1],
    [366, 1],
    [367, 9],
    [395, 9],
    [396, 14],
    [545, 14],
    [546, 30],
  ])('admitted on 2020-12-01 with a complaint of %i days: %i', (complaintDays, strength) => {
    const facts = withReading({ complaintDays, dates: [{ kind: 'admission', day: day('2020-12-01') }] })
    expect(strengthOf('ill-around-joining', facts)).toBe(strength)
  })
})

describe('dates that contradict each other', () => {
  const read = (text: string) => withReading(readPaper(text))
  test.each([
    ['确诊日期: 2020-11-21', 0],
    ['确诊日期: 2020-11-20', 77],
    ['确诊日期: 2020-10-02', 77],
    ['确诊日期: 2020-12-12', 6],
    ['确诊日期: 2020-10-01', 100],
    ['入院日期: 2020-12-01 出院日期: 2020-12-01', 0],
    ['入院日期: 2020-12-02 出院日期: 2020-12-01', 100],
    ['送检日期: 2020-12-01 报告日期: 2020-12-01', 0],
    ['送检日期: 2020-12-03 报告日期: 2020-12-01', 100],
    ['出生: 1980-05-17', 0],
    ['出生: 1980-05-18', 6],
    ['报告日期: 2020-12-20', 0],
    ['报告日期: 2020-12-21', 100],
  ])('%s: %i', (text, strength) => {
    expect(strengthOf('dates-contradict', read(text))).toBe(strength)
  })

  test("the reviewers' words in the checklist count as well", () => {
    const facts = { ...quietCase, checklistNotes: readPaper('首次确诊日期 2020-06-01，与申请不符') }
    expect(strengthOf('dates-contradict', facts)).toBe(100)
  })
})
