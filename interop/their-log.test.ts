import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  decodeEntryBundle,
  entryBundleOf,
  entryBundlePath,
  leafHash,
  openNote,
  openTiles,
  parseCheckpoint,
  parseVerifierKey,
  proveConsistency,
  proveInclusion,
  type TileReader,
  tilePath,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ServedFolder, serveFolder } from '../acceptance/support/serve-folder.ts'
import { buildGo, whyNoGo } from './programs.ts'

const missing = whyNoGo()
if (missing) console.warn(`interop/their-log.test.ts skips: ${missing}`)

const size = 70_000

describe.skipIf(missing)("a log written by Go's sumdb, read by us over HTTP", () => {
  let folder: string
  let served: ServedFolder
  let key: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tongzhou-their-log-'))
    const program = buildGo('write-log')
    key = execFileSync(program, ['-folder', folder, '-name', 'example.org/log', '-entries', `${size}`], {
      encoding: 'utf8',
    }).trim()
    served = await serveFolder(folder)
  })
  afterAll(async () => {
    await served?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const fetchBytes = async (path: string) => {
    const response = await fetch(`${served.url}/${path}`)
    if (!response.ok) throw new Error(`${path}: ${response.status}`)
    return new Uint8Array(await response.arrayBuffer())
  }
  const tiles: TileReader = { readTiles: (wanted) => Promise.all(wanted.map((tile) => fetchBytes(tilePath(tile)))) }
  const openCheckpoint = async () => {
    const note = await openNote(await fetchBytes('checkpoint'), [parseVerifierKey(key)], nodeVerifier)
    return parseCheckpoint(note.text)
  }

  test('its signature, root, inclusions and consistency hold', async () => {
    const checkpoint = await openCheckpoint()
    expect(checkpoint).toMatchObject({ origin: 'example.org/log', size })
    const hashes = await openTiles(tiles, checkpoint.size, checkpoint.root)
    for (const index of [0, 255, 256, 65_535, 65_536, size - 1]) {
      const bundle = entryBundleOf(index, size)
      const entries = decodeEntryBundle(await fetchBytes(entryBundlePath(bundle)), bundle.width)
      const proof = await proveInclusion(hashes, index, size)
      const claim = { index, size, leafHash: leafHash(entries[index % 256]!), proof, root: checkpoint.root }
      expect(() => verifyInclusion(claim)).not.toThrow()
    }
    const oldRoot = await treeRoot(hashes, 1_000)
    const proof = await proveConsistency(hashes, 1_000, size)
    verifyConsistency({ oldSize: 1_000, oldRoot, newSize: size, newRoot: checkpoint.root, proof })
  })

  test.each(['checkpoint', 'tile/0/000', 'tile/1/001.p/17'])('one changed byte of %s is refused', async (path) => {
    const file = join(folder, path)
    const good = await readFile(file)
    const bad = Buffer.from(good)
    bad[bad.length >> 1]! ^= 1
    await writeFile(file, bad)
    try {
      const read = async () => {
        const checkpoint = await openCheckpoint()
        const hashes = await openTiles(tiles, checkpoint.size, checkpoint.root)
        await proveInclusion(hashes, 1, size)
      }
      await expect(read()).rejects.toThrow(/signature|malformed|tile|root|base64|signed/)
    } finally {
      await writeFile(file, good)
    }
  })
})
