import { Ajv, type AnySchema } from 'ajv'
import type { FastifyRouteSchemaDef, FastifySchemaValidationError } from 'fastify/types/schema.js'

const common = { useDefaults: true, removeAdditional: false, allErrors: false, strict: false } as const

/** Addresses and headers are text, so a number in them is read from text; a body says itself what is a number. */
const ofText = new Ajv({ ...common, coerceTypes: 'array' })
const ofBody = new Ajv({ ...common, coerceTypes: false })

const notText = { keyword: 'characters', schemaPath: '', params: {}, message: 'holds no text' }

/**
 * For `setValidatorCompiler`. Fastify's own would turn a body's "12" into 12 and drop members that it does not know. A text that no
 * database can keep as it was sent is refused wherever it stands.
 */
export function compileValidator({ schema, httpPart }: FastifyRouteSchemaDef<AnySchema>) {
  const validate = (httpPart === 'body' ? ofBody : ofText).compile(schema)
  return (data: unknown) => {
    if (!validate(data)) return { error: validate.errors as FastifySchemaValidationError[] }
    const place = unstorableText(data)
    if (place === null) return { value: data }
    return { error: [{ ...notText, instancePath: place }] }
  }
}

/**
 * Where a text holds U+0000, which PostgreSQL refuses, or half of a surrogate pair, which no UTF-8 has: as `/name/0`; null where none
 * does. Walks without recursion: a body may be nested as deep as it is long.
 */
export function unstorableText(data: unknown): string | null {
  const open: { readonly value: unknown; readonly place: string }[] = [{ value: data, place: '' }]
  for (let one = open.pop(); one; one = open.pop()) {
    const { place, value } = one
    if (typeof value === 'string' && (value.includes('\u0000') || !value.isWellFormed())) return place
    if (typeof value !== 'object' || value === null) continue
    for (const [name, member] of Object.entries(value)) {
      if (unstorableText(name) !== null) return place
      open.push({ value: member, place: `${place}/${name}` })
    }
  }
  return null
}
