import { Ajv, type AnySchema } from 'ajv'
import type { FastifyRouteSchemaDef } from 'fastify/types/schema.js'

const common = { useDefaults: true, removeAdditional: false, allErrors: false, strict: false } as const

/** Addresses and headers are text, so a number in them is read from text; a body says itself what is a number. */
const ofText = new Ajv({ ...common, coerceTypes: 'array' })
const ofBody = new Ajv({ ...common, coerceTypes: false })

/** For `setValidatorCompiler`. Fastify's own would turn a body's "12" into 12 and drop members that it does not know. */
export function compileValidator({ schema, httpPart }: FastifyRouteSchemaDef<AnySchema>) {
  return (httpPart === 'body' ? ofBody : ofText).compile(schema)
}
