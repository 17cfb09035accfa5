import type { RouteOptions } from 'fastify'

interface Schema {
  readonly type?: unknown
  readonly maximum?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

const partsSent = ['params', 'querystring', 'headers', 'body'] as const

/**
 * For `onRoute`: throws for a route that takes a number without an upper limit. PostgreSQL's integers end, and a number beyond them would be a fault of
 * ours instead of a refusal.
 */
export function requireLimits({ method, schema, url }: RouteOptions): void {
  const parts = schema as Partial<Record<(typeof partsSent)[number], Schema>> | undefined
  for (const part of partsSent) {
    const open = openNumber(parts?.[part], part)
    if (open !== null) throw new Error(`${method} ${url} takes a number without an upper limit: give ${open} a maximum`)
  }
}

/** Where a number has no maximum, or null. */
function openNumber(schema: Schema | undefined, at: string): string | null {
  if (schema === undefined) return null
  if (schema.type === 'integer' || schema.type === 'number') return schema.maximum === undefined ? at : null
  const within = [
    ...Object.entries(schema.properties ?? {}),
    ...Object.entries(schema.patternProperties ?? {}),
    ...(schema.items ? [['items', schema.items] as const] : []),
    ...(schema.anyOf ?? []).map((one, place) => [`anyOf ${place}`, one] as const),
  ]
  for (const [name, one] of within) {
    const open = openNumber(one, `${at}.${name}`)
    if (open !== null) return open
  }
  return null
}
