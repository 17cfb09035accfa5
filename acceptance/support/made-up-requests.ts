import fc from 'fast-check'
import { compileValidator } from '../../packages/platform/src/http/validate.ts'
import { type Caller, callers, headersOf, type RouteOfApp } from './whole-app.ts'

export interface MadeUpRequest {
  readonly caller: Caller
  readonly route: RouteOfApp
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string | Buffer | undefined
}

interface Schema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
}

/** What has broken servers before: types, sizes, encodings, scripts, numbers past the end, other languages' injections. */
const nasty: readonly unknown[] = [
  null,
  true,
  false,
  -1,
  0,
  1e308,
  -0,
  2 ** 53 + 2,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e\u200f',
  '𠀀𡃁·ñ',
  'é'.normalize('NFD'),
  'x'.repeat(20_000),
  "'; drop table claims; --",
  '" or 1=1 --',
  '=HYPERLINK("http://localhost","x")',
  '<script>alert(1)</script>',
  '{{7*7}}#{7*7}',
  '../../../../etc/passwd',
  '%00%2e%2e%2f',
  '9'.repeat(400),
  '1e400',
  '-0',
  'NaN',
  '2020-02-30',
  '+999999-01-01',
  '0000-00-00',
  '23:59:60',
  [],
  {},
  [[]],
  { __proto__: { admin: true } },
  { toString: 1, constructor: { prototype: {} } },
  deep(200),
]

function deep(levels: number): unknown {
  let value: unknown = 'x'
  for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { a: value }
  return value
}

const anything = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...nasty) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
)

const seldom = (common: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 12, arbitrary: common }, { weight: 1, arbitrary: anything })

/** Values that fit a schema, with one in a while that does not; `known` are ids of things that are there. */
function fitting(schema: Schema, known: readonly string[]): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return seldom(fc.constantFrom(...schema.enum))
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one) => fitting(one, known)))
  if (schema.type === 'boolean') return seldom(fc.boolean())
  if (schema.type === 'null') return fc.constant(null)
  if (schema.type === 'integer' || schema.type === 'number') return seldom(numbers(schema))
  if (schema.type === 'array') return seldom(fc.array(fitting(schema.items ?? {}, known), { maxLength: 4 }))
  if (schema.type === 'object') return seldom(objects(schema, known))
  if (schema.type === 'string') return seldom(texts(schema, known))
  return anything
}

function numbers({ maximum = 1_000_000, minimum = 0 }: Schema): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: Math.ceil(minimum), max: Math.floor(maximum) }), fc.constantFrom(minimum, maximum))
}

function objects({ patternProperties, properties = {}, required = [] }: Schema, known: readonly string[]) {
  const fields = Object.entries(properties).map(([name, schema]) => [name, fitting(schema, known)] as const)
  const [ofPattern] = Object.values(patternProperties ?? {})
  const record = fc.record(Object.fromEntries(fields), { requiredKeys: [...required] })
  if (!ofPattern) return record
  return fc.dictionary(fc.string({ maxLength: 12 }), fitting(ofPattern, known), { maxKeys: 3 })
}

function texts({ format, pattern }: Schema, known: readonly string[]): fc.Arbitrary<string> {
  const there = fc.constantFrom(...known)
  const plain = fc.constantFrom('stroke', 'illness', '2020-06-01', '2020-06-31', 'zh-CN', '13700000001', '1', 'text')
  if (format === 'uuid') return fc.oneof(fc.uuid(), there)
  if (pattern === undefined) return fc.oneof(there, plain, fc.string({ unit: 'grapheme', maxLength: 40 }))
  // What Node's regular expressions and ours have in common.
  return fc.oneof(there, plain, fc.stringMatching(new RegExp(pattern.replaceAll(/\\p\{\w+\}/gu, '[a-z]'))))
}

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']
const contentTypes = [
  'application/json',
  'application/json; charset=utf-16',
  'text/plain',
  'multipart/form-data; boundary=x',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
  'a/b;;;',
]
const tricks: readonly Readonly<Record<string, string>>[] = [
  { 'x-forwarded-for': '127.0.0.1, ::1', 'x-forwarded-host': 'localhost' },
  { 'x-http-method-override': 'DELETE' },
  { 'content-encoding': 'gzip' },
  { cookie: `session=${'x'.repeat(4_000)}; ; =; __Host-session=%00` },
  { range: 'bytes=0-0,-1,5-2' },
  { accept: '*/*;q=nonsense', 'accept-encoding': 'br;q=9, gzip;q=-1' },
  { 'if-none-match': '*', expect: 'x' },
  { host: 'localhost:0' },
  { 'content-length': '5' },
]

