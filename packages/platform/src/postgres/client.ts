import { createHash, randomUUID } from 'node:crypto'
import pg from 'pg'

/**
 * A `pg` client whose parameters may be `Temporal.PlainDate`, `Temporal.Instant` and `bigint`, also inside arrays (for
 * `unnest`). `pg` itself would send a Temporal value as JSON text with quotes.
 *
 * Refused instead of sent as something else: `undefined` (write `null`), `Date` (write `Temporal.Instant`), and the
 * other Temporal types. A JSON list must be given as text, `${JSON.stringify(list)}::jsonb`: an array is a SQL array.
 */
export class TongzhouClient extends pg.Client {
  // `pg.Client.query` has nine overloads and returns according to them; only the parameters are changed on the way.
  override query = ((text: unknown, values?: unknown, callback?: unknown) => {
    const converted = Array.isArray(values) ? values.map(toParameter) : values
    const send = super.query as (...given: unknown[]) => unknown
    if (isConfigWithValues(text)) {
      return send.call(this, { ...text, values: text.values.map(toParameter) }, converted, callback)
    }
    if (typeof text === 'string' && Array.isArray(converted)) {
      const name = statementName(text)
      const sent = send.call(this, { text, values: converted, name }, undefined, callback)
      return name !== undefined && sent instanceof Promise ? sent.catch((fault) => prepareAnew(text, fault)) : sent
    }
    return send.call(this, text, converted, callback)
  }) as pg.Client['query']
}

/** Statements that came once (null) or more often (their name). */
const seen = new Map<string, string | null>()
/** How many are remembered; whatever comes later is parsed each time. */
const mostStatements = 2_000
/** A list of a thousand rows is written once and in each length: to keep it costs more than to parse it. */
const longestPrepared = 20_000

/**
 * By what name a statement is prepared, from the second time on that it comes: a connection parses and plans it once instead of each time,
 * which for a query over partitions is most of its time. Undefined: it is sent without a name.
 */
export function statementName(text: string): string | undefined {
  if (text.length > longestPrepared) return undefined
  const known = seen.get(text)
  if (known === undefined) {
    if (seen.size < mostStatements) seen.set(text, null)
    return undefined
  }
  if (known !== null) return known
  // PostgreSQL cuts names after 63 bytes.
  const name = createHash('sha256').update(text).digest('base64url')
  seen.set(text, name)
  return name
}

/** A table that was changed by a migration: what was prepared before is never asked for again. Throws the fault. */
function prepareAnew(text: string, fault: unknown): never {
  const { code, routine } = fault as { code?: string; routine?: string }
  if (code === '0A000' && routine === 'RevalidateCachedQuery') seen.set(text, randomUUID())
  throw fault
}

function isConfigWithValues(text: unknown): text is { values: unknown[] } {
  // A query object (a cursor, a stream) submits itself and must not be copied.
  return (
    typeof text === 'object' && text !== null && !('submit' in text) && 'values' in text && Array.isArray(text.values)
  )
}

/** A value in the form that `pg` sends right. Throws on what it would send wrong. */
export function toParameter(value: unknown, position?: number): unknown {
  const where = position === undefined ? 'a parameter' : `parameter $${position + 1}`
  if (value === undefined) throw new TypeError(`${where} is undefined: write null where a missing value is meant`)
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? value.toString() : value
  if (Array.isArray(value)) return value.map((element) => toParameter(element))
  if (value instanceof Temporal.PlainDate || value instanceof Temporal.Instant) return value.toString()
  if (value instanceof Date) throw new TypeError(`${where} is a Date: write a Temporal.Instant or Temporal.PlainDate`)
  const name = Object.prototype.toString.call(value)
  if (name.startsWith('[object Temporal.'))
    throw new TypeError(`${where} is ${name}: convert it to an Instant or PlainDate`)
  return value
}
