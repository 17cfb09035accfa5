/**
 * Canonical JSON (RFC 8785): one byte sequence for one value, so that a hash of it means something. Only what entries
 * need is allowed: strings, safe integers, booleans, null, arrays and plain objects; a `bigint` becomes a decimal
 * string, and a value with `toJSON` (every `Temporal` type) becomes what that returns. Fractions are refused: nothing
 * here is measured in them, and their printed form is where implementations differ.
 */
export type Recordable =
  | string
  | number
  | bigint
  | boolean
  | null
  | readonly Recordable[]
  | { readonly toJSON: () => string }
  | { readonly [name: string]: Recordable | undefined }

/** The canonical text of `value`. Properties that are `undefined` are left out. Throws a TypeError on anything else. */
export function canonicalJson(value: Recordable): string {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw new TypeError('canonical JSON: a lone surrogate is not a character')
      return JSON.stringify(value)
    case 'boolean':
      return String(value)
    case 'bigint':
      return `"${value}"`
    case 'number':
      if (!Number.isSafeInteger(value)) throw new TypeError(`canonical JSON: ${value} is not a safe integer`)
      return String(value)
    case 'object':
      return canonicalObject(value)
    default:
      throw new TypeError(`canonical JSON: a ${typeof value} can not be recorded`)
  }
}

function canonicalObject(value: Extract<Recordable, object> | null): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return `[${value.map((item: Recordable) => canonicalJson(item)).join(',')}]`
  if (hasToJson(value)) return canonicalJson(value.toJSON())
  const members = value as { readonly [name: string]: Recordable | undefined }
  const written: string[] = []
  // Default sort compares UTF-16 code units, as RFC 8785 section 3.2.3 asks.
  for (const name of Object.keys(members).sort()) {
    const member = members[name]
    if (member !== undefined) written.push(`${canonicalJson(name)}:${canonicalJson(member)}`)
  }
  return `{${written.join(',')}}`
}

function hasToJson(value: object): value is { readonly toJSON: () => string } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

/**
 * Whether `text`, of which `value` was read, is its canonical text. Throws as `canonicalJson` does. Most are settled without writing
 * it anew: `JSON.stringify` differs in the order of properties and in what it does not refuse, and nothing else.
 */
export function isCanonicalJson(value: Recordable, text: string): boolean {
  return (JSON.stringify(value) === text && isOrdered(value)) || canonicalJson(value) === text
}

function isOrdered(value: Recordable): boolean {
  if (typeof value === 'string') return value.isWellFormed()
  if (typeof value === 'number') return Number.isSafeInteger(value)
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every(isOrdered)
  let before: string | null = null
  for (const [name, member] of Object.entries(value as { readonly [name: string]: Recordable })) {
    if ((before !== null && before >= name) || !name.isWellFormed() || !isOrdered(member)) return false
    before = name
  }
  return true
}
