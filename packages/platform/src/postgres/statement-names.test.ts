import { expect, test } from 'vitest'
import { StatementNames } from './statement-names.ts'

test('a statement has a name from the second time on, always the same, and another one when it is renamed', () => {
  const names = new StatementNames()
  expect(names.nameOf('select $1')).toBeUndefined()
  const name = names.nameOf('select $1')
  expect(name).toMatch(/^[\w-]{1,63}$/)
  expect(names.nameOf('select $1')).toBe(name)
  names.rename('select $1')
  expect(names.nameOf('select $1')).not.toBe(name)
  expect(names.nameOf('select $1')).toBe(names.nameOf('select $1'))
})

test('never where it is very long, and never more than two thousand', () => {
  const names = new StatementNames()
  const long = `select ${'1, '.repeat(10_000)} $1`
  expect([names.nameOf(long), names.nameOf(long)]).toEqual([undefined, undefined])
  for (let number = 0; number < 2_000; number += 1) names.nameOf(`number ${number}`)
  expect([names.nameOf('one more'), names.nameOf('one more')]).toEqual([undefined, undefined])
  expect(names.nameOf('number 1999')).toBeDefined()
})
