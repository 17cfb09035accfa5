import { emptyRoot, nodeHash } from './rfc6962.ts'

/**
 * The right edge of a tree: the roots of its full subtrees, largest first (RFC 6962 section 2.1 splits at the largest
 * power of two below the size, so these are all that its root and its growth depend on). At most 53 hashes.
 */
export interface Frontier {
  /** Leaves in the tree. */
  readonly size: number
  /** One for each bit set in `size`, from the highest. */
  readonly roots: readonly Uint8Array[]
}

export const emptyFrontier: Frontier = { size: 0, roots: [] }

/** The frontier after more leaves; `hashes` are leaf hashes. Amortised one node hash a leaf. */
export function extend(frontier: Frontier, hashes: Iterable<Uint8Array>): Frontier {
  const roots = [...frontier.roots]
  let { size } = frontier
  for (const hash of hashes) {
    let root = hash
    // A full left neighbour for each trailing one bit of the size. Sizes may pass 2^32, so no bit operators.
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) root = nodeHash(roots.pop()!, root)
    roots.push(root)
    size += 1
  }
  return { size, roots }
}

/** The root of the tree (RFC 6962 section 2.1). */
export function frontierRoot(frontier: Frontier): Uint8Array {
  const [...roots] = frontier.roots
  let root = roots.pop()
  if (!root) return emptyRoot()
  while (roots.length > 0) root = nodeHash(roots.pop()!, root)
  return root
}
