import { expect, test } from 'vitest'
import { ageInYears } from '../calendar.ts'
import { latestBirthOfAge } from './juror-standing.ts'

const rules = ['first-of-march', 'last-of-february'] as const

test.each([
  ['2026-02-27', 'first-of-march', '2008-02-27'],
  ['2026-02-28', 'first-of-march', '2008-02-28'],
  ['2026-02-28', 'last-of-february', '2008-02-29'],
  ['2026-03-01', 'first-of-march', '2008-03-01'],
  ['2028-02-29', 'first-of-march', '2010-02-28'],
] as const)('who is 18 on %s was born by then, %s: %s', (day, rule, bornOn) => {
  expect(latestBirthOfAge(Temporal.PlainDate.from(day), 18, rule).toString()).toBe(bornOn)
})

test.each(rules)('every day of nine years agrees with the age in years, %s', (rule) => {
  for (let day = Temporal.PlainDate.from('2024-01-01'); day.year < 2033; day = day.add({ days: 1 })) {
    const latest = latestBirthOfAge(day, 18, rule)
    expect(ageInYears(latest, day, rule)).toBeGreaterThanOrEqual(18)
    expect(ageInYears(latest.add({ days: 1 }), day, rule)).toBeLessThan(18)
  }
})