/** A value that fits a route's schema. Throws where none was found. */
export function rightValue(schema: unknown, known: readonly string[]): unknown {
  const validate = compileValidator({ schema: schema as object, method: 'POST', url: '/', httpPart: 'body' })
  const right = fc
    .sample(fitting(schema as Schema, known), { numRuns: 300, seed: 1 })
    .find((one) => !validate(one).error)
  if (right === undefined) throw new Error(`no value was found for ${JSON.stringify(schema)}`)
  return right
}

/** Requests made of the routes' own schemas, most of them nearly right, the rest wrong in every way that came to mind. */
export function madeUpRequests(
  routes: readonly RouteOfApp[],
  { count, known, seed }: { readonly count: number; readonly known: readonly string[]; readonly seed: number },
): readonly MadeUpRequest[] {
  const one = fc.constantFrom(...routes).chain((route) => requestTo(route, known))
  return fc.sample(one, { numRuns: count, seed })
}

function requestTo(route: RouteOfApp, known: readonly string[]): fc.Arbitrary<MadeUpRequest> {
  const { body, params, querystring } = route.schema as Readonly<Record<string, Schema | undefined>>
  const open = callers.filter(
    (caller) =>
      'public' in route.access || !('roles' in route.access) || route.access.roles.some((role) => role === caller),
  )
  return fc
    .record({
      caller: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...open) }, fc.constantFrom(...callers)),
      personId: fc.bigInt({ min: 1n, max: 3n }),
      method: fc.oneof({ weight: 20, arbitrary: fc.constant(route.method) }, fc.constantFrom(...methods)),
      params: fitting(params ?? { type: 'object' }, known),
      query: querystring ? fitting(querystring, known) : fc.oneof({ weight: 9, arbitrary: fc.constant({}) }, anything),
      body: body ? fitting(body, known) : anything,
      raw: fc.oneof(
        { weight: 15, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.constantFrom('{', '[1,', '{"a":1}{', '\ufeff{}', '"x"', '{"a":NaN}', '') },
        { weight: 1, arbitrary: fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes)) },
      ),
      type: fc.oneof({ weight: 15, arbitrary: fc.constant('application/json') }, fc.constantFrom(...contentTypes)),
      key: fc.oneof({ weight: 15, arbitrary: fc.uuid() }, fc.constantFrom('', 'x', 'x'.repeat(300), 'same-key-again')),
      headers: fc.oneof({ weight: 8, arbitrary: fc.constant({}) }, fc.constantFrom(...tricks)),
    })
    .map((made) => {
      const { caller, method, personId } = made
      const withBody = method !== 'GET' && method !== 'OPTIONS'
      const payload = withBody ? (made.raw ?? JSON.stringify(made.body)) : undefined
      const headers = {
        ...headersOf(caller, personId),
        'idempotency-key': made.key,
        ...(withBody && { 'content-type': made.type }),
        ...made.headers,
      }
      return { caller, route, method, url: addressOf(route, made.params, made.query), headers, payload }
    })
}

function addressOf({ path }: RouteOfApp, params: unknown, query: unknown): string {
  const given = (params ?? {}) as Readonly<Record<string, unknown>>
  const place = path.replaceAll(/:(\w+)|\*/g, (whole, name: string | undefined) => segment(given[name ?? whole]))
  const asked = Object.entries((query ?? {}) as Readonly<Record<string, unknown>>).map(
    ([name, value]) => `${encoded(name)}=${encoded(text(value))}`,
  )
  return asked.length === 0 ? place : `${place}?${asked.join('&')}`
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
}

/** A tenth of the addresses stay as they are, as nobody's browser would send them. */
function segment(value: unknown): string {
  const given = text(value)
  return given.length % 10 === 7 ? given.replaceAll(/[^\x21-\x7e]|#|\?/g, '%zz') : encoded(given)
}

function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed())
}
