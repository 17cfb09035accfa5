import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { acceptsInclusion, acceptsSubtreeConsistency, plainRoot, randomLeaves } from '../test/plain-tree.ts'
import { MemoryHashes } from './hash-reader.ts'
import {
  proveConsistency,
  proveInclusion,
  proveSubtreeConsistency,
  proveSubtreeInclusion,
  subtreeRoot,
} from './make-proof.ts'
import { emptyRoot } from './rfc6962.ts'
import { bitLength, largestPowerBelow } from './size.ts'
import type { Range } from './subtree.ts'
import { TlogError } from './tlog-error.ts'
import { verifyConsistency, verifyInclusion, verifySubtreeConsistency, verifySubtreeInclusion } from './verify-proof.ts'

const largest = 1_000
const leaves = randomLeaves(largest)
const hashes = new MemoryHashes()
for (const leaf of leaves) hashes.append(leaf)
const known = new Map<string, Uint8Array>()
const rootAt = (size: number) => plainRoot(leaves, 0, size, known)
const rootOf = ({ start, end }: Range) => plainRoot(leaves, start, end, known)

/** A subtree, which begins at a multiple of the power of two that holds it, of the 1,000 entries. */
const anySubtree = fc
  .tuple(fc.nat(largest - 1), fc.integer({ min: 1, max: largest }))
  .map(([from, length]) => {
    const power = 2 ** bitLength(length - 1)
    const start = Math.floor(from / power) * power
    return { start, end: Math.min(start + length, largest) }
  })
  .filter(({ start, end }) => start < end)

/** Whether the check returned; anything thrown but a refusal of this package is a bug and goes on. */
function accepts(check: () => void): boolean {
  try {
    check()
    return true
  } catch (error) {
    if (error instanceof TlogError) return false
    throw error
  }
}

