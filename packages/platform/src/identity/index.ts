export * from './encryption.ts'
export * from './subject-keys.ts'
