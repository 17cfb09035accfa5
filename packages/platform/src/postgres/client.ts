import type { Socket } from 'node:net'
import pg from 'pg'
import { StatementNames } from './statement-names.ts'

/**
 * A `pg` client whose parameters may be `Temporal.PlainDate`, `Temporal.Instant` and `bigint`, also inside arrays (for
 * `unnest`). `pg` itself would send a Temporal value as JSON text with quotes.
 *
 * Refused instead of sent as something else: `undefined` (write `null`), `Date` (write `Temporal.Instant`), and the
 * other Temporal types. A JSON list must be given as text, `${JSON.stringify(list)}::jsonb`: an array is a SQL array.
 */
export class TongzhouClient extends pg.Client {
  /** Since when (`performance.now`) the oldest unanswered statement waits; null while none does. */
  waitingSince: number | null = null
  #unanswered = 0

  constructor(config?: string | pg.ClientConfig) {
    super(config)
    // Of a connection that breaks while a transaction has it and no statement is on its way; the next statement fails. Without a listener
    // Node would end the process.
    this.on('error', () => {})
  }

  /** The number by which the database knows this session. */
  get sessionId(): number {
    return (this as unknown as { processID: number }).processID
  }

  /** Breaks the connection: every statement on it fails. */
  breakOff(): void {
    const { stream } = (this as unknown as { connection: { stream: Socket } }).connection
    stream.destroy(new Error('Connection terminated: the database knows nothing of its statement any more'))
  }

  #wait<Sent>(sent: Sent): Sent {
    if (!(sent instanceof Promise)) return sent
    this.#unanswered += 1
    this.waitingSince ??= performance.now()
    const answered = () => {
      this.#unanswered -= 1
      this.waitingSince = this.#unanswered === 0 ? null : performance.now()
    }
    sent.then(answered, answered)
    return sent
  }

  // `pg.Client.query` has nine overloads and returns according to them; only the parameters are changed on the way.
  override query = ((text: unknown, values?: unknown, callback?: unknown) => {
    const converted = Array.isArray(values) ? values.map(toParameter) : values
    const send = super.query as (...given: unknown[]) => unknown
    if (isConfigWithValues(text)) {
      return this.#wait(send.call(this, { ...text, values: text.values.map(toParameter) }, converted, callback))
    }
    // Without parameters a text may hold several statements, such as a migration; those can't be prepared.
    if (typeof text === 'string' && Array.isArray(converted) && converted.length > 0) {
      const name = names.nameOf(text)
      const sent = this.#wait(send.call(this, { text, values: converted, name }, undefined, callback))
      return name !== undefined && sent instanceof Promise ? sent.catch((fault) => prepareAnew(text, fault)) : sent
    }
    return this.#wait(send.call(this, text, converted, callback))
  }) as pg.Client['query']
}

/** One connection knows what it has prepared; the names are the same for all. */
const names = new StatementNames()

/** A table that was changed by a migration: what was prepared before is never asked for again. Throws the fault. */
function prepareAnew(text: string, fault: unknown): never {
  const { code, routine } = fault as { code?: string; routine?: string }
  if (code === '0A000' && routine === 'RevalidateCachedQuery') names.rename(text)
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
