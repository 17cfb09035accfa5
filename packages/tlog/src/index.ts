export { sha256 } from '#sha256'
export {
  type AddCheckpoint,
  formatAddCheckpoint,
  maxAddCheckpointBytes,
  parseAddCheckpoint,
  treeSizeMediaType,
} from './add-checkpoint.ts'
export {
  type AddEntriesHead,
  type AddEntriesUpload,
  decodeAddEntries,
  type EntryPackage,
  encodeAddEntries,
  maxPackagesPerRequest,
  type PackageRange,
  packageRanges,
} from './add-entries.ts'
export * from './bytes.ts'
export { type Checkpoint, formatCheckpoint, parseCheckpoint, type ReadCheckpoint } from './checkpoint.ts'
export {
  decodeEntries,
  decodeEntryBundle,
  encodeEntries,
  encodeEntryBundle,
  maxEntryBytes,
  requireEntry,
} from './entry-bundle.ts'
export { Frontier } from './frontier.ts'
export { GrowingTree, type TreeFile, type TreeFiles } from './growing-tree.ts'
export { type HashReader, MemoryHashes } from './hash-reader.ts'
export {
  proveConsistency,
  proveInclusion,
  proveSubtreeConsistency,
  proveSubtreeInclusion,
  subtreeRoot,
  treeRoot,
} from './make-proof.ts'
export { formatMirrorInfo, type MirrorInfo, mirrorInfoMediaType, parseMirrorInfo } from './mirror-info.ts'
export {
  formatNote,
  formatSignatureLine,
  maxNoteBytes,
  maxSignatures,
  type NoteSignature,
  parseNote,
  parseSignatureLines,
  type UnverifiedNote,
} from './note.ts'
export { type OpenedNote, openNote, type VerifiedSignature } from './open-note.ts'
export { parsePolicy } from './parse-policy.ts'
export {
  checkCheckpoint,
  isReached,
  type Policy,
  type PolicyLog,
  type PolicyWitness,
  type Quorum,
  type TrustedCheckpoint,
} from './policy.ts'
export * from './rfc6962.ts'
export { cosign, signNote, signText } from './sign-note.ts'
export type { SignatureAnswer, SignatureVerifier, Signer } from './signature-verifier.ts'
export { messageOf, type SubtreeStatement, signaturePayload, subtreeMessage } from './signed-message.ts'
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
export { TileStore } from './tile-store.ts'
export { TlogError, type TlogErrorCode } from './tlog-error.ts'
export { formatTlogProof, parseTlogProof, type TlogProof, verifyTlogProof } from './tlog-proof.ts'
export {
  formatVerifierKey,
  makeVerifierKey,
  parseVerifierKey,
  type SignatureAlgorithm,
  type SignatureType,
  signatureTypes,
  type VerifierKey,
} from './verifier-key.ts'
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
export { type SubtleVerification, webCryptoVerifier } from './web-crypto-verifier.ts'
