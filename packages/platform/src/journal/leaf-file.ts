import { type FileHandle, open } from 'node:fs/promises'

/** Bytes of a leaf hash: SHA-256. */
const hashBytes = 32

/**
 * The leaf hashes of the log, one after the other, in a file outside of the database. Whoever changes history with SQL
 * alone can't change this too, so `verify` tells which leaf it was. Trusted to keep what it is given; if it lied, verify
 * would name a wrong record, never call a changed history clean.
 */
export interface LeafFile {
  /** Leaves in the file. A torn last write is not counted. */
  size(): Promise<number>
  /** Writes hashes from `leafIndex` on and returns when they are on disk. */
  write(leafIndex: number, hashes: readonly Uint8Array[]): Promise<void>
  /** The hashes from `leafIndex` on, at most `count`. */
  read(leafIndex: number, count: number): Promise<readonly Buffer[]>
  close(): Promise<void>
}

/** Opens the file, or makes an empty one. */
export async function openLeafFile(path: string): Promise<LeafFile> {
  const file = await openOrCreate(path)
  return {
    size: async () => Math.floor((await file.stat()).size / hashBytes),
    write: async (leafIndex, hashes) => {
      await file.write(Buffer.concat(hashes), 0, hashes.length * hashBytes, leafIndex * hashBytes)
      await file.datasync()
    },
    read: async (leafIndex, count) => {
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(count * hashBytes),
        0,
        count * hashBytes,
        leafIndex * hashBytes,
      )
      const whole = Math.floor(bytesRead / hashBytes)
      return Array.from({ length: whole }, (_, at) => buffer.subarray(at * hashBytes, (at + 1) * hashBytes))
    },
    close: () => file.close(),
  }
}

async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+')
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault
    return open(path, 'wx+', 0o600)
  }
}
