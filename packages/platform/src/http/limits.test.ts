import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { requireLimits } from './limits.ts'

const route = (schema: object) => ({ method: 'POST', url: '/boats', handler: () => {}, schema })
const open = Type.Integer({ minimum: 0 })

test.each([
  ['params.seats', { params: Type.Object({ seats: open }) }],
  ['querystring.seats', { querystring: Type.Object({ seats: Type.Optional(open) }) }],
  ['headers.seats', { headers: Type.Object({ seats: Type.Number() }) }],
  ['body.boats.items.seats', { body: Type.Object({ boats: Type.Array(Type.Object({ seats: open })) }) }],
  ['body.seats.anyOf 1', { body: Type.Object({ seats: Type.Union([Type.Null(), open]) }) }],
  ['body.seats.^.*$', { body: Type.Object({ seats: Type.Record(Type.String(), open) }) }],
])('a route whose %s has no upper limit stops the boot', (where, schema) => {
  expect(() => requireLimits(route(schema))).toThrow(
    `POST /boats takes a number without an upper limit: give ${where} a maximum`,
  )
})

test('numbers with limits may come, and numbers that are answered need none', () => {
  const seats = Type.Integer({ minimum: 0, maximum: 8 })
  expect(() => requireLimits(route({ body: Type.Object({ seats }), response: { 200: open } }))).not.toThrow()
  expect(() => requireLimits({ method: 'GET', url: '/', handler: () => {} })).not.toThrow()
})
