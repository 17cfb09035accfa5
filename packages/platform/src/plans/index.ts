export * from './load-plan.ts'
export * from './load-shipped-plans.ts'
export { faultLine, type PlanFault, type PlanFaultRule, type PlanReading, readPlan } from './read-plan.ts'
export * from './store.ts'
