export * from './attempt-day.ts'
export * from './prepare-payout.ts'
export * from './retry-delay.ts'
export * from './split-transfer.ts'
