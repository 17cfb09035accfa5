import {
  formatTlogProof,
  fromUtf8,
  openTiles,
  parseCheckpoint,
  parseNote,
  proveInclusion,
  type TreeFiles,
} from '@tongzhou/tlog'

/** The entry is not below the published checkpoint yet. */
export class NotFinalYet extends Error {
  override readonly name = 'NotFinalYet'
  readonly publishedSize: number
  constructor(publishedSize: number) {
    super(`the published checkpoint has ${publishedSize} entries`)
    this.publishedSize = publishedSize
  }
}

/** A log's files with its published checkpoint. */
export interface PublishedLog extends TreeFiles {
  readFile(path: string): Promise<Uint8Array | undefined>
}

/**
 * The `.tlog-proof` text of a leaf, under the published checkpoint (tlog-proof), from the served files alone. Throws
 * `NotFinalYet`.
 */
export async function makeTlogProof(log: PublishedLog, leafIndex: number): Promise<string> {
  const bytes = await log.readFile('checkpoint')
  if (!bytes) throw new NotFinalYet(0)
  const checkpoint = fromUtf8(bytes)
  const { root, size } = parseCheckpoint(parseNote(checkpoint).text)
  if (leafIndex >= size) throw new NotFinalYet(size)
  const hashes = await proveInclusion(await openTiles(log, size, root), leafIndex, size)
  return formatTlogProof({ index: leafIndex, hashes, checkpoint })
}
