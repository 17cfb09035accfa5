import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { plainRoot, randomLeaves } from '../test/plain-tree.ts'
import { concatBytes } from './bytes.ts'
import { decodeEntries, decodeEntryBundle, encodeEntryBundle } from './entry-bundle.ts'
import { MemoryHashes } from './hash-reader.ts'
import { proveConsistency, proveInclusion, treeRoot } from './make-proof.ts'
import { emptyRoot } from './rfc6962.ts'
import {
  entryBundleOf,
  entryBundlePath,
  newEntryBundles,
  newTiles,
  parseTilePath,
  partialTiles,
  type Tile,
  tileAt,
  tileOfNode,
  tilePath,
} from './tile.ts'
import { buildTile, openTiles, type TileReader, tileHashes } from './tile-hash-reader.ts'
import { TlogError } from './tlog-error.ts'
import { verifyConsistency, verifyInclusion } from './verify-proof.ts'

describe('a tile path', () => {
  test.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 1, index: 1_000, width: 17 }, 'tile/1/x001/000.p/17'],
    [{ level: 63, index: 999, width: 255 }, 'tile/63/999.p/255'],
    [{ level: 2, index: Number.MAX_SAFE_INTEGER, width: 1 }, 'tile/2/x009/x007/x199/x254/x740/991.p/1'],
  ])('%j is %s', (tile, path) => {
    expect(tilePath(tile)).toBe(path)
    expect(parseTilePath(path)).toEqual(tile)
    expect(entryBundlePath(tile)).toBe(path.replace(/\/\d+\//, '/entries/'))
    expect(parseTilePath(entryBundlePath(tile))).toEqual({ index: tile.index, width: tile.width })
  })

  test.each([
    '',
    'tile',
    'tile/0',
    'tile/0/',
    '/tile/0/000',
    'tile/0/000/',
    'tile/64/000',
    'tile/00/000',
    'tile/-1/000',
    'tile/0/0',
    'tile/0/00',
    'tile/0/0000',
    'tile/0/x000/001',
    'tile/0/001/002',
    'tile/0/x001',
    'tile/0/x001/x002',
    'tile/0/000.p/0',
    'tile/0/000.p/00',
    'tile/0/000.p/01',
    'tile/0/000.p/256',
    'tile/0/000.p/257',
    'tile/0/000.p/',
    'tile/0/000.p',
    'tile/0/../000',
    'tile/0/000\n',
    'tile/data/000',
    'tile/8/0/000',
    'tile/0/x001/X234/067',
    'tile/0/x999/x999/x999/x999/x999/999',
    'tile/0/x001/x000/x000/x000/x000/x000/000',
    'tile/0/٠٠٠',
  ])('%j is refused', (path) => {
    expect(() => parseTilePath(path)).toThrow(TlogError)
  })
})

