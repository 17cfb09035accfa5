export * from './canonical-json.ts'
export * from './entry.ts'
