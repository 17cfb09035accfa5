import {
  equalBytes,
  formatCheckpoint,
  formatNote,
  formatSignatureLine,
  isReached,
  type NoteSignature,
  openNote,
  type Policy,
  parseNote,
  parseSignatureLines,
  type Signer,
  signText,
  type TileStore,
  type VerifiedSignature,
  type VerifierKey,
} from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'
import type { Platform } from '../commit/platform.ts'
import {
  type Cosignature,
  cosignaturesOf,
  insertCosignatures,
  keepSigned,
  lastSigned,
  newestCosignatures,
  type StoredCheckpoint,
} from './checkpoint-store.ts'
import type { ConsortiumMember, OutsideWitness } from './consortium.ts'
import { finalSize } from './finality.ts'
import {
  addCheckpoint,
  deliver,
  heldBy,
  type LogView,
  type MemberMemory,
  type SignedCheckpoint,
} from './members-client.ts'
import { publishCheckpoint } from './publish-checkpoint.ts'
import { readSigned, writeSigned } from './signed-file.ts'
import { newestHead } from './store.ts'
import { TreeWriter } from './tree-writer.ts'

export interface LogPublishing {
  readonly platform: Platform
  /** Holds `signed`, the last signed checkpoint, which is nobody else's to read. */
  readonly folder: string
  /** What is served: `checkpoint`, `tile/` and the policies. */
  readonly files: TileStore
  readonly signer: Signer
  /** Empty where the operator signs alone. */
  readonly members: readonly ConsortiumMember[]
  readonly witnesses?: readonly OutsideWitness[]
  readonly quorum: number
  readonly policy: Policy
  /** How long a member may take for one delivery. */
  readonly patienceMilliseconds?: number
}

export const memberTroubles = ['no-answer', 'unreachable', 'wrong-answer'] as const

/** What went wrong with a member last. */
export interface MemberTrouble {
  readonly kind: (typeof memberTroubles)[number]
  /** For whoever mends it: the code of the system, or the member's answer. */
  readonly detail: string
}

/** How a member stands with the log, for the operator. */
export interface MemberStanding {
  readonly name: string
  /** Size of the newest checkpoint that it cosigned for this process; null before the first. */
  readonly cosignedSize: number | null
  readonly cosignedAt: Temporal.Instant | null
  /** Null while all is well. */
  readonly trouble: MemberTrouble | null
}

export interface LogStanding {
  readonly origin: string
  readonly signedSize: number
  readonly finalSize: number
  readonly quorum: number
  readonly members: readonly MemberStanding[]
  /** Outside parties: their trouble is worth a look, and holds nothing up. */
  readonly witnesses: readonly MemberStanding[]
  /** Why nothing is signed, and what to do; null while the log goes on. */
  readonly stopped: string | null
}

const standardPatience = 10_000
/** Between two tries of a member that is down or alarmed. */
const longestRetrySeconds = 30

/**
 * The operator's end of the log: tiles, then signature, then cosignatures, then publication. Call `publish` again and again; each
 * call takes what has been sequenced meanwhile. Another process may do the same on the same database.
 */
export class LogPublisher {
  readonly #given: LogPublishing
  readonly #cosigners: readonly Cosigner[]
  readonly #memories = new Map<string, Memory>()
  readonly #standings = new Map<string, MemberStanding>()
  readonly #busy = new Map<string, Promise<void>>()
  #tree: TreeWriter | null = null
  #publishing: Promise<void> = Promise.resolve()
  #hasAsked = false
  #stopped: string | null = null
  #signedSize = 0
  #finalSize = 0
  /** The newest checkpoint that this process has published. */
  #published = ''
  /** The size that every member has cosigned. */
  #completeSize = 0

