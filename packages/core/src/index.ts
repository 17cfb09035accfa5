export * from './decision.ts'
export * from './flow.ts'
export * from './plans/index.ts'