describe('an inclusion proof', () => {
  test('of every entry in every size up to 64, and of some in every size up to 1,000, is right for that entry only', async () => {
    for (let size = 1; size <= largest; size++) {
      const root = rootAt(size)
      const middle = [7, 31, 63].map((part) => Math.floor((size * part) / 64))
      const indices =
        size <= 64 ? Array.from({ length: size }, (_, index) => index) : [0, ...middle, size - 2, size - 1]
      for (const index of indices) {
        const proof = await proveInclusion(hashes, index, size)
        const claim = { index, size, leafHash: leaves[index]!, proof, root }
        verifyInclusion(claim)
        expect(acceptsInclusion(index, size, claim.leafHash, proof, root)).toBe(true)
        expect(accepts(() => verifyInclusion({ ...claim, leafHash: leaves[(index + 1) % largest]! }))).toBe(false)
      }
    }
  })

  test('changed in any way is decided as RFC 9162 decides it', async () => {
    const wrongs = await fc.check(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 200 }),
        fc.nat(199),
        fc.integer({ min: -2, max: 2 }),
        fc.integer({ min: -2, max: 2 }),
        fc.constantFrom('keep', 'drop', 'double', 'swap', 'flip', 'foreign'),
        fc.nat(),
        async (size, from, sizeChange, indexChange, change, place) => {
          const index = from % size
          const proof = changeProof(await proveInclusion(hashes, index, size), change, place)
          const claim = { index: index + indexChange, size: size + sizeChange, proof, leafHash: leaves[index]! }
          const root = rootAt(size)
          const right = claim.index >= 0 && acceptsInclusion(claim.index, claim.size, claim.leafHash, proof, root)
          expect(accepts(() => verifyInclusion({ ...claim, root }))).toBe(right)
        },
      ),
      { numRuns: 3_000 },
    )
    expect(wrongs.failed, fc.defaultReportMessage(wrongs)).toBe(false)
  })

  test('in a subtree is right, and is not that of another entry', async () => {
    await fc.assert(
      fc.asyncProperty(anySubtree, fc.nat(), async (range, from) => {
        const index = range.start + (from % (range.end - range.start))
        const proof = await proveSubtreeInclusion(hashes, index, range)
        const claim = { ...range, index, leafHash: leaves[index]!, proof, root: rootOf(range) }
        verifySubtreeInclusion(claim)
        expect(await subtreeRoot(hashes, range)).toEqual(claim.root)
        expect(accepts(() => verifySubtreeInclusion({ ...claim, index: index + 1 }))).toBe(false)
        expect(accepts(() => verifySubtreeInclusion({ ...claim, leafHash: claim.root.map((byte) => ~byte) }))).toBe(
          false,
        )
      }),
    )
  })

  test('is neither made nor taken for an entry outside the tree', async () => {
    for (const [index, size] of [
      [0, 0],
      [5, 5],
      [-1, 5],
      [0.5, 5],
      [Number.NaN, 5],
      [0, 2 ** 53],
    ] as const) {
      await expect(proveInclusion(hashes, index, size)).rejects.toMatchObject({ code: 'out-of-range' })
      const claim = { index, size, leafHash: leaves[0]!, proof: [], root: leaves[0]! }
      expect(() => verifyInclusion(claim)).toThrow(expect.objectContaining({ code: 'out-of-range' }))
    }
    await expect(proveInclusion(hashes, 0, largest + 1)).rejects.toThrow('has no complete node')
    await expect(proveSubtreeInclusion(hashes, 3, { start: 4, end: 6 })).rejects.toThrow('before the subtree')
  })

  test('with a hash that has not 32 bytes is malformed', async () => {
    const proof = await proveInclusion(hashes, 2, 5)
    const claim = { index: 2, size: 5, leafHash: leaves[2]!, proof, root: rootAt(5) }
    for (const length of [0, 31, 33, 64]) {
      const odd = new Uint8Array(length)
      const inProof = { ...claim, proof: proof.with(1, odd) }
      expect(() => verifyInclusion(inProof)).toThrow(`proof hash 1 has ${length} bytes instead of 32`)
      expect(() => verifyInclusion({ ...claim, leafHash: odd })).toThrow(`leaf hash has ${length} bytes`)
      expect(() => verifyInclusion({ ...claim, root: odd })).toThrow('does not lead to the root')
    }
    expect(() => verifyInclusion({ ...claim, proof: proof.slice(1) })).toThrow('has only 2 hashes')
    expect(() => verifyInclusion({ ...claim, proof: [...proof, leaves[0]!] })).toThrow('4 hashes instead of 3')
  })
})

