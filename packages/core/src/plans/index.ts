export * from './payout.ts'
export type * from './plan.ts'
export * from './required-checklist.ts'
export * from './version-in-force.ts'
