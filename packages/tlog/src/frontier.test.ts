import { describe, expect, test } from 'vitest'
import { plainRoot, randomLeaves } from '../test/plain-tree.ts'
import { utf8 } from './bytes.ts'
import { Frontier } from './frontier.ts'
import { GrowingTree, type TreeFile } from './growing-tree.ts'
import { MemoryHashes } from './hash-reader.ts'
import { proveInclusion, treeRoot } from './make-proof.ts'
import { emptyRoot, leafHash, nodeHash } from './rfc6962.ts'
import { bitLength, largestPowerBelow, maxSize } from './size.ts'
import { tileWidth } from './tile.ts'
import { verifyInclusion } from './verify-proof.ts'

const largest = 1_000
const leaves = randomLeaves(largest)
const hashes = new MemoryHashes()
for (const leaf of leaves) hashes.append(leaf)
const known = new Map<string, Uint8Array>()
const rootAt = (size: number) => plainRoot(leaves, 0, size, known)

describe('a growing tree', () => {
  test('of two lists, one with its last entry doubled, has two roots', () => {
    const [a, b, c] = ['A', 'B', 'C'].map((entry) => leafHash(utf8(entry)))
    const three = new Frontier()
    const four = new Frontier()
    for (const leaf of [a, b, c]) three.append(leaf!)
    for (const leaf of [a, b, c, c]) four.append(leaf!)
    expect(three.root()).not.toEqual(four.root())
    expect(three.root()).toEqual(nodeHash(nodeHash(a!, b!), c!))
  })

  test('has at every size up to 1,000 the root of the definition, from the edge, from the store, from a saved edge', async () => {
    const frontier = new Frontier()
    expect(frontier.root()).toEqual(emptyRoot())
    expect(await treeRoot(hashes, 0)).toEqual(emptyRoot())
    for (let size = 1; size <= largest; size++) {
      frontier.append(leaves[size - 1]!)
      const expected = rootAt(size)
      expect(frontier.size).toBe(size)
      expect(frontier.root(), `size ${size}`).toEqual(expected)
      expect(await treeRoot(hashes, size)).toEqual(expected)
      expect(await hashes.readHashes(Frontier.positions(size))).toEqual(frontier.hashes)
      expect(new Frontier(size, frontier.hashes).root()).toEqual(expected)
      expect(frontier.hashes.length).toBeLessThanOrEqual(bitLength(size))
    }
  })

  test('tells of each complete node once, less than two per entry', () => {
    const seen = new Set<string>()
    const frontier = new Frontier()
    for (const leaf of leaves) {
      frontier.append(leaf, ({ level, index }) => {
        expect(seen.has(`${level}/${index}`)).toBe(false)
        seen.add(`${level}/${index}`)
        expect((index + 1) * 2 ** level).toBe(frontier.size + 1)
      })
    }
    expect(seen.size).toBe(1_994)
  })

  test('takes whole subtrees by their roots, where one may begin', () => {
    for (const level of [0, 1, 3, 8]) {
      const width = 2 ** level
      const frontier = new Frontier()
      for (let start = 0; start + width <= largest; start += width) {
        const subtree = new Frontier()
        for (const leaf of leaves.slice(start, start + width)) subtree.append(leaf)
        frontier.appendComplete(level, subtree.root())
        expect(frontier.root()).toEqual(rootAt(start + width))
      }
      frontier.append(leaves[0]!)
      if (level > 0) expect(() => frontier.appendComplete(level, leaves[0]!)).toThrow("can't begin at")
    }
  })

  test('writes the same files whether bundles come whole or entry by entry', () => {
    const entries = Array.from({ length: 70_000 }, (_, index) => utf8(`entry ${index}`))
    const hashed = entries.map(leafHash)
    const files = (byBundle: boolean) => {
      const tree = GrowingTree.empty()
      const written = new Map<string, Uint8Array>()
      const full = ({ bytes, path }: TreeFile) => written.set(path, bytes)
      while (tree.size < entries.length) {
        const end = tree.size + tileWidth
        if (!byBundle || end > entries.length) {
          tree.append(entries[tree.size]!, hashed[tree.size]!, full)
          continue
        }
        const subtree = new Frontier()
        const leavesOfBundle = hashed.slice(tree.size, end)
        for (const leaf of leavesOfBundle) subtree.append(leaf)
        tree.appendBundle(entries.slice(tree.size, end), leavesOfBundle, subtree.root(), full)
      }
      for (const file of tree.partials()) full(file)
      return { root: tree.root(), written: [...written].sort(([one], [other]) => (one < other ? -1 : 1)) }
    }
    expect(files(true)).toEqual(files(false))
    expect(() => GrowingTree.empty().appendBundle([], [], leaves[0]!, () => {})).toThrow('has 256 entries')
  })

  test('goes on beyond 2^32 entries from its edge', async () => {
    const size = 2 ** 40 + 2 ** 32 + 3
    const edge = randomLeaves(4)
    const frontier = new Frontier(size, edge)
    const [leaf] = randomLeaves(1)
    frontier.append(leaf!)
    expect(frontier.hashes).toEqual([edge[0], edge[1], nodeHash(edge[2]!, nodeHash(edge[3]!, leaf!))])
    const root = nodeHash(edge[0]!, nodeHash(edge[1]!, frontier.hashes[2]!))
    expect(frontier.root()).toEqual(root)
    const proof = [edge[3]!, edge[2]!, edge[1]!, edge[0]!]
    verifyInclusion({ index: size, size: size + 1, leafHash: leaf!, proof, root })
    const store = { readHashes: async () => [edge[3]!, edge[2]!, edge[1]!, edge[0]!] }
    expect(await proveInclusion(store, size, size + 1)).toEqual(proof)
  })

  test('refuses an edge or a leaf that can not be', () => {
    expect(() => new Frontier(3, randomLeaves(1))).toThrow('has 2 hashes, not 1')
    expect(() => new Frontier(1, [new Uint8Array(31)])).toThrow('31 bytes instead of 32')
    expect(() => new Frontier(-1)).toThrow('whole number')
    expect(() => new Frontier().append(new Uint8Array(33))).toThrow('33 bytes instead of 32')
    expect(() => nodeHash(leaves[0]!, new Uint8Array(0))).toThrow('right child has 0 bytes')
  })
})

describe('sizes', () => {
  test('are split at the largest power of two below, exactly, up to 2^53', () => {
    for (let exponent = 1; exponent < 53; exponent++) {
      const power = 2 ** exponent
      expect(largestPowerBelow(power + 1)).toBe(power)
      if (exponent > 1) expect(largestPowerBelow(power)).toBe(power / 2)
      expect([bitLength(power - 1), bitLength(power)]).toEqual([exponent, exponent + 1])
    }
    expect(largestPowerBelow(maxSize)).toBe(2 ** 52)
  })

  test('a store that answers with too few or with odd hashes is refused', async () => {
    await expect(treeRoot({ readHashes: async () => [] }, 5)).rejects.toThrow('0 hashes for 2 positions')
    await expect(treeRoot({ readHashes: async () => [new Uint8Array(5)] }, 4)).rejects.toThrow('5 bytes instead of 32')
  })
})
