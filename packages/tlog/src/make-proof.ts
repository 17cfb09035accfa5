import { type HashReader, readChecked } from './hash-reader.ts'
import { emptyRoot } from './rfc6962.ts'
import { requireIndex, requireSize } from './size.ts'
import { completeNodes, joinNodes, type Range, requireSubtree, splitOf } from './subtree.ts'
import { outOfRange } from './tlog-error.ts'

/*
 * A proof is a list of roots of subtrees. The functions below find which subtrees, following the recursive definitions
 * of the specifications word for word; `rootsOf` then reads the complete nodes of all of them at once.
 */

/** Merkle tree hash (RFC 6962 section 2.1) of the first `size` entries. */
export async function treeRoot(hashes: HashReader, size: number): Promise<Uint8Array> {
  return subtreeRoot(hashes, { start: 0, end: size })
}

/** Root of a subtree (see `requireSubtree`). */
export async function subtreeRoot(hashes: HashReader, range: Range): Promise<Uint8Array> {
  requireSubtree(range)
  if (range.start === range.end) return emptyRoot()
  const [root] = await rootsOf(hashes, [range])
  return root!
}

/** Audit path (RFC 6962 section 2.1.1) of entry `index` in the tree of `size` entries, from leaf to root. */
export async function proveInclusion(hashes: HashReader, index: number, size: number): Promise<Uint8Array[]> {
  return proveSubtreeInclusion(hashes, index, { start: 0, end: size })
}

/** Audit path of entry `index` in a subtree (Merkle tree certificates draft, "Subtree Inclusion Proofs"). */
export async function proveSubtreeInclusion(hashes: HashReader, index: number, range: Range): Promise<Uint8Array[]> {
  requireSubtree(range)
  requireIndex(index, range.end)
  if (index < range.start) throw outOfRange(`index ${index} is before the subtree, which starts at ${range.start}`)
  return rootsOf(hashes, inclusionRanges(index, range))
}

/**
 * Consistency proof (RFC 6962 section 2.1.2) between the trees of the first `oldSize` and the first `newSize` entries.
 * From size 0 there is nothing to prove; asking for it is refused, as verification of it is.
 */
export async function proveConsistency(hashes: HashReader, oldSize: number, newSize: number): Promise<Uint8Array[]> {
  if (oldSize === 0) throw outOfRange('the empty tree is a part of every tree; there is no proof to make')
  return proveSubtreeConsistency(hashes, { start: 0, end: oldSize }, newSize)
}

/**
 * Proof that a subtree is a part of the tree of `size` entries (Merkle tree certificates draft, "Subtree Consistency
 * Proofs"; used by tlog-mirror's `add-entries`). For an empty subtree it is empty.
 */
export async function proveSubtreeConsistency(hashes: HashReader, range: Range, size: number): Promise<Uint8Array[]> {
  requireSubtree(range)
  requireSize(size, 'size')
  if (range.end > size) throw outOfRange(`the subtree ends at ${range.end}, beyond the ${size} entries`)
  if (range.start === range.end) return []
  return rootsOf(hashes, consistencyRanges(range, { start: 0, end: size }))
}

function inclusionRanges(index: number, { start, end }: Range): Range[] {
  if (end - start === 1) return []
  const middle = splitOf({ start, end })
  const left = { start, end: middle }
  const right = { start: middle, end }
  return index < middle ? [...inclusionRanges(index, left), right] : [...inclusionRanges(index, right), left]
}

/** SUBTREE_SUBPROOF of the draft for the node over `within`; its flag `b` is `within.start === subtree.start`. */
function consistencyRanges(subtree: Range, within: Range): Range[] {
  if (within.end === subtree.end && within.start >= subtree.start) {
    return within.start === subtree.start ? [] : [within]
  }
  const middle = splitOf(within)
  const left = { start: within.start, end: middle }
  const right = { start: middle, end: within.end }
  return subtree.end <= middle
    ? [...consistencyRanges(subtree, left), right]
    : [...consistencyRanges(subtree, right), left]
}

async function rootsOf(hashes: HashReader, ranges: readonly Range[]): Promise<Uint8Array[]> {
  const parts = ranges.map(completeNodes)
  const found = await readChecked(hashes, parts.flat())
  let from = 0
  return parts.map((nodes) => {
    from += nodes.length
    return joinNodes(found.slice(from - nodes.length, from))
  })
}
