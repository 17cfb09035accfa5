export * from './juror-record.ts'
export * from './juror-standing.ts'
export * from './lot.ts'
export * from './tally.ts'
