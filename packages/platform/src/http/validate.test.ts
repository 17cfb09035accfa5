import { describe, expect, test } from 'vitest'
import { compileValidator, unstorableText } from './validate.ts'

describe('a text that cannot be kept', () => {
  test.each([
    ['a null character', { name: 'a\u0000b' }, '/name'],
    ['half of a surrogate pair', { family: [{ name: '\ud840' }] }, '/family/0/name'],
    ['in a name of a member', { facts: { 'a\u0000': 1 } }, '/facts'],
    ['as the whole', '\udc00', ''],
  ])('is found: %s', (_name, data, place) => {
    expect(unstorableText(data)).toBe(place)
  })

  test('is none: rare characters, other scripts, control characters that a file has', () => {
    expect(unstorableText({ name: '𠀀·ñ\t\r\n\u200f', count: 1, none: null })).toBeNull()
  })

  test('is looked for as deep as a body may be nested', () => {
    let data: unknown = '\u0000'
    for (let depth = 0; depth < 120_000; depth += 1) data = [data]
    expect(unstorableText(data)).not.toBeNull()
  })
})

test('the rule that was broken is named, the schema first', () => {
  const schema = { type: 'object', properties: { name: { type: 'string', maxLength: 3 } } }
  const validate = compileValidator({ schema, method: 'POST', url: '/', httpPart: 'body' })
  expect(validate({ name: 'abcd\u0000' }).error?.[0]).toMatchObject({ instancePath: '/name', keyword: 'maxLength' })
  expect(validate({ name: 'a\u0000' }).error?.[0]).toMatchObject({ instancePath: '/name', keyword: 'characters' })
  expect(validate({ name: 'a' })).toEqual({ value: { name: 'a' } })
})
