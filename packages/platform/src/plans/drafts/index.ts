export { versionOf } from './adopt-draft.ts'
export { loadDraft, type PlanDraft } from './draft-store.ts'
export { draftUnknown } from './write-draft.ts'
