import { fromUtf8 } from '@tongzhou/tlog'
import { isCanonicalJson, type Recordable } from './canonical-json.ts'
import { maxEntryBytes } from './entry.ts'

/** A value of JSON as entries hold it; sums and instants are texts. */
export type Recorded =
  | string
  | number
  | boolean
  | null
  | readonly Recorded[]
  | { readonly [name: string]: Recorded | undefined }

/** An entry read back from its leaf. `kind` may be one that this version doesn't know: the log outlives versions. */
export interface ReadEntry {
  readonly id: string
  readonly kind: string
  readonly subject: string
  readonly plan: string | null
  readonly at: Temporal.Instant
  readonly role: string
  readonly facts: { readonly [name: string]: Recorded | undefined }
  readonly commitments: { readonly [name: string]: string }
}

/** The bytes of a leaf are not those of an entry. */
export class MalformedEntry extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'MalformedEntry'
  }
}

const names = ['at', 'commitments', 'facts', 'format', 'id', 'kind', 'plan', 'role', 'subject']
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const kindName = /^[a-z]+(-[a-z]+)*$/
const planName = /^[a-z0-9-]+@[1-9][0-9]*$/
/** 32 bytes of base64. */
const hash = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/

/**
 * Reads a leaf strictly: exactly what `entryText` would write, byte for byte, so that two readers can't read two things
 * out of one leaf. Throws `MalformedEntry` with the reason.
 */
export function parseEntry(leaf: Uint8Array): ReadEntry {
  if (leaf.length > maxEntryBytes) throw new MalformedEntry(`it has ${leaf.length} bytes, more than ${maxEntryBytes}`)
  const value = canonicalValue(leaf)
  if (!isObject(value)) throw new MalformedEntry('it is not an object')
  const found = Object.keys(value).sort().join(' ')
  if (found !== names.join(' ')) throw new MalformedEntry(`its properties are ${found}`)
  if (value.format !== 1) throw new MalformedEntry(`its format is ${String(value.format)}, not 1`)
  const { facts, commitments, plan } = value
  if (!isObject(facts)) throw new MalformedEntry('its facts are not an object')
  if (!isObject(commitments)) throw new MalformedEntry('its commitments are not an object')
  for (const [name, commitment] of Object.entries(commitments)) {
    if (typeof commitment !== 'string' || !hash.test(commitment)) throw new MalformedEntry(`${name} is no commitment`)
  }
  return {
    id: text(value, 'id', uuid),
    kind: text(value, 'kind', kindName),
    subject: text(value, 'subject', /./),
    plan: plan === null ? null : text(value, 'plan', planName),
    at: instant(value.at),
    role: text(value, 'role', kindName),
    facts: facts as ReadEntry['facts'],
    commitments: commitments as ReadEntry['commitments'],
  }
}

function canonicalValue(leaf: Uint8Array): unknown {
  try {
    const written = fromUtf8(leaf)
    const value: unknown = JSON.parse(written)
    if (isCanonicalJson(value as Recordable, written)) return value
  } catch (fault) {
    throw new MalformedEntry(`it can't be read: ${fault instanceof Error ? fault.message : String(fault)}`)
  }
  throw new MalformedEntry('it is not canonical JSON')
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function text(value: { readonly [name: string]: unknown }, name: string, form: RegExp): string {
  const found = value[name]
  if (typeof found !== 'string' || !form.test(found)) throw new MalformedEntry(`its ${name} is not one`)
  return found
}

/** The one form in which an instant is written: UTC, no leap second, no zeros at the end of a fraction. */
const instantForm = /^\d{4}-\d\d-\d\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d{0,8}[1-9])?Z$/

function instant(written: unknown): Temporal.Instant {
  if (typeof written !== 'string' || !instantForm.test(written))
    throw new MalformedEntry('its time is written in another form')
  try {
    return Temporal.Instant.from(written)
  } catch {
    throw new MalformedEntry('its time is not one')
  }
}
