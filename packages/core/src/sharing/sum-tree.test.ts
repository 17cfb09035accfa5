import { sha256, utf8 } from '@tongzhou/tlog'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type ChargeClaim,
  chargeLeaf,
  emptySumTree,
  joinSums,
  proveCharge,
  type SumNode,
  SumTreeBuilder,
  verifyCharge,
} from './sum-tree.ts'

function claimsOf(amounts: readonly bigint[]): ChargeClaim[] {
  const commitments = amounts.map((_, at) => sha256(utf8(`participant ${at}`)))
  const leaves = amounts.map((amountFen, at) => chargeLeaf(amountFen, commitments[at]!))
  const { hash: root, sumFen, count: size } = rootOf(leaves)
  return amounts.map((amountFen, at) => ({
    index: BigInt(at),
    size,
    amountFen,
    commitment: commitments[at]!,
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
  const commitments = Array.from({ length: 200 }, (_, at) => sha256(utf8(`participant ${at}`)))
  const all = commitments.map((commitment) => chargeLeaf(7n, commitment))
  for (let size = 1; size <= 200; size++) {
    const { hash: root, sumFen, count } = rootOf(all.slice(0, size))
    // In two parts, which another test shows to be the same and which are quicker by far.
    const chunks = Array.from({ length: Math.ceil(size / 8) }, (_, at) => all.slice(at * 8, Math.min(at * 8 + 8, size)))
    const roots = chunks.map(rootOf)
    const upper = roots.map((_, at) => proveCharge(roots, at))
    for (let at = 0; at < size; at++) {
      const chunk = Math.floor(at / 8)
      const path = [...proveCharge(chunks[chunk]!, at % 8), ...upper[chunk]!]
      const commitment = commitments[at]!
      verifyCharge({ index: BigInt(at), size: count, amountFen: 7n, commitment, path, root, sumFen })
    }
  }
})

test('no change of amount, sum, size, index, commitment, root or sibling passes', () => {
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
        { commitment: flipped(claim.commitment, byte) },
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
  const leaves = Array.from({ length: 43 }, (_, at) => chargeLeaf(BigInt(at), sha256(utf8(`participant ${at}`))))
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
  const largest = chargeLeaf((1n << 64n) - 1n, new Uint8Array(32))
  expect(() => joinSums(largest, chargeLeaf(1n, new Uint8Array(32)))).toThrow('the sum is outside of 64 bits')
  expect(() => chargeLeaf(-1n, new Uint8Array(32))).toThrow('the amount is outside of 64 bits')
})
