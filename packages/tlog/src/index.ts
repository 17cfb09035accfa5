export { sha256 } from '#sha256'
export * from './bytes.ts'
export * from './frontier.ts'
export * from './rfc6962.ts'
