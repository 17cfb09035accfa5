export * from './add-evidence.ts'
export * from './check-files.ts'
export * from './content-disposition.ts'
export * from './folder-store.ts'
export { type InspectedFile, inspectFile, type UploadedFile } from './inspect-file.ts'
export * from './open-file-store.ts'
export * from './s3-store.ts'
export { evidenceName } from './sealed-evidence.ts'
export * from './sealed-file-store.ts'
export {
  type EvidenceView,
  eraseEvidenceOf,
  evidenceOf,
  findEvidence,
  type SameFile,
  type StoredEvidence,
  sameFilesElsewhere,
  viewsOf,
} from './store.ts'
export * from './sweep-files.ts'
export * from './view-evidence.ts'
