import { nodeHash } from './rfc6962.ts'
import { bitLength, largestPowerBelow, requireSize } from './size.ts'
import { outOfRange } from './tlog-error.ts'

/** Entries from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number
  readonly end: number
}

/**
 * A node that is complete, so its hash never changes: the one over the 2^level entries from index x 2^level on.
 * Level 0 are leaf hashes.
 */
export interface NodePosition {
  readonly level: number
  readonly index: number
}

/**
 * Throws `out-of-range` unless the range is a subtree as the Merkle tree certificates draft (draft-ietf-plants-merkle-
 * tree-certs, section "Subtrees") means it: `start` is a multiple of the smallest power of two that is not below its
 * length, so that some node of a large enough tree has it as its own beginning. An empty range is one.
 */
export function requireSubtree({ start, end }: Range): void {
  requireSize(start, 'start')
  requireSize(end, 'end')
  if (end < start) throw outOfRange(`end ${end} is before start ${start}`)
  const length = end - start
  if (length > 0 && start % 2 ** bitLength(length - 1) !== 0) {
    throw outOfRange(`the entries ${start} to ${end} are not a subtree: start is not aligned to their number`)
  }
}

/** Where RFC 6962 section 2.1 splits a subtree of two entries or more: the first entry of its right child. */
export function splitOf({ start, end }: Range): number {
  return start + largestPowerBelow(end - start)
}

/** The complete nodes whose entries make up the subtree, from left to right, so from large to small. */
export function completeNodes({ start, end }: Range): NodePosition[] {
  const nodes: NodePosition[] = []
  let from = start
  while (from < end) {
    const level = bitLength(end - from) - 1
    nodes.push({ level, index: from / 2 ** level })
    from += 2 ** level
  }
  return nodes
}

/** The root over complete nodes as `completeNodes` lists them (at least one): joined from the right. */
export function joinNodes(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.reduceRight((right, left) => nodeHash(left, right))
}

/** The root over a power of two of neighbouring hashes of one level. */
export function perfectRoot(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes
  while (row.length > 1) {
    const below = row
    row = Array.from({ length: below.length / 2 }, (_, at) => nodeHash(below[2 * at]!, below[2 * at + 1]!))
  }
  return row[0]!
}
