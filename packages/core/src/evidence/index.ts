export * from './accept-file.ts'
export * from './file-name.ts'
export * from './file-record.ts'
export * from './media-type.ts'
