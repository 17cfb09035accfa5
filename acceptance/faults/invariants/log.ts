import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ask, Broken } from './check.ts'

const invariant = 'log without gap'
const tileWidth = 256

/**
 * The log, hashed here from its entries by RFC 6962: leaves without gap, every event in exactly one place, every stated root and every signed one
 * that of the tree, the leaf file and the published files the same log as the database.
 */
export async function checkLog(ask: Ask, dataFolder: string): Promise<Broken[]> {
  const broken: Broken[] = []
  const say = (detail: string) => broken.push({ invariant, detail })
  const leaves = await ask<{ leaf_index: string; leaf_hash: Buffer; entry: string }>(
    'select leaf_index, leaf_hash, entry from log_leaves join journal_events using (event_no) order by leaf_index',
  )
  const heads = await ask<{ size: string; root: Buffer; of: string }>(
    `select size, root, 'head' as of from log_heads union all select size, root, 'signed checkpoint' from log_checkpoints`,
  )
  const stated = new Map<number, { root: Buffer; of: string }[]>()
  for (const { of, root, size } of heads) stated.set(Number(size), [...(stated.get(Number(size)) ?? []), { root, of }])
  const hashes: Buffer[] = []
  const tree: Buffer[][] = []
  const rootAt = new Map<number, Buffer>()
  for (const [at, { entry, leaf_hash, leaf_index }] of leaves.entries()) {
    if (Number(leaf_index) !== at) {
      say(`leaf ${at} is not there, the next is ${leaf_index}`)
      return broken
    }
    const hash = leafHash(Buffer.from(entry, 'utf8'))
    if (!hash.equals(leaf_hash)) say(`leaf ${at} is not the hash of its entry`)
    hashes.push(hash)
    append(tree, hash)
    const roots = stated.get(at + 1) ?? []
    if (roots.length === 0) continue
    const root = rootOf(tree)
    rootAt.set(at + 1, root)
    for (const one of roots)
      if (!one.root.equals(root)) say(`the ${one.of} of size ${at + 1} has another root than the tree`)
  }
  for (const [size, [one]] of stated)
    if (size > hashes.length) say(`a ${one!.of} of size ${size} is there, and ${hashes.length} leaves`)
  const outside = await ask<{ event_no: string }>(
    `select event_no from journal_events e where
       (select count(*) from log_leaves l where l.event_no = e.event_no)
       + (select count(*) from journal_outbox o where o.event_no = e.event_no) <> 1 limit 5`,
  )
  for (const { event_no } of outside) say(`event ${event_no} is not in exactly one place`)
  checkLeafFile(join(dataFolder, 'log', 'leaves'), hashes, say)
  checkPublished(join(dataFolder, 'log'), hashes, rootAt, say)
  return broken
}

function checkLeafFile(path: string, hashes: readonly Buffer[], say: (detail: string) => void): void {
  const kept = readFileSync(path)
  // It may be behind until the next event comes, and ahead of the snapshot.
  for (let at = 0; at < Math.min(hashes.length, Math.floor(kept.length / 32)); at += 1) {
    if (!kept.subarray(at * 32, at * 32 + 32).equals(hashes[at]!)) {
      say(`the leaf file has another leaf ${at}`)
      return
    }
  }
}

/** What readers get: checkpoint and entries, up to where the snapshot goes. */
function checkPublished(
  folder: string,
  hashes: readonly Buffer[],
  rootAt: ReadonlyMap<number, Buffer>,
  say: (detail: string) => void,
): void {
  const path = join(folder, 'checkpoint')
  if (!existsSync(path)) {
    if (rootAt.size > 0 && hashes.length > 1_000) say('nothing is published')
    return
  }
  const [, size, root] = readFileSync(path, 'utf8').split('\n')
  const known = rootAt.get(Number(size))
  if (known && known.toString('base64') !== root)
    say(`the published checkpoint of size ${size} has another root than the tree`)
  const whole = Math.min(Math.floor(Number(size) / tileWidth), Math.floor(hashes.length / tileWidth))
  for (let bundle = 0; bundle < whole; bundle += 1) {
    const name = `x${bundle}`
    const padded = bundle < 1_000 ? String(bundle).padStart(3, '0') : name
    const file = join(folder, 'tile', 'entries', padded)
    if (!existsSync(file)) {
      say(`the published entries ${padded} are gone`)
      continue
    }
    const bytes = readFileSync(file)
    let offset = 0
    for (let at = 0; at < tileWidth; at += 1) {
      const length = offset + 2 <= bytes.length ? bytes.readUInt16BE(offset) : 0
      const entry = bytes.subarray(offset + 2, offset + 2 + length)
      offset += 2 + length
      if (!leafHash(entry).equals(hashes[bundle * tileWidth + at]!)) {
        say(`the published entry ${bundle * tileWidth + at} is another one`)
        break
      }
    }
  }
  // What a broken write leaves behind would fill the disk one day.
  const left = readdirSync(folder, { recursive: true })
    .map(String)
    .filter((one) => one.endsWith('.new'))
  if (left.length > 200) say(`${left.length} half-written files lie in the log's folder`)
}

function leafHash(entry: Uint8Array): Buffer {
  return createHash('sha256').update(Buffer.of(0)).update(entry).digest()
}

function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update(Buffer.of(1)).update(left).update(right).digest()
}

/** Full subtrees by height; each level holds at most one. */
function append(tree: Buffer[][], leaf: Buffer): void {
  let hash = leaf
  for (let height = 0; ; height += 1) {
    const level = tree[height] ?? []
    tree[height] = level
    const left = level.pop()
    if (!left) {
      level.push(hash)
      return
    }
    hash = nodeHash(left, hash)
  }
}

function rootOf(tree: readonly Buffer[][]): Buffer {
  let root: Buffer | null = null
  for (const [hash] of tree) if (hash) root = root ? nodeHash(hash, root) : hash
  return root ?? createHash('sha256').digest()
}
