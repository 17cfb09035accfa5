import { expect, test } from 'vitest'
import { testPlan } from '../../test/plan.ts'
import { planFile } from './plan-file.ts'

test('a version written as a file says the same, in the order in which people read it', () => {
  const shuffled = JSON.parse(JSON.stringify(testPlan), (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted())
      : value,
  )
  const text = planFile(shuffled)
  expect(JSON.parse(text)).toEqual(testPlan)
  expect(text).toBe(planFile(testPlan))
  expect([...text.matchAll(/^ {2}"(\w+)"/gm)].map((match) => match[1]).slice(0, 4)).toEqual([
    'plan',
    'version',
    'firstDay',
    'name',
  ])
  expect(text.indexOf('"fromAgeYears"')).toBeLessThan(text.indexOf('"payoutFen"'))
})
