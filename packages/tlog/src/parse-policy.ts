import { fromUtf8, toHex, utf8 } from './bytes.ts'
import type { Policy, PolicyLog, PolicyWitness, Quorum } from './policy.ts'
import { malformed, TlogError } from './tlog-error.ts'
import { parseVerifierKey, type SignatureType, signatureTypes, type VerifierKey } from './verifier-key.ts'

/** Bytes of the longest policy file. */
export const maxPolicyBytes = 1_000_000

/** Logs, witnesses and groups of a policy, each. The specification asks for 32 at least; groups are evaluated by recursion. */
export const maxPolicyItems = 1_000

/** What may sign as a log: a log's Ed25519 cosignature key would say nothing of its own. */
const logTypes: readonly SignatureType[] = [signatureTypes.ed25519, signatureTypes.mlDsa44Cosignature]
const witnessTypes: readonly SignatureType[] = [signatureTypes.ed25519Cosignature, signatureTypes.mlDsa44Cosignature]

interface Reading {
  readonly logs: PolicyLog[]
  readonly witnesses: PolicyWitness[]
  /** Witnesses and groups by name; names are octets, one character here for each. */
  readonly defined: Map<string, Quorum>
  readonly members: Set<string>
  readonly keys: Set<string>
  quorum?: Quorum
}

/**
 * Reads a policy file (tlog-policy, "Policy file syntax and structure"). It is octets, not text: names in any encoding
 * are compared octet by octet. Throws `malformed` with the number of the line and the reason.
 */
export function parsePolicy(file: Uint8Array | string): Policy {
  const bytes = typeof file === 'string' ? utf8(file) : file
  if (bytes.length > maxPolicyBytes) throw malformed(`the policy has more than ${maxPolicyBytes} bytes`)
  const octets = octetsOf(bytes)
  if (octets !== '' && !octets.endsWith('\n')) throw malformed("the policy's last line does not end in a line feed")
  const reading: Reading = { logs: [], witnesses: [], defined: new Map(), members: new Set(), keys: new Set() }
  octets
    .slice(0, -1)
    .split('\n')
    .forEach((line, at) => {
      try {
        readLine(reading, line)
      } catch (error) {
        if (error instanceof TlogError) throw new TlogError(error.code, `policy line ${at + 1}: ${error.message}`)
        throw error
      }
    })
  const { logs, witnesses, quorum } = reading
  if (!quorum) throw malformed('the policy has no quorum line')
  return { logs, witnesses, quorum }
}

const readers = new Map<string, (reading: Reading, items: string[]) => void>([
  ['log', readLog],
  ['witness', readWitness],
  ['group', readGroup],
  ['quorum', readQuorum],
])

function readLine(reading: Reading, line: string): void {
  const items = line.split(/[ \t]+/).filter((item) => item !== '')
  const [keyword, ...rest] = items
  if (keyword === undefined || keyword.startsWith('#')) return
  const read = readers.get(keyword)
  if (!read) throw malformed(`unknown keyword ${shown(keyword)}`)
  read(reading, rest)
}

function readLog(reading: Reading, [vkey, url, ...more]: string[]): void {
  if (vkey === undefined || more.length > 0) throw malformed('expected: log <vkey> [<url>]')
  const key = readKey(reading, 'log', vkey, logTypes)
  reading.logs.push({ key, ...(url === undefined ? {} : { url: shown(url) }) })
  requireFew(reading.logs.length, 'logs')
}

function readWitness(reading: Reading, [name, vkey, url, ...more]: string[]): void {
  if (name === undefined || vkey === undefined || more.length > 0) {
    throw malformed('expected: witness <name> <vkey> [<url>]')
  }
  const key = readKey(reading, 'witness', vkey, witnessTypes)
  const witness = { name: shown(name), key, ...(url === undefined ? {} : { url: shown(url) }) }
  define(reading, name, { kind: 'witness', witness })
  reading.witnesses.push(witness)
}

function readGroup(reading: Reading, [name, count, ...names]: string[]): void {
  if (name === undefined || count === undefined || names.length === 0) {
    throw malformed('expected: group <name> all|any|<k> <name>...')
  }
  const threshold = count === 'any' ? 1 : count === 'all' ? names.length : readThreshold(count, names.length)
  const members = names.map((member) => {
    const defined = reading.defined.get(member)
    if (!defined) throw malformed(`${shown(member)} is not defined above`)
    if (reading.members.has(member)) throw malformed(`${shown(member)} is already a member of a group`)
    reading.members.add(member)
    return defined
  })
  define(reading, name, { kind: 'group', name: shown(name), threshold, members })
}

function readQuorum(reading: Reading, [name, ...more]: string[]): void {
  if (name === undefined || more.length > 0) throw malformed('expected: quorum <name>')
  if (reading.quorum) throw malformed('a second quorum line')
  const quorum: Quorum | undefined = name === 'none' ? { kind: 'none' } : reading.defined.get(name)
  if (!quorum) throw malformed(`${shown(name)} is not defined above`)
  reading.quorum = quorum
}

function readThreshold(count: string, members: number): number {
  if (!/^[1-9][0-9]{0,3}$/.test(count)) throw malformed(`${shown(count)} is not all, any or a number`)
  if (Number(count) > members) throw malformed(`the group asks for ${count} of ${members} members`)
  return Number(count)
}

/** Two keys with one public key are duplicates, whatever their names and types: one holder must not count twice. */
function readKey(
  reading: Reading,
  role: 'log' | 'witness',
  octets: string,
  types: readonly SignatureType[],
): VerifierKey {
  const key = parseVerifierKey(fromUtf8(bytesOf(octets)))
  if (!types.includes(key.type)) throw malformed(`the key of ${key.name} is not of a type for a ${role}`)
  const identity = `${role} ${toHex(key.publicKey)}`
  if (reading.keys.has(identity)) throw malformed(`the public key of ${key.name} is that of another ${role}`)
  reading.keys.add(identity)
  return key
}

function define(reading: Reading, name: string, quorum: Quorum): void {
  if (name === 'none') throw malformed('the name none is reserved')
  if (reading.defined.has(name)) throw malformed(`${shown(name)} is defined twice`)
  reading.defined.set(name, quorum)
  requireFew(reading.defined.size, 'witnesses and groups')
}

function requireFew(count: number, what: string): void {
  if (count > maxPolicyItems) throw malformed(`more than ${maxPolicyItems} ${what}`)
}

/** One character per octet. Refuses the octets that "Character set" doesn't allow. */
function octetsOf(bytes: Uint8Array): string {
  return Array.from(bytes, (octet) => {
    const isControl = (octet < 0x20 && octet !== 0x09 && octet !== 0x0a) || octet === 0x7f
    if (isControl) throw malformed(`the policy has the control character 0x${toHex(Uint8Array.of(octet))}`)
    return String.fromCharCode(octet)
  }).join('')
}

function bytesOf(octets: string): Uint8Array {
  return Uint8Array.from(octets, (character) => character.charCodeAt(0))
}

/** For people: UTF-8 if it is, otherwise the octets as they are. */
function shown(octets: string): string {
  try {
    return fromUtf8(bytesOf(octets))
  } catch {
    return octets
  }
}
