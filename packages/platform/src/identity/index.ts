export * from './encryption.ts'
export * from './people-store.ts'
export * from './subject-keys.ts'
