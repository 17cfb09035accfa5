export * from './juror-service-store.ts'
export * from './juror-standing.ts'
export * from './juror-store.ts'
export * from './question-banks.ts'
