import { equalBytes, openNote, parseCheckpoint, TlogError } from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'
import { readCheckpoint } from '../gossip/read-checkpoint.ts'
import type { Member } from '../member.ts'

/** Between two looks at the log that requests cause: four in a row at an old copy of a cache would be an alarm. */
const millisecondsBetweenLooks = 1_000

/** How much of the log is final: below a published checkpoint with the quorum's cosignatures, of the tree that this member holds. */
export class Finality {
  readonly #member: Member
  #size = 0
  #note = ''
  #lookedAt = Number.NEGATIVE_INFINITY

  constructor(member: Member) {
    this.#member = member
  }

  /** Whether the entry is final. Looks at the log where it isn't by what was seen last. */
  async has(index: number): Promise<boolean> {
    await this.#readPublished()
    if (index < this.#size) return true
    // The real time, whatever clock the member has: this is about the network.
    const now = performance.now()
    if (now - this.#lookedAt < millisecondsBetweenLooks) return false
    this.#lookedAt = now
    const { logger, settings } = this.#member
    try {
      await readCheckpoint(this.#member, { name: 'log', prefix: settings.log.url, isLog: true })
    } catch (fault) {
      logger.warn({ err: fault }, 'the log could not be asked what is final')
    }
    await this.#readPublished()
    return index < this.#size
  }

  /** The newest published checkpoint, which the log has signed; gossip keeps it. */
  async #readPublished(): Promise<void> {
    const { keys, mirror, settings, store } = this.#member
    const row = store.statement('select note from published').get()
    if (!row || row.note === this.#note) return
    const note = String(row.note)
    const cosigners = [keys.mirror.key, ...settings.peers.map(({ mirrorKey }) => mirrorKey)]
    const opened = await openNote(note, cosigners, nodeVerifier).catch((fault: unknown) => {
      // Nobody's signature, or a forged one, for which gossip raises an alarm: either way nothing is final by it.
      if (fault instanceof TlogError) return null
      throw fault
    })
    if (!opened || new Set(opened.signatures.map(({ key }) => key.name)).size < settings.quorum) return
    const { root, size } = parseCheckpoint(opened.text)
    const own = await mirror.rootAt(size)
    // Of more than is held here nobody can say yet that it is the same tree.
    if (!own || !equalBytes(own, root)) return
    this.#note = note
    this.#size = Math.max(this.#size, size)
  }
}
