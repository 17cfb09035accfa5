import { equalBytes } from './bytes.ts'
import { emptyRoot, nodeHash, requireHash } from './rfc6962.ts'
import { requireIndex, requireSize } from './size.ts'
import { type Range, requireSubtree, splitOf } from './subtree.ts'
import { malformed, mismatch, outOfRange } from './tlog-error.ts'

/*
 * All return nothing when the proof is right and throw a `TlogError` when it isn't. A root is only ever compared with
 * a hash of 32 bytes, so a root of another length can't pass; every hash that goes into another is checked.
 */

/** What an inclusion proof is checked against. */
export interface InclusionClaim {
  readonly index: number
  readonly size: number
  readonly leafHash: Uint8Array
  readonly proof: readonly Uint8Array[]
  readonly root: Uint8Array
}

/** Checks that the leaf is entry `index` of the tree with this size and root (RFC 6962 section 2.1.1). */
export function verifyInclusion({ size, ...claim }: InclusionClaim): void {
  verifySubtreeInclusion({ ...claim, start: 0, end: size })
}

/** What an inclusion proof in a subtree is checked against; `index` counts from the beginning of the log. */
export interface SubtreeInclusionClaim extends Range, Omit<InclusionClaim, 'size'> {}

/** Checks that the leaf is entry `index` of a subtree (Merkle tree certificates draft, "Subtree Inclusion Proofs"). */
export function verifySubtreeInclusion({ start, end, index, leafHash, proof, root }: SubtreeInclusionClaim): void {
  requireSubtree({ start, end })
  requireIndex(index, end)
  if (index < start) throw outOfRange(`index ${index} is before the subtree, which starts at ${start}`)
  requireHash(leafHash, 'leaf hash')
  const hashes = takeInOrder(proof)
  const calculated = rootOver({ start, end })
  hashes.finish()
  if (!equalBytes(calculated, root)) throw mismatch(`the proof of entry ${index} does not lead to the root`)

  function rootOver(range: Range): Uint8Array {
    if (range.end - range.start === 1) return leafHash
    const middle = splitOf(range)
    if (index < middle) {
      const left = rootOver({ start: range.start, end: middle })
      return nodeHash(left, hashes.next())
    }
    const right = rootOver({ start: middle, end: range.end })
    return nodeHash(hashes.next(), right)
  }
}

/** What a consistency proof is checked against. */
export interface ConsistencyClaim {
  readonly oldSize: number
  readonly oldRoot: Uint8Array
  readonly newSize: number
  readonly newRoot: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/**
 * Checks that the older tree is the beginning of the newer one (RFC 6962 section 2.1.2). The empty tree is the beginning
 * of every tree, so no proof can say anything about it: an old size of 0 is refused, and a caller that accepts it
 * (a witness that sees a log for the first time) decides so by itself.
 */
export function verifyConsistency({ oldSize, oldRoot, newSize, newRoot, proof }: ConsistencyClaim): void {
  if (oldSize === 0) throw outOfRange('consistency with the empty tree says nothing')
  verifySubtreeConsistency({ start: 0, end: oldSize, subtreeRoot: oldRoot, size: newSize, root: newRoot, proof })
}

/** What a subtree consistency proof is checked against. */
export interface SubtreeConsistencyClaim extends Range {
  readonly subtreeRoot: Uint8Array
  readonly size: number
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/**
 * Checks that the entries of a subtree are those of the tree with this size and root (Merkle tree certificates draft,
 * "Subtree Consistency Proofs"; used by tlog-mirror). An empty subtree has the empty root and an empty proof.
 */
export function verifySubtreeConsistency(claim: SubtreeConsistencyClaim): void {
  const { start, end, size, subtreeRoot, root, proof } = claim
  requireSubtree({ start, end })
  requireSize(size, 'size')
  if (end > size) throw outOfRange(`the older end ${end} is beyond the ${size} entries`)
  const hashes = takeInOrder(proof)
  const calculated = start === end ? { old: emptyRoot(), new: root } : rootsOver({ start: 0, end: size })
  hashes.finish()
  if (!equalBytes(calculated.old, subtreeRoot)) throw mismatch(`the proof does not lead to the older root, of ${end}`)
  if (!equalBytes(calculated.new, root)) throw mismatch(`the proof does not lead to the newer root, of ${size}`)

  /** Roots of the node over `within`: of its part in the subtree, and of all of it. Mirrors `consistencyRanges`. */
  function rootsOver(within: Range): { old: Uint8Array; new: Uint8Array } {
    if (within.end === end && within.start >= start) {
      const hash = within.start === start ? subtreeRoot : hashes.next()
      return { old: hash, new: hash }
    }
    const middle = splitOf(within)
    if (end <= middle) {
      const left = rootsOver({ start: within.start, end: middle })
      return { old: left.old, new: nodeHash(left.new, hashes.next()) }
    }
    const right = rootsOver({ start: middle, end: within.end })
    const left = hashes.next()
    return { old: start < middle ? nodeHash(left, right.old) : right.old, new: nodeHash(left, right.new) }
  }
}

function takeInOrder(proof: readonly Uint8Array[]): { next(): Uint8Array; finish(): void } {
  let taken = 0
  return {
    next() {
      const hash = proof[taken]
      if (!hash) throw malformed(`the proof has only ${proof.length} hashes`)
      requireHash(hash, `proof hash ${taken}`)
      taken += 1
      return hash
    },
    finish() {
      if (taken < proof.length) throw malformed(`the proof has ${proof.length} hashes instead of ${taken}`)
    },
  }
}
