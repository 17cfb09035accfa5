import { readCheckpoint } from '../gossip/read-checkpoint.ts'
import type { Member } from '../member.ts'
import { finalSize } from '../storage/checkpoints.ts'

/** Between two looks at the log that requests cause: four in a row at an old copy of a cache would be an alarm. */
const millisecondsBetweenLooks = 1_000

/** Whether an entry is final: held here, and below a published checkpoint of the same tree with the quorum's cosignatures. */
export class Finality {
  readonly #member: Member
  #lookedAt = Number.NEGATIVE_INFINITY

  constructor(member: Member) {
    this.#member = member
  }

  /** Looks at the log where the entry isn't final by what gossip saw last. */
  async has(index: number): Promise<boolean> {
    if (this.#isFinal(index)) return true
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
    return this.#isFinal(index)
  }

  #isFinal(index: number): boolean {
    const { mirror, store } = this.#member
    return index < Math.min(finalSize(store), mirror.held.size)
  }
}