describe('a consistency proof', () => {
  test('between every size up to 1,000 and others is right for these roots only', async () => {
    for (let newSize = 1; newSize <= largest; newSize++) {
      const near = Array.from({ length: newSize }, (_, at) => at + 1)
      const some = [1, 2, largestPowerBelow(newSize + 1), (newSize * 5) >> 3, newSize - 1, newSize]
      for (const oldSize of newSize <= 64 ? near : some) {
        const proof = await proveConsistency(hashes, oldSize, newSize)
        const [oldRoot, newRoot] = [rootAt(oldSize), rootAt(newSize)]
        const claim = { oldSize, newSize, oldRoot, newRoot, proof }
        verifyConsistency(claim)
        expect(acceptsSubtreeConsistency(0, oldSize, newSize, proof, oldRoot, newRoot)).toBe(true)
        expect(accepts(() => verifyConsistency({ ...claim, oldRoot: leaves[999]! }))).toBe(false)
        expect(accepts(() => verifyConsistency({ ...claim, newRoot: leaves[999]! }))).toBe(false)
      }
    }
  })

  test('between a subtree and its tree, changed in any way, is decided as the draft decides it', async () => {
    let right = 0
    await fc.assert(
      fc.asyncProperty(
        anySubtree,
        fc.nat(largest),
        fc.constantFrom(0, 0, 1, -1),
        fc.constantFrom('keep', 'keep', 'drop', 'double', 'swap', 'flip', 'foreign'),
        fc.nat(),
        async (range, more, sizeChange, change, place) => {
          const size = Math.min(range.end + more, largest)
          const proof = changeProof(await proveSubtreeConsistency(hashes, range, size), change, place)
          const claim = { ...range, size: size + sizeChange, subtreeRoot: rootOf(range), root: rootAt(size), proof }
          const expected = acceptsSubtreeConsistency(
            range.start,
            range.end,
            claim.size,
            proof,
            claim.subtreeRoot,
            claim.root,
          )
          if (expected) right += 1
          expect(accepts(() => verifySubtreeConsistency(claim))).toBe(expected)
        },
      ),
      { numRuns: 4_000 },
    )
    expect(right).toBeGreaterThan(400)
  })

  test('exists for every subtree of every tree of up to 40 entries', async () => {
    let count = 0
    for (let size = 1; size <= 40; size++) {
      for (let start = 0; start < size; start++) {
        for (let end = start + 1; end <= size; end++) {
          if (start % 2 ** bitLength(end - start - 1) !== 0) continue
          const range = { start, end }
          const proof = await proveSubtreeConsistency(hashes, range, size)
          verifySubtreeConsistency({ ...range, size, subtreeRoot: rootOf(range), root: rootAt(size), proof })
          count += 1
        }
      }
    }
    expect(count).toBe(2_608)
  })

  test('of an empty subtree is empty and says nothing', async () => {
    expect(await proveSubtreeConsistency(hashes, { start: 7, end: 7 }, 9)).toEqual([])
    const claim = { start: 7, end: 7, size: 9, subtreeRoot: emptyRoot(), root: rootAt(9), proof: [] }
    verifySubtreeConsistency(claim)
    expect(accepts(() => verifySubtreeConsistency({ ...claim, subtreeRoot: rootAt(9) }))).toBe(false)
    expect(accepts(() => verifySubtreeConsistency({ ...claim, size: 6 }))).toBe(false)
  })

  test('is neither made nor taken from size 0, to a smaller size, or for a range that is no subtree', async () => {
    const claim = { oldRoot: emptyRoot(), newRoot: rootAt(5), proof: [] }
    await expect(proveConsistency(hashes, 0, 5)).rejects.toThrow('no proof to make')
    expect(() => verifyConsistency({ ...claim, oldSize: 0, newSize: 5 })).toThrow('says nothing')
    await expect(proveConsistency(hashes, 6, 5)).rejects.toThrow('beyond the 5 entries')
    expect(() => verifyConsistency({ ...claim, oldSize: 6, newSize: 5 })).toThrow('beyond the 5 entries')
    for (const range of [
      { start: 1, end: 3 },
      { start: 2, end: 5 },
      { start: 4, end: 9 },
      { start: 3, end: 2 },
    ]) {
      await expect(proveSubtreeConsistency(hashes, range, 10)).rejects.toMatchObject({ code: 'out-of-range' })
    }
  })

  test('of equal sizes is empty and asks for equal roots', async () => {
    expect(await proveConsistency(hashes, 9, 9)).toEqual([])
    const claim = { oldSize: 9, newSize: 9, oldRoot: rootAt(9), newRoot: rootAt(9), proof: [] }
    verifyConsistency(claim)
    expect(() => verifyConsistency({ ...claim, newRoot: rootAt(8) })).toThrow('newer root')
    expect(() => verifyConsistency({ ...claim, proof: [leaves[0]!] })).toThrow('1 hashes instead of 0')
  })
})

function changeProof(proof: readonly Uint8Array[], change: string, from: number): Uint8Array[] {
  const at = proof.length === 0 ? 0 : from % proof.length
  const hash = proof[at] ?? leaves[0]!
  const last = proof.length - 1
  if (change === 'drop') return proof.toSpliced(at, 1)
  if (change === 'double') return proof.toSpliced(at, 0, hash)
  if (change === 'swap' && last > 0) return proof.with(at, proof[last]!).with(last, hash)
  if (change === 'flip' && last >= 0) return proof.with(at, hash.with(from % 32, hash[from % 32]! ^ 1))
  if (change === 'foreign') return [...proof, leaves[from % largest]!]
  return [...proof]
}
