import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parseVerifierKey, type VerifierKey } from '@tongzhou/tlog'
import { factsOfKey, type KeyUse } from './key-uses.ts'
import { standardTolerances } from './monitor/index.ts'

/** Another mirror of the same log. */
export interface Peer {
  readonly name: string
  /** Its monitoring prefix: what it mirrors lies below `<monitoringUrl>/<hash of the origin>`. */
  readonly monitoringUrl: string
  readonly mirrorKey: VerifierKey
}

/** What a member is told in its one settings file (docs/decisions/0012). */
export interface MemberSettings {
  /** Name of the member and of its mirror key, like a host name. */
  readonly name: string
  readonly title: { readonly 'zh-CN': string; readonly en: string }
  readonly host: string
  readonly port: number
  /** Absolute. Keys, database and tiles. */
  readonly folder: string
  /** How others reach this member; no slash at the end. */
  readonly publicUrl: string
  readonly log: {
    readonly key: VerifierKey
    /** Keys that the log had before: what was published under them is read, and nothing new under them is taken. */
    readonly formerKeys: readonly VerifierKey[]
    readonly url: string
    readonly platformUrl: string
  }
  readonly peers: readonly Peer[]
  /** M of the N members (the peers and this one) make an entry final. */
  readonly quorum: number
  /** Alarms are posted there as JSON until it answers with 2xx. */
  readonly alarmWebhook?: string
  /** Within what time a statement that was handed in here must be in the log. */
  readonly logWithinSeconds: number
  /** Answers `add-checkpoint` with cosignatures of the witness key. */
  readonly witness: boolean
  /** Cosigns with ML-DSA-44 too. */
  readonly mlDsa44: boolean
  /** Seconds between two looks at the log and the peers. */
  readonly gossipSeconds: number
  /**
   * How far entries' times may lie behind the newest before them and ahead of this member's clock (null: a simulated clock);
   * false for a log that isn't a Tongzhou journal, whose entries only get mirrored.
   */
  readonly monitor: { readonly behindSeconds: number; readonly aheadSeconds: number | null } | false
}

/** Every fault of a settings file, each beginning with the name of the field. */
export class WrongSettings extends Error {
  constructor(faults: readonly string[]) {
    super(`the settings are wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.name = 'WrongSettings'
  }
}

/** What making keys needs of the settings. */
export type MemberIdentity = Pick<MemberSettings, 'name' | 'folder' | 'mlDsa44'>

/** Reads name and folder alone, for making keys before the peers' keys are known. Throws `WrongSettings`. */
export function readIdentity(path: string): MemberIdentity {
  const faults: string[] = []
  const root = new Fields(readJson(path), '', faults)
  const identity = {
    name: root.name('name'),
    folder: resolve(dirname(resolve(path)), root.text('folder')),
    mlDsa44: root.flag('mlDsa44'),
  }
  if (faults.length > 0) throw new WrongSettings(faults)
  return identity
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new WrongSettings([`${path} can't be read: ${error instanceof Error ? error.message : error}`])
  }
}

/** Reads a settings file; a relative `folder` is taken from where the file lies. Throws `WrongSettings`. */
export function readSettings(path: string): MemberSettings {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new WrongSettings([`${path} can't be read: ${error instanceof Error ? error.message : error}`])
  }
  return parseSettings(text, dirname(resolve(path)))
}

const fields = [
  'name title host port folder publicUrl log peers quorum alarmWebhook logWithinSeconds witness mlDsa44 gossipSeconds monitor',
].flatMap((names) => names.split(' '))

/** Reads settings from JSON text. Throws `WrongSettings` with all faults. */
export function parseSettings(text: string, baseFolder: string): MemberSettings {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new WrongSettings([`not JSON: ${error instanceof Error ? error.message : error}`])
  }
  const faults: string[] = []
  const root = new Fields(json, '', faults)
  root.refuseUnknown(fields)
  const title = root.object('title')
  const log = root.object('log')
  const webhook = root.optional('alarmWebhook') ? { alarmWebhook: root.url('alarmWebhook') } : {}
  const settings = {
    name: root.name('name'),
    title: { 'zh-CN': title.text('zh-CN'), en: title.text('en') },
    host: root.optional('host') ? root.text('host') : '127.0.0.1',
    port: root.integer('port', 0, 65_535),
    folder: resolve(baseFolder, root.text('folder')),
    publicUrl: root.url('publicUrl'),
    log: {
      key: log.key('key', 'log'),
      formerKeys: log.optional('formerKeys') ? log.keys('formerKeys', 'log') : [],
      url: log.url('url'),
      platformUrl: log.url('platformUrl'),
    },
    peers: root.list('peers').map((peer) => ({
      name: peer.name('name'),
      monitoringUrl: peer.url('monitoringUrl'),
      mirrorKey: peer.key('mirrorKey', 'mirror'),
    })),
    quorum: root.integer('quorum', 1, 1_000),
    ...webhook,
    logWithinSeconds: root.integer('logWithinSeconds', 1, 86_400, 600),
    witness: root.flag('witness'),
    mlDsa44: root.flag('mlDsa44'),
    gossipSeconds: root.integer('gossipSeconds', 1, 3_600, 5),
    monitor: root.isFalse('monitor') ? false : readTolerances(root),
  }
  if (faults.length === 0) faults.push(...faultsTogether(settings as MemberSettings))
  if (faults.length > 0) throw new WrongSettings(faults)
  return settings as MemberSettings
}

