import { tileWidth } from '@tongzhou/tlog'
import { proveLotKeys } from '../disputes/prove-lot-keys.ts'
import type { Member } from '../member.ts'
import { originHash } from '../mirror/mirror.ts'
import { forgetCosignatures, type SignedCheckpoint } from '../storage/checkpoints.ts'
import { catchUp } from './catch-up.ts'
import { sampleLog } from './compare-tiles.ts'
import type { CatchUp, GossipView, PeerView } from './peer-view.ts'
import { compareSeen, readCheckpoint, type Source } from './read-checkpoint.ts'
import { repairFiles } from './repair-files.ts'
import { Scrubber } from './scrub-files.ts'

/**
 * What a member does on its own, every few seconds: looks at what the log and the peers show, pulls what it lacks and nobody
 * hands it, asks the peers what proves their lot keys, compares tiles, and reads its own files again.
 */
export class Gossip {
  readonly #member: Member
  readonly #scrubber: Scrubber
  readonly #sources: readonly Source[]
  readonly #views = new Map<string, PeerView>()
  #catchUp: CatchUp | null = null
  #heldBefore = -1

  constructor(member: Member) {
    this.#member = member
    this.#scrubber = new Scrubber(member)
    const hash = originHash(member.mirror.origin)
    this.#sources = [
      { name: 'log', prefix: member.settings.log.url, isLog: true },
      ...member.settings.peers.map(({ name, monitoringUrl }) => ({
        name,
        prefix: `${monitoringUrl}/${hash}`,
        isLog: false,
      })),
    ]
    for (const { name, prefix } of this.#sources) {
      this.#views.set(name, { name, url: prefix, size: null, seenAt: null, fault: null })
    }
  }

  view(): GossipView {
    const [log, ...peers] = this.#sources.map(({ name }) => this.#views.get(name)!)
    return { log: log!, peers, catchUp: this.#catchUp }
  }

  /** One round. A source that can't be reached is on the page with the reason; it keeps nothing else from being looked at. */
  async round(): Promise<void> {
    const { mirror, store, logger, now } = this.#member
    const found = await Promise.all(this.#sources.map((source) => this.#look(source)))
    await compareSeen(this.#member)
    const best = found.filter((one) => one !== undefined).toSorted((one, other) => other.signed.size - one.signed.size)
    const isStuck = mirror.held.size === this.#heldBefore || this.#heldBefore < 0
    this.#heldBefore = mirror.held.size
    if (isStuck && mirror.damage === undefined) await this.#pullFrom(best)

    const published = found[0]?.signed.size ?? 0
    await sampleLog(this.#member, published).catch((fault: unknown) => {
      logger.warn({ err: fault }, 'the log could not be sampled')
    })
    await proveLotKeys(this.#member)
    await this.#repair(await this.#scrubber.round())
    forgetCosignatures(store, Math.floor(now().epochMilliseconds / 1_000))
  }

  /** Also the last bundle where the edge could not be read at the start. */
  async #repair(broken: readonly number[]): Promise<void> {
    const { mirror, logger } = this.#member
    const edge = mirror.damage === undefined ? [] : [Math.floor(Math.max(0, mirror.held.size - 1) / tileWidth)]
    for (const bundle of new Set([...broken, ...edge])) {
      for (const { prefix, name } of this.#sources) {
        try {
          await repairFiles(this.#member, prefix, bundle)
          await mirror.reopen()
          logger.warn({ bundle, from: name }, 'broken files were fetched again')
          break
        } catch (fault) {
          logger.warn({ err: fault, bundle, from: name }, 'broken files could not be fetched from there')
        }
      }
    }
  }

  async #look(source: Source): Promise<{ source: Source; signed: SignedCheckpoint } | undefined> {
    const before = this.#views.get(source.name)!
    try {
      const signed = await readCheckpoint(this.#member, source)
      const seenAt = this.#member.now().epochMilliseconds
      this.#views.set(source.name, { ...before, size: signed?.size ?? null, seenAt, fault: null })
      return signed && { source, signed }
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error)
      this.#views.set(source.name, { ...before, fault })
      return undefined
    }
  }

  async #pullFrom(best: readonly { source: Source; signed: SignedCheckpoint }[]): Promise<void> {
    for (const { source, signed } of best) {
      if (signed.size <= this.#member.mirror.held.size) return
      try {
        await catchUp(this.#member, source, signed, (state) => {
          this.#catchUp = state
        })
      } catch (fault) {
        this.#member.logger.warn({ err: fault, from: source.name }, 'could not catch up from there')
      } finally {
        this.#catchUp = null
      }
    }
  }
}
