export * from './signatures-node.ts'
export { TileFolder } from './tile-folder-node.ts'
