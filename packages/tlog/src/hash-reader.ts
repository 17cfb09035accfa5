import { Frontier } from './frontier.ts'
import { requireHash } from './rfc6962.ts'
import type { NodePosition } from './subtree.ts'
import { malformed, outOfRange } from './tlog-error.ts'

/**
 * The one seam to wherever hashes are stored (memory, a database, tiles on a disk or behind HTTP). Everything that makes
 * roots and proofs asks once, for all it needs, so that a store can fetch in parallel.
 */
export interface HashReader {
  /** The hashes at these positions, in their order. Only complete nodes are asked for. */
  readHashes(positions: readonly NodePosition[]): Promise<readonly Uint8Array[]>
}

/** Reads and checks that the store answered every question with 32 bytes. */
export async function readChecked(
  hashes: HashReader,
  positions: readonly NodePosition[],
): Promise<readonly Uint8Array[]> {
  if (positions.length === 0) return []
  const found = await hashes.readHashes(positions)
  if (found.length !== positions.length) {
    throw malformed(`the store gave ${found.length} hashes for ${positions.length} positions`)
  }
  found.forEach((hash, at) => {
    requireHash(hash, `stored hash ${positions[at]!.index} of level ${positions[at]!.level}`)
  })
  return found
}

/** Every hash of a tree in memory: 64 bytes and some overhead per entry. For tests, small trees and parts of trees. */
export class MemoryHashes implements HashReader {
  readonly #frontier = new Frontier()
  readonly #levels: Uint8Array[][] = []

  get size(): number {
    return this.#frontier.size
  }

  /** Adds the next leaf hash. */
  append(leaf: Uint8Array): void {
    this.#frontier.append(leaf, ({ level }, hash) => {
      this.#levels[level] ??= []
      this.#levels[level].push(hash)
    })
  }

  async readHashes(positions: readonly NodePosition[]): Promise<readonly Uint8Array[]> {
    return positions.map(({ level, index }) => {
      const hash = this.#levels[level]?.[index]
      if (!hash) throw outOfRange(`a tree of ${this.size} entries has no complete node ${index} on level ${level}`)
      return hash
    })
  }
}
