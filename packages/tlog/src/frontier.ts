import { emptyRoot, nodeHash, requireHash } from './rfc6962.ts'
import { requireSize } from './size.ts'
import { completeNodes, joinNodes, type NodePosition } from './subtree.ts'
import { malformed, outOfRange } from './tlog-error.ts'

/**
 * The right edge of a growing tree: the roots of its complete subtrees, one per binary digit 1 of its size. That is all
 * one needs to add entries and to calculate the root: memory grows with the logarithm of the size, and an entry costs
 * two hashes on average. It also gives the root of a subtree from the leaf hashes of that subtree alone.
 */
export class Frontier {
  #size: number
  readonly #hashes: Uint8Array[]

  /** An empty tree, or one of `size` entries whose complete subtrees, from left to right, have `hashes`. */
  constructor(size = 0, hashes: readonly Uint8Array[] = []) {
    requireSize(size, 'size')
    const expected = completeNodes({ start: 0, end: size }).length
    if (hashes.length !== expected) {
      throw malformed(`the edge of a tree of ${size} entries has ${expected} hashes, not ${hashes.length}`)
    }
    for (const hash of hashes) requireHash(hash, 'hash of the edge')
    this.#size = size
    this.#hashes = [...hashes]
  }

  get size(): number {
    return this.#size
  }

  /** The roots of the complete subtrees, from left to right, to go on from later. */
  get hashes(): readonly Uint8Array[] {
    return [...this.#hashes]
  }

  /** The edge's positions in the store, in the order of `hashes`. */
  static positions(size: number): NodePosition[] {
    requireSize(size, 'size')
    return completeNodes({ start: 0, end: size })
  }

  /** Adds one leaf hash. `completed` is told of each node that is complete now, the leaf first, then upwards. */
  append(leaf: Uint8Array, completed?: (position: NodePosition, hash: Uint8Array) => void): void {
    this.appendComplete(0, leaf, completed)
  }

  /**
   * Adds 2^level leaves at once, by the root of their complete subtree. Throws `out-of-range` unless the size is a multiple of their
   * number. `completed` is told of the subtree's root, then upwards, not of what lies below it.
   */
  appendComplete(
    subtreeLevel: number,
    root: Uint8Array,
    completed?: (position: NodePosition, hash: Uint8Array) => void,
  ): void {
    requireHash(root, 'leaf hash')
    const width = 2 ** subtreeLevel
    requireSize(this.#size + width, 'size')
    if (this.#size % width !== 0) throw outOfRange(`a subtree of ${width} leaves can't begin at ${this.#size}`)
    let level = subtreeLevel
    let index = this.#size / width
    let hash = root
    completed?.({ level, index }, hash)
    while (index % 2 === 1) {
      hash = nodeHash(this.#hashes.pop()!, hash)
      level += 1
      index = (index - 1) / 2
      completed?.({ level, index }, hash)
    }
    this.#hashes.push(hash)
    this.#size += width
  }

  /** Merkle tree hash (RFC 6962 section 2.1) of all entries so far. */
  root(): Uint8Array {
    return this.#size === 0 ? emptyRoot() : joinNodes(this.#hashes)
  }
}
