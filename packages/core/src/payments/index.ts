export * from './attempt-day.ts'
export * from './retry-delay.ts'
export * from './split-transfer.ts'
