export { sha256 } from '#sha256'
export * from './bytes.ts'
export * from './rfc6962.ts'
export { TlogError, type TlogErrorCode } from './tlog-error.ts'
