export { adoptConsortium, publishPolicies } from './adopt-consortium.ts'
export { checkPage } from './check-page.ts'
export { type Consortium, type ConsortiumMember, policyAlone, readConsortium, whyUnsafe } from './consortium.ts'
export { type EntryState, entriesOf, finalSize, isFinal, waitingForQuorum } from './finality.ts'
export * from './leaf-file.ts'
export {
  createLogKey,
  formerLogKeys,
  type LogKey,
  LogKeyUnusable,
  loadLogKey,
  logKeySeedBytes,
  rotateLogKey,
} from './log-keys.ts'
export { logRoutes } from './log-routes.ts'
export type { PublishedLog } from './make-tlog-proof.ts'
export { openMemberNote } from './member-note.ts'
export * from './plan-records.ts'
export { proveEntry } from './prove-entry.ts'
export { LogPublisher, type LogStanding } from './publish-log.ts'
export * from './record-source.ts'
export { S3LogFiles } from './s3-log-files.ts'
export * from './sequence.ts'
export { journalCounts, saltsOf } from './store.ts'
export { submissionRoutes } from './submission-routes.ts'
export * from './verify.ts'