describe('the tiles of a tree', () => {
  test('of 70,000 entries are those of the specification', () => {
    const count = (tiles: Tile[]) => {
      const found: Record<string, number> = {}
      for (const { level, width } of tiles) {
        const kind = `level ${level}, ${width} wide`
        found[kind] = (found[kind] ?? 0) + 1
      }
      return found
    }
    expect(count([...newTiles(0, 70_000)])).toEqual({
      'level 0, 256 wide': 273,
      'level 0, 112 wide': 1,
      'level 1, 256 wide': 1,
      'level 1, 17 wide': 1,
      'level 2, 1 wide': 1,
    })
    expect([...newTiles(0, 256)].map(tilePath)).toEqual(['tile/0/000', 'tile/1/000.p/1'])
    expect([...newTiles(69_999, 70_000)].map(tilePath)).toEqual(['tile/0/273.p/112'])
    expect([...newTiles(255, 256)].map(tilePath)).toEqual(['tile/0/000', 'tile/1/000.p/1'])
    expect([...newTiles(256, 257)].map(tilePath)).toEqual(['tile/0/001.p/1'])
    expect([...newTiles(5, 5)]).toEqual([])
    expect([...newEntryBundles(5, 5)]).toEqual([])
    expect([...newEntryBundles(255, 513)].map(entryBundlePath)).toEqual([
      'tile/entries/000',
      'tile/entries/001',
      'tile/entries/002.p/1',
    ])
    expect(() => [...newTiles(2, 1)]).toThrow("can't shrink")
    expect(() => [...newEntryBundles(2, 1)]).toThrow("can't shrink")
  })

  test('written at each of several sizes are all there at the end, partial ones and full ones', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(600), { maxLength: 6 }), (steps) => {
        const written = new Set<string>()
        let size = 0
        for (const step of steps) {
          for (const tile of newTiles(size, size + step)) written.add(tilePath(tile))
          size += step
          for (const tile of newTiles(0, size)) expect(written).toContain(tilePath(tile))
        }
      }),
    )
  })

  test('partial widths follow the size, also beyond 2^32 entries', () => {
    const size = 5 * 256 ** 5 + 7 * 256 ** 4 + 9
    expect(partialTiles(size).map(tilePath)).toEqual([
      'tile/0/x021/x592/x276/992.p/9',
      'tile/4/005.p/7',
      'tile/5/000.p/5',
    ])
    expect(tileAt(3, 1_286, size)).toEqual({ level: 3, index: 1_286, width: 256 })
    expect(() => tileAt(0, 21_592_276_993, size)).toThrow('has no tile')
    expect(partialTiles(0)).toEqual([])
  })

  test('hold each complete node at one place', () => {
    expect(tileOfNode({ level: 9, index: 3 }, 2_048)).toEqual({
      tile: { level: 1, index: 0, width: 8 },
      first: 6,
      count: 2,
    })
    expect(entryBundleOf(300, 301)).toEqual({ index: 1, width: 45 })
    expect(() => tileOfNode({ level: 1, index: 2 }, 5)).toThrow('no complete node')
    expect(() => entryBundleOf(301, 301)).toThrow('beyond')
  })
})

describe('hashes read from tiles', () => {
  const size = 70_000
  const hashes = new MemoryHashes()
  for (const leaf of randomLeaves(size)) hashes.append(leaf)
  let stored: Map<string, Uint8Array>
  let reads: string[]
  const reader: TileReader = {
    async readTiles(tiles) {
      reads.push(...tiles.map(tilePath))
      return tiles.map((tile) => stored.get(tilePath(tile)) ?? stored.get(tilePath({ ...tile, width: 256 }))!)
    },
  }

  /** A log that published at these sizes and dropped each partial tile once the full one was there. */
  const published = (async () => {
    const tiles = new Map<string, Uint8Array>()
    for (const tile of newTiles(0, size)) tiles.set(tilePath(tile), await buildTile(hashes, tile))
    for (const tile of [69_000, 69_999].flatMap(partialTiles)) {
      if (!tiles.has(tilePath({ ...tile, width: 256 }))) tiles.set(tilePath(tile), await buildTile(hashes, tile))
    }
    return tiles
  })()

  beforeEach(async () => {
    reads = []
    stored = new Map(await published)
  })

  test('make the same roots and proofs as hashes in memory, and are asked for little', async () => {
    const root = await treeRoot(hashes, size)
    const tiled = await openTiles(reader, size, root)
    expect(reads).toEqual(['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1'])
    for (const index of [0, 1, 255, 256, 40_000, 65_535, 65_536, 69_887, 69_888, 69_999]) {
      const proof = await proveInclusion(tiled, index, size)
      expect(proof).toEqual(await proveInclusion(hashes, index, size))
      const [leafHash] = await hashes.readHashes([{ level: 0, index }])
      verifyInclusion({ index, size, leafHash: leafHash!, proof, root })
    }
    for (const oldSize of [1, 255, 256, 1_000, 65_536, 69_999]) {
      const proof = await proveConsistency(tiled, oldSize, size)
      const oldRoot = await treeRoot(tiled, oldSize)
      verifyConsistency({ oldSize, oldRoot, newSize: size, newRoot: root, proof })
    }
    reads = []
    await proveInclusion(tiled, 40_000, size)
    expect(reads).toEqual(['tile/1/000', 'tile/0/156'])
  })

  test('of every size around the edges of tiles lead to the root, from full tiles where the partial ones are gone', async () => {
    for (const smaller of [0, 1, 2, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 69_000]) {
      const tiled = await openTiles(reader, smaller, await treeRoot(hashes, smaller))
      if (smaller > 0) expect(await proveInclusion(tiled, 0, smaller)).toEqual(await proveInclusion(hashes, 0, smaller))
    }
    expect(await treeRoot(await openTiles(reader, 0, emptyRoot()), 0)).toEqual(emptyRoot())
  })

  test('are refused once any byte of any tile is changed', async () => {
    const root = await treeRoot(hashes, size)
    for (const [path, at] of [
      ['tile/0/273.p/112', 0],
      ['tile/1/001.p/17', 17 * 32 - 1],
      ['tile/2/000.p/1', 5],
      ['tile/1/000', 77],
      ['tile/0/156', 8_191],
    ] as const) {
      const whole = stored.get(path)!
      stored.set(path, whole.with(at, whole[at]! ^ 1))
      const use = async () => proveInclusion(await openTiles(reader, size, root), 40_000, size)
      await expect(use(), path).rejects.toMatchObject({ code: 'mismatch' })
      stored.set(path, whole.subarray(1))
      await expect(use(), path).rejects.toMatchObject({ code: 'malformed' })
      stored.set(path, whole)
      await use()
    }
    await expect(openTiles(reader, size - 1, root)).rejects.toMatchObject({ code: 'mismatch' })
    await expect(openTiles(reader, 0, root)).rejects.toMatchObject({ code: 'mismatch' })
    await expect(openTiles({ readTiles: async () => [] }, size, root)).rejects.toThrow('0 tiles instead of 3')
  })

  test('the hashes of a tile add up to it', async () => {
    const tile = { level: 1, index: 1, width: 17 }
    const bytes = stored.get(tilePath(tile))!
    expect(concatBytes(...tileHashes(bytes, 17))).toEqual(bytes)
    expect(plainRoot(tileHashes(bytes, 17).slice(0, 16))).toEqual(
      (await hashes.readHashes([{ level: 12, index: 16 }]))[0],
    )
    expect(() => tileHashes(bytes, 16)).toThrow('544 bytes instead of 512')
  })
})

