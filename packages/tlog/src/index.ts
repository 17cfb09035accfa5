export { sha256 } from '#sha256'
export * from './bytes.ts'
export {
  decodeEntries,
  decodeEntryBundle,
  encodeEntries,
  encodeEntryBundle,
  maxEntryBytes,
  requireEntry,
} from './entry-bundle.ts'
export { Frontier } from './frontier.ts'
export { type HashReader, MemoryHashes } from './hash-reader.ts'
export {
  proveConsistency,
  proveInclusion,
  proveSubtreeConsistency,
  proveSubtreeInclusion,
  subtreeRoot,
  treeRoot,
} from './make-proof.ts'
export * from './rfc6962.ts'
export { maxSize } from './size.ts'
export type { NodePosition, Range } from './subtree.ts'
export {
  type EntryBundle,
  entryBundleOf,
  entryBundlePath,
  newEntryBundles,
  newTiles,
  parseTilePath,
  partialTiles,
  type Tile,
  type TilePlace,
  tileAt,
  tileHeight,
  tileOfNode,
  tilePath,
  tileWidth,
} from './tile.ts'
export { buildTile, openTiles, type TileReader, tileHashes } from './tile-hash-reader.ts'
export { TlogError, type TlogErrorCode } from './tlog-error.ts'
export {
  type ConsistencyClaim,
  type InclusionClaim,
  type SubtreeConsistencyClaim,
  type SubtreeInclusionClaim,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from './verify-proof.ts'
