import { type TProperties, Type } from 'typebox'

/** A command's key: the same key with the same content is carried out once (`commit`). */
export const CommandHeaders = Type.Object({
  'idempotency-key': Type.String({
    minLength: 8,
    maxLength: 128,
    pattern: '^[\\x21-\\x7e]+$',
    description: 'Made by the caller, new for every command, the same when a command is sent again. Printable ASCII.',
  }),
})

/** An object that has these members and no others: a misspelt member is refused, not ignored. */
export function Strict<Properties extends TProperties>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false })
}

/** A calendar day, `2026-01-31`. Whether it exists is decided by `parseDay`. */
export const DayText = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'A calendar day, 2026-01-31.' })

/** A UUID as PostgreSQL writes it. A pattern, because the validator knows no formats and would let anything through. */
export const Uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'A UUID in lower case.',
})

/** An instant in UTC, `2026-01-31T16:00:00Z`. */
export const InstantText = Type.String({ description: 'An instant in UTC, 2026-01-31T16:00:00Z.' })