describe('an entry bundle', () => {
  const anyEntries = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 256 })

  test('holds its entries, of 0 to 65,535 bytes', () => {
    expect(encodeEntryBundle([Uint8Array.of(7, 8), Uint8Array.of()])).toEqual(Uint8Array.of(0, 2, 7, 8, 0, 0))
    const long = new Uint8Array(65_535).fill(9)
    expect(decodeEntryBundle(encodeEntryBundle([long, long]), 2)).toEqual([long, long])
    fc.assert(
      fc.property(anyEntries, (entries) => {
        expect(decodeEntryBundle(encodeEntryBundle(entries), entries.length)).toEqual(entries)
      }),
    )
  })

  test('cut anywhere, with something added or with another width is refused', () => {
    fc.assert(
      fc.property(anyEntries, fc.nat(), (entries, from) => {
        const bytes = encodeEntryBundle(entries)
        const end = from % bytes.length
        const refused = (bundle: Uint8Array, width: number) =>
          expect(() => decodeEntryBundle(bundle, width)).toThrow(expect.objectContaining({ code: 'malformed' }))
        refused(bytes.subarray(0, end), entries.length)
        refused(concatBytes(bytes, Uint8Array.of(0)), entries.length)
        refused(bytes, entries.length - 1)
        refused(bytes, entries.length + 1)
      }),
    )
  })

  test('of nothing, of 257 entries, or with an entry too long is not made', () => {
    expect(() => encodeEntryBundle([])).toThrow('1 to 256 entries, not 0')
    expect(() => encodeEntryBundle(Array.from({ length: 257 }, () => new Uint8Array(1)))).toThrow('not 257')
    expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow('65536 bytes, more than 65535')
  })

  test('within other bytes tells where it ends', () => {
    const bytes = concatBytes(encodeEntryBundle([Uint8Array.of(1)]), Uint8Array.of(9, 9))
    expect(decodeEntries(bytes.subarray(0), 1)).toEqual({ entries: [Uint8Array.of(1)], end: 3 })
  })
})
