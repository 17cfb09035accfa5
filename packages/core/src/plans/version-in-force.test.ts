import { expect, test } from 'vitest'
import { versionInForce } from './version-in-force.ts'

const first = { version: 1, firstDay: '2018-11-27' }
const second = { version: 2, firstDay: '2020-01-01' }
const on = (day: string) => Temporal.PlainDate.from(day)

test.each([
  ['2018-11-26', null],
  ['2018-11-27', 1],
  ['2019-12-31', 1],
  ['2020-01-01', 2],
  ['2026-01-01', 2],
])('on %s version %s is in force, in whatever order they come', (day, version) => {
  expect(versionInForce([first, second], on(day))?.version ?? null).toBe(version)
  expect(versionInForce([second, first], on(day))?.version ?? null).toBe(version)
})

test('a plan without versions has none in force', () => {
  expect(versionInForce([], on('2020-01-01'))).toBeNull()
})
