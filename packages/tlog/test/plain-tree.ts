import { randomBytes } from 'node:crypto'
import { equalBytes, nodeHash, sha256 } from '../src/index.ts'

/**
 * The definitions of the specifications, written without thought for speed, to compare the package with. The proofs are
 * decided by the iterative algorithms of RFC 9162 and of the Merkle tree certificates draft, which share nothing with
 * the recursive ones in `src`.
 */

/** Merkle tree hash of leaf hashes (RFC 6962 section 2.1). `known` keeps results between calls on the same leaves. */
export function plainRoot(
  leaves: readonly Uint8Array[],
  start = 0,
  end = leaves.length,
  known = new Map<string, Uint8Array>(),
): Uint8Array {
  if (start === end) return sha256(new Uint8Array(0))
  if (end - start === 1) return leaves[start]!
  const name = `${start}-${end}`
  let root = known.get(name)
  if (!root) {
    let half = 1
    while (half * 2 < end - start) half *= 2
    root = nodeHash(plainRoot(leaves, start, start + half, known), plainRoot(leaves, start + half, end, known))
    known.set(name, root)
  }
  return root
}

/** Distinct random hashes in the place of leaf hashes. */
export function randomLeaves(count: number): Uint8Array[] {
  return Array.from({ length: count }, () => new Uint8Array(randomBytes(32)))
}

/** RFC 9162 section 2.1.3.2. */
export function acceptsInclusion(
  index: number,
  size: number,
  leaf: Uint8Array,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (index >= size) return false
  let fn = index
  let sn = size - 1
  let r = leaf
  for (const p of proof) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      r = nodeHash(p, r)
      while (fn % 2 === 0 && fn !== 0) {
        fn >>= 1
        sn >>= 1
      }
    } else {
      r = nodeHash(r, p)
    }
    fn >>= 1
    sn >>= 1
  }
  return sn === 0 && equalBytes(r, root)
}

/**
 * draft-ietf-plants-merkle-tree-certs, "Verifying a Subtree Consistency Proof" (with start 0 it is RFC 9162 section
 * 2.1.4.2). The subtree must be valid and not empty.
 */
export function acceptsSubtreeConsistency(
  start: number,
  end: number,
  size: number,
  proof: readonly Uint8Array[],
  subtreeRoot: Uint8Array,
  root: Uint8Array,
): boolean {
  if (end > size) return false
  let fn = start
  let sn = end - 1
  let tn = size - 1
  const shift = () => {
    fn >>= 1
    sn >>= 1
    tn >>= 1
  }
  if (sn === tn) while (fn !== sn) shift()
  else while (fn !== sn && sn % 2 === 1) shift()
  const rest = [...proof]
  let fr = subtreeRoot
  if (fn !== sn) {
    const first = rest.shift()
    if (!first) return false
    fr = first
  }
  let sr = fr
  for (const c of rest) {
    if (tn === 0) return false
    if (sn % 2 === 1 || sn === tn) {
      if (fn < sn) fr = nodeHash(c, fr)
      sr = nodeHash(c, sr)
      while (sn % 2 === 0 && sn !== 0) shift()
    } else {
      sr = nodeHash(sr, c)
    }
    shift()
  }
  return tn === 0 && equalBytes(fr, subtreeRoot) && equalBytes(sr, root)
}