function readTolerances(root: Fields): Exclude<MemberSettings['monitor'], false> {
  if (!root.optional('monitor')) return standardTolerances
  const monitor = root.object('monitor')
  return {
    behindSeconds: monitor.integer('behindSeconds', 0, 86_400, standardTolerances.behindSeconds),
    aheadSeconds: monitor.isNull('aheadSeconds')
      ? null
      : monitor.integer('aheadSeconds', 0, 86_400, standardTolerances.aheadSeconds),
  }
}

/** What is only wrong together. */
function faultsTogether(settings: MemberSettings): string[] {
  const names = [settings.name, ...settings.peers.map((peer) => peer.name)]
  const faults = names
    .filter((name, at) => names.indexOf(name) < at)
    .map((name) => `peers: ${name} is there twice, or is this member itself`)
  for (const [at, peer] of settings.peers.entries()) {
    if (peer.mirrorKey.name !== peer.name)
      faults.push(`peers[${at}].mirrorKey: bears the name ${peer.mirrorKey.name}, not ${peer.name}`)
  }
  const fault = quorumFault(settings.quorum, names.length)
  return fault ? [...faults, `quorum: ${fault}`] : faults
}

/**
 * Why a quorum of `quorum` of `members` isn't safe, or nothing. Two conflicting finals need `quorum` members each, who
 * share at least 2 x quorum - members: with fewer than two shared, one liar could make both.
 */
export function quorumFault(quorum: number, members: number): string | undefined {
  if (quorum > members) return `${quorum} of ${members} members can never be reached`
  const shared = 2 * quorum - members
  if (shared >= 2) return undefined
  return (
    `${quorum} of ${members} members is not safe: two conflicting quorums share only ${Math.max(0, shared)}, so ` +
    `${shared < 1 ? 'no liar is needed' : 'one liar is enough'} to make both final. ` +
    `Take ${Math.floor(members / 2) + 1 + (members % 2 === 0 ? 0 : 1)} of ${members} or more (2 x quorum - members >= 2)`
  )
}

/** Reads the fields of one object; what is wrong goes to `faults` by the field's name, and a stand-in is returned. */
class Fields {
  readonly #values: Readonly<Record<string, unknown>>
  readonly #path: string
  readonly #faults: string[]

  constructor(value: unknown, path: string, faults: string[]) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (!isObject) faults.push(`${path || 'the file'}: must be an object`)
    this.#values = isObject ? (value as Record<string, unknown>) : {}
    this.#path = path
    this.#faults = faults
  }

  refuseUnknown(known: readonly string[]): void {
    for (const name of Object.keys(this.#values)) if (!known.includes(name)) this.#wrong(name, 'is not a setting')
  }

  optional(name: string): boolean {
    return this.#values[name] !== undefined
  }

  isFalse(name: string): boolean {
    return this.#values[name] === false
  }

  isNull(name: string): boolean {
    return this.#values[name] === null
  }

  object(name: string): Fields {
    return new Fields(this.#values[name], this.#pathOf(name), this.#faults)
  }

  list(name: string): Fields[] {
    const value = this.#values[name]
    if (Array.isArray(value))
      return value.map((one, at) => new Fields(one, `${this.#pathOf(name)}[${at}]`, this.#faults))
    this.#wrong(name, 'must be a list')
    return []
  }

  text(name: string): string {
    const value = this.#values[name]
    if (typeof value === 'string' && value.trim() !== '' && value.length <= 1_000) return value
    return this.#wrong(name, 'must be a text that is not empty')
  }

  name(name: string): string {
    const value = this.text(name)
    if (value === '' || /^[a-z0-9.-]{1,100}$/.test(value)) return value
    return this.#wrong(name, 'must be like a host name: small letters, digits, dots and hyphens')
  }

  url(name: string): string {
    const value = this.#values[name]
    if (typeof value === 'string' && /^https?:\/\/[^?#\s]+$/.test(value) && URL.canParse(value) && !value.endsWith('/'))
      return value
    return this.#wrong(name, 'must be an http or https address without a slash at its end')
  }

  integer(name: string, least: number, most: number, otherwise?: number): number {
    const value = this.#values[name]
    if (value === undefined && otherwise !== undefined) return otherwise
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value
    this.#wrong(name, `must be a whole number from ${least} to ${most}`)
    return least
  }

  flag(name: string): boolean {
    const value = this.#values[name]
    if (value !== undefined && typeof value !== 'boolean') this.#wrong(name, 'must be true or false')
    return value === true
  }

  keys(name: string, use: KeyUse): (VerifierKey | undefined)[] {
    const value = this.#values[name]
    if (!Array.isArray(value)) {
      this.#wrong(name, 'must be a list')
      return []
    }
    const all = new Fields(Object.fromEntries(value.entries()), this.#pathOf(name), this.#faults)
    return value.map((_, at) => all.key(String(at), use))
  }

  key(name: string, use: KeyUse): VerifierKey | undefined {
    try {
      const key = parseVerifierKey(this.text(name))
      const { type, title } = factsOfKey(use)
      if (key.type !== type) this.#wrong(name, `is not ${title}: its type is ${key.type}, not ${type}`)
      return key
    } catch (error) {
      this.#wrong(name, `must be a verifier key (vkey): ${error instanceof Error ? error.message : error}`)
      return undefined
    }
  }

  #pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`
  }

  #wrong(name: string, problem: string): string {
    this.#faults.push(`${this.#pathOf(name)}: ${problem}`)
    return ''
  }
}
