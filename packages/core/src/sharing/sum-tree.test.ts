import { sha256, utf8 } from '@tongzhou/tlog'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type ChargeClaim,
  chargeLeaf,
  emptySumTree,
  equalChargesRoot,
  joinSums,
  proveCharge,
  type SumNode,
  SumTreeBuilder,
  verifyCharge,
} from './sum-tree.ts'

/** 40 bytes. */
const openingOf = (at: number) => Uint8Array.from([...sha256(utf8(`participant ${at}`)), 0, 0, 0, 0, 0, 0, 0, at % 256])

function claimsOf(amounts: readonly bigint[]): ChargeClaim[] {
  const openings = amounts.map((_, at) => openingOf(at))
  const leaves = amounts.map((amountFen, at) => chargeLeaf(amountFen, openings[at]!))
  const { hash: root, sumFen, count: size } = rootOf(leaves)
  return amounts.map((amountFen, at) => ({
    index: BigInt(at),
    size,
    amountFen,
    opening: openings[at]!,
    path: proveCharge(leaves, at),
    root,
    sumFen,
  }))
}

function rootOf(nodes: readonly SumNode[]): SumNode {
  const builder = new SumTreeBuilder()
  for (const node of nodes) builder.add(node)
  return builder.root()
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, position) => (position === at ? byte ^ 1 : byte))
}

test('every leaf of sizes 1 to 200 is provable', () => {
  const openings = Array.from({ length: 200 }, (_, at) => openingOf(at))
  const all = openings.map((opening) => chargeLeaf(7n, opening))
  for (let size = 1; size <= 200; size++) {
    const { hash: root, sumFen, count } = rootOf(all.slice(0, size))
    // In two parts, which another test shows to be the same and which are quicker by far.
    const chunks = Array.from({ length: Math.ceil(size / 8) }, (_, at) => all.slice(at * 8, Math.min(at * 8 + 8, size)))
    const roots = chunks.map(rootOf)
    const upper = roots.map((_, at) => proveCharge(roots, at))
    for (let at = 0; at < size; at++) {
      const chunk = Math.floor(at / 8)
      const path = [...proveCharge(chunks[chunk]!, at % 8), ...upper[chunk]!]
      const opening = openings[at]!
      verifyCharge({ index: BigInt(at), size: count, amountFen: 7n, opening, path, root, sumFen })
    }
  }
})

test('no change of amount, sum, size, index, opening, root or sibling passes', () => {
  const amounts = fc.array(fc.bigInt({ min: 0n, max: 1_000_000n }), { minLength: 2, maxLength: 200 })
  fc.assert(
    fc.property(amounts, fc.nat(), fc.nat(), fc.integer({ min: 0, max: 31 }), (given, place, level, byte) => {
      const claim = claimsOf(given)[place % given.length]!
      const { index, size, path } = claim
      const step = path[level % path.length]!
      const withStep = (change: Partial<typeof step>) => ({
        path: path.map((one) => (one === step ? { ...one, ...change } : one)),
      })
      const forgeries: Partial<ChargeClaim>[] = [
        { amountFen: claim.amountFen + 1n },
        { amountFen: claim.amountFen + 1n, sumFen: claim.sumFen + 1n },
        { sumFen: claim.sumFen + 1n },
        { size: size + 1n },
        { size: size - 1n },
        { index: (index + 1n) % size },
        { index: size },
        { index: -1n },
        { opening: flipped(claim.opening, byte) },
        { root: flipped(claim.root, byte) },
        { root: claim.root.slice(1) },
        { path: path.slice(1) },
        { path: [...path, step] },
        withStep({ hash: flipped(step.hash, byte) }),
        withStep({ sumFen: step.sumFen + 1n }),
        withStep({ count: step.count + 1n }),
        withStep({ side: step.side === 'left' ? 'right' : 'left' }),
      ]
      verifyCharge(claim)
      for (const forgery of forgeries) expect(() => verifyCharge({ ...claim, ...forgery })).toThrow(RangeError)
    }),
  )
})

test('chunk roots give the root of their leaves, and a proof in two parts', () => {
  const leaves = Array.from({ length: 43 }, (_, at) => chargeLeaf(BigInt(at), openingOf(at)))
  const chunks = Array.from({ length: 6 }, (_, at) => leaves.slice(at * 8, at * 8 + 8))
  const roots = chunks.map(rootOf)
  expect(rootOf(roots)).toEqual(rootOf(leaves))
  for (const at of leaves.keys()) {
    const chunk = Math.floor(at / 8)
    expect([...proveCharge(chunks[chunk]!, at % 8), ...proveCharge(roots, chunk)]).toEqual(proveCharge(leaves, at))
  }
})

test('the empty tree is SHA-256 of nothing; what leaves 64 bits is refused', () => {
  expect(new SumTreeBuilder().root()).toEqual(emptySumTree())
  expect(emptySumTree().hash.toHex()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  const largest = chargeLeaf((1n << 64n) - 1n, new Uint8Array(40))
  expect(() => joinSums(largest, chargeLeaf(1n, new Uint8Array(40)))).toThrow('the sum is outside of 64 bits')
  expect(() => chargeLeaf(-1n, new Uint8Array(40))).toThrow('the amount is outside of 64 bits')
})

test('equal charges have the root that the builder gives, one by one', () => {
  for (const size of [1, 2, 4, 64, 4_096]) {
    const leaves = Array.from({ length: size }, (_, at) => chargeLeaf(3n, openingOf(at)))
    const hashes = Uint8Array.from(leaves.flatMap(({ hash }) => [...hash]))
    const before = Uint8Array.from(hashes)
    expect(equalChargesRoot(hashes, 3n)).toEqual(rootOf(leaves))
    expect(hashes).toEqual(before)
  }
  for (const size of [0, 3, 6]) expect(() => equalChargesRoot(new Uint8Array(32 * size), 3n)).toThrow('no power of two')
  expect(() => equalChargesRoot(new Uint8Array(33), 3n)).toThrow('no power of two')
})