  constructor(given: LogPublishing) {
    this.#given = given
    this.#cosigners = [
      ...given.members.map(({ keys, name, submissionUrl }) => ({
        name,
        submissionUrl,
        key: keys.mirror,
        mirrors: true,
      })),
      ...(given.witnesses ?? []).map(({ cosigner, name, submissionUrl }) => {
        return { name, submissionUrl, key: cosigner, mirrors: false }
      }),
    ]
    for (const { name } of this.#cosigners) {
      this.#memories.set(name, freshMemory(0))
      this.#standings.set(name, { name, cosignedSize: null, cosignedAt: null, trouble: null })
    }
  }

  get standing(): LogStanding {
    const { members, quorum, signer } = this.#given
    const standings = [...this.#standings.values()]
    return {
      origin: signer.key.name,
      signedSize: this.#signedSize,
      finalSize: this.#finalSize,
      quorum,
      members: standings.slice(0, members.length),
      witnesses: standings.slice(members.length),
      stopped: this.#stopped,
    }
  }

  /**
   * Brings the newest head of the database to the members and, with their quorum, to the public. Returns the size that is final
   * now. Where something forbids signing nothing is signed, and `standing.stopped` says why.
   */
  async publish(): Promise<number> {
    try {
      const checkpoint = await this.#sign()
      this.#stopped = null
      if (checkpoint) await this.#makeFinal(checkpoint)
    } catch (fault) {
      if (!(fault instanceof Error)) throw fault
      // The tree in memory may be ahead of the disk.
      this.#tree = null
      this.#stopped = fault.message
      throw fault
    }
    return this.#finalSize
  }

  /** For a process that does not publish: looks up in the database how far those that do have come. */
  async watch(): Promise<void> {
    const { database } = this.#given.platform
    this.#signedSize = (await lastSigned(database))?.size ?? 0
    this.#finalSize = await finalSize(database)
    for (const { keyId, keyName, at, size } of await newestCosignatures(database)) {
      const cosigner = this.#cosigners.find(({ key }) => `${key.name} ${key.id}` === `${keyName} ${keyId}`)
      if (cosigner) this.#cosigned(cosigner.name, size, at)
    }
  }

  /** Waits until no member is being spoken to. */
  async settle(): Promise<void> {
    await Promise.all(this.#busy.values())
  }

  async #sign(): Promise<SignedCheckpoint | null> {
    const { platform, signer } = this.#given
    if (!this.#hasAsked) await this.#askMembers()
    const head = await newestHead(platform.database)
    const last = await lastSigned(platform.database)
    if (!head) return null
    if (last && last.size > head.size) {
      throw new Error(
        `a checkpoint of size ${last.size} was signed, but the database has ${head.size} leaves: ${restore}`,
      )
    }
    this.#tree ??= await this.#openTree(last)
    await this.#tree.growTo(platform.database, head)
    const { root, size } = head
    const origin = signer.key.name
    const text = formatCheckpoint({ origin, size, root })
    const note = formatNote({ text, signatures: [await signText(signer, text)] })
    if (last?.size === size) {
      if (!equalBytes(last.root, root)) throw new Error(`another tree of size ${size} was signed: ${restore}`)
    } else if (!(await keepSigned(platform, { size, root, note }))) {
      // Another process was quicker: its next size comes with the next call.
      return null
    }
    if (this.#signedSize !== size) await writeSigned(this.#given.folder, note)
    this.#signedSize = size
    return { origin, size, root, note }
  }

  async #openTree(last: StoredCheckpoint | null): Promise<TreeWriter> {
    const { files } = this.#given
    const written = await readSigned(this.#given.folder)
    if (written && written.size > (last?.size ?? 0)) {
      throw new Error(
        `the log's folder holds a signed checkpoint of size ${written.size}, the database only ${last?.size ?? 0}: ${restore}`,
      )
    }
    if (!last) return TreeWriter.empty(files)
    try {
      return await TreeWriter.open(files, last.size, last.root)
    } catch (fault) {
      // Files that are gone can be made again from the database; they must give the root that was signed.
      this.#given.platform.logger.warn({ err: fault }, "the log's files are not as signed: writing them anew")
      const tree = TreeWriter.empty(files)
      await tree.growTo(this.#given.platform.database, { ...last, frontier: [] })
      return tree
    }
  }

  /**
   * Before the first signature of this process: asks the members what they hold. A log that has forgotten what it signed (a
   * restored backup, a copied folder) would fork. As many must answer as make sure that one of a quorum is among them.
   */
  async #askMembers(): Promise<void> {
    const { members, platform, quorum, signer } = this.#given
    const needed = members.length === 0 ? 0 : members.length - quorum + 1
    const last = await lastSigned(platform.database)
    const silent: string[] = []
    const answers = members.map(async (member) => {
      try {
        const held = await heldBy(member, signer.key.name, AbortSignal.timeout(this.#patience))
        if (held) this.#memories.set(member.name, freshMemory(held.size))
        if (!held || held.size <= (last?.size ?? 0)) return
        throw new Forgotten(
          `${member.name} holds this log up to ${held.size}, the database has signed only ${last?.size ?? 0}`,
        )
      } catch (fault) {
        if (fault instanceof Forgotten) throw fault
        silent.push(member.name)
        this.#trouble(member.name, fault)
      }
    })
    const forgotten = (await Promise.allSettled(answers)).find((one) => one.status === 'rejected')
    if (forgotten) throw new Error(`${(forgotten.reason as Error).message}: ${restore}`)
    const answered = members.length - silent.length
    if (answered < needed) {
      throw new Error(
        `only ${answered} of ${members.length} members say what they hold, and ${needed} must before the first signature; silent: ${silent.join(', ')}`,
      )
    }
    this.#hasAsked = true
  }

  async #makeFinal(checkpoint: SignedCheckpoint): Promise<void> {
    const { platform } = this.#given
    if (this.#completeSize === checkpoint.size) return
    const known = await cosignaturesOf(platform.database, checkpoint.size)
    const signatures = new Map(known.map((one) => [`${one.keyName} ${one.keyId}`, one]))
    await this.#publishNote(checkpoint, known)
    for (const { key, name } of this.#cosigners) {
      const given = signatures.get(`${key.name} ${key.id}`)
      if (given) this.#cosigned(name, checkpoint.size, given.at)
    }
    const unsigned = this.#cosigners.filter(({ key }) => !signatures.has(`${key.name} ${key.id}`))
    if (unsigned.length === 0) this.#completeSize = checkpoint.size
    const now = platform.clock.now()
    const missing = unsigned.filter(({ name }) => Temporal.Instant.compare(this.#memories.get(name)!.retryAt, now) <= 0)
    if (missing.length === 0) return
    const view = await this.#tree!.view(checkpoint.root)
    await new Promise<void>((resolve) => {
      const reached = () => this.#reaches([...signatures.values()])
      let waiting = missing.length
      const done = () => {
        waiting -= 1
        if (waiting <= 0 || reached()) resolve()
      }
      for (const member of missing) {
        const delivery = this.#deliverTo(member, checkpoint, view).then(async (cosignatures) => {
          const before = signatures.size
          for (const one of cosignatures) signatures.set(`${one.keyName} ${one.keyId}`, one)
          if (signatures.size > before) await this.#publishNote(checkpoint, [...signatures.values()])
        })
        const settled = delivery.catch((fault) => this.#trouble(member.name, fault)).finally(done)
        this.#busy.set(member.name, settled)
        void settled.finally(() => {
          if (this.#busy.get(member.name) === settled) this.#busy.delete(member.name)
        })
      }
    })
  }

  async #deliverTo(member: Cosigner, checkpoint: SignedCheckpoint, view: LogView) {
    // A member that is still busy with an earlier size is slow, not gone: one thing after the other.
    await this.#busy.get(member.name)
    const memory = this.#memories.get(member.name)!
    const bring = member.mirrors ? deliver : addCheckpoint
    const lines = await bring(member, memory, checkpoint, view, AbortSignal.timeout(this.#patience))
    const { text } = parseNote(checkpoint.note)
    const opened = await openNote(formatNote({ text, signatures: lines }), [member.key], nodeVerifier)
    const cosignatures = opened.signatures.map(cosignatureOf)
    await insertCosignatures(checkpoint.size, cosignatures).execute(this.#given.platform.database)
    memory.failures = 0
    this.#cosigned(member.name, checkpoint.size, cosignatures[0]!.at)
    return cosignatures
  }

  #cosigned(name: string, cosignedSize: number, cosignedAt: Temporal.Instant): void {
    this.#standings.set(name, { name, cosignedSize, cosignedAt, trouble: null })
  }

  /** One publication after the other: two would write one file. */
  #publishNote(checkpoint: SignedCheckpoint, cosignatures: readonly Cosignature[]): Promise<void> {
    const next = this.#publishing.then(() => this.#publishNow(checkpoint, cosignatures))
    this.#publishing = next.catch(() => {})
    return next
  }

  /** Publishes a checkpoint with the cosignatures that it has, if they are enough and no larger one is published. */
  async #publishNow(checkpoint: SignedCheckpoint, cosignatures: readonly Cosignature[]): Promise<void> {
    if (checkpoint.size < this.#finalSize || !this.#reaches(cosignatures)) return
    const { platform } = this.#given
    const { signatures, text } = parseNote(checkpoint.note)
    // In one order, however they came in: the same signatures are the same file.
    const lines = cosignatures.map(({ line }) => line).toSorted()
    const added = lines.flatMap((line) => parseSignatureLines(`${line}\n`))
    const note = formatNote({ text, signatures: [...signatures, ...added] as NoteSignature[] })
    // While somebody's signature is missing this comes around twice a second.
    if (note === this.#published) return
    this.#finalSize = await publishCheckpoint(platform, this.#given.files, checkpoint.size, note)
    if (this.#finalSize === checkpoint.size) this.#published = note
  }

  #reaches(cosignatures: readonly Cosignature[]): boolean {
    const { policy } = this.#given
    const names = new Set(cosignatures.map(({ keyId, keyName }) => `${keyName} ${keyId}`))
    const keys = policy.witnesses.flatMap(({ key }) => (names.has(`${key.name} ${key.id}`) ? [key] : []))
    return isReached(policy.quorum, new Set(keys))
  }

  #trouble(name: string, fault: unknown): void {
    const trouble = troubleOf(fault)
    this.#standings.set(name, { ...this.#standings.get(name)!, trouble })
    const memory = this.#memories.get(name)!
    const seconds = Math.min(longestRetrySeconds, 2 ** memory.failures)
    memory.failures += 1
    memory.retryAt = this.#given.platform.clock.now().add({ seconds })
  }

  get #patience(): number {
    return this.#given.patienceMilliseconds ?? standardPatience
  }
}

class Forgotten extends Error {}

/** Whom checkpoints are brought to: a member, who takes the entries too, or an outside witness. */
interface Cosigner {
  readonly name: string
  readonly submissionUrl: string
  readonly key: VerifierKey
  readonly mirrors: boolean
}

interface Memory extends MemberMemory {
  failures: number
  retryAt: Temporal.Instant
}

function freshMemory(size: number): Memory {
  return { pendingSize: size, nextEntry: size, failures: 0, retryAt: Temporal.Instant.fromEpochMilliseconds(0) }
}

const restore =
  'this is an older copy of the log. Nothing is signed, because that would be a fork. Stop, bring back the newest backup of database and log folder (docs/consortium.md, "After a restore"), and start again.'

function troubleOf(fault: unknown): MemberTrouble {
  if (!(fault instanceof Error)) return { kind: 'wrong-answer', detail: String(fault) }
  if (fault.name === 'TimeoutError') return { kind: 'no-answer', detail: fault.message }
  const cause = fault.cause as { code?: string } | undefined
  return cause?.code ? { kind: 'unreachable', detail: cause.code } : { kind: 'wrong-answer', detail: fault.message }
}

function cosignatureOf({ key, line, timeSeconds }: VerifiedSignature): Cosignature {
  const at = Temporal.Instant.fromEpochMilliseconds(timeSeconds! * 1_000)
  return { keyName: key.name, keyId: key.id, line: formatSignatureLine(line).trimEnd(), at }
}
