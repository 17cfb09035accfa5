import { expect, test } from 'vitest'
import { refusalAnswers } from '../packages/platform/src/http/refusals/index.ts'
import { readCode } from './sources.ts'

const sources = readCode(/^packages\/(core|platform)\/src\/.*\.ts$/).filter(
  ({ path }) => !path.endsWith('.test.ts') && !path.includes('/http/refusals/'),
)
const codes = new Map(
  sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\brefuse(?:<[^>]*>)?\(\s*'([^']+)'/g)].map((match) => [match[1]!, path]),
  ),
)

test('every refusal has an answer in HTTP', () => {
  expect(codes.size).toBeGreaterThan(100)
  const missing = [...codes].filter(([code]) => !Object.hasOwn(refusalAnswers, code))
  expect(missing, 'add a status and a title in platform/src/http/refusals/').toEqual([])
})

test('every answer belongs to a refusal that exists', () => {
  const quoted = new Set(sources.flatMap(({ strings }) => strings.map(({ value }) => value)))
  expect(Object.keys(refusalAnswers).filter((code) => !quoted.has(code))).toEqual([])
})

test('every title is a sentence', () => {
  for (const [code, { title }] of Object.entries(refusalAnswers)) expect(title, code).toMatch(/^[A-Z].*\.$/)
})
