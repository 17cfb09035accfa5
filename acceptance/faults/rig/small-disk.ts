import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** A file system of its own with so many megabytes, which can be filled; needs root. */
export interface SmallDisk {
  readonly folder: string
  /** Leaves not one block free. */
  fill(): void
  /** Gives the room back. */
  empty(): void
  close(): void
}

/** Whether this machine lets the rig make small disks. */
export const canMakeDisks = process.platform === 'linux' && process.getuid?.() === 0

export function makeSmallDisk(folder: string, megabytes: number, mode = '755'): SmallDisk {
  mkdirSync(folder, { recursive: true })
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=${mode}`, 'tmpfs', folder])
  const ballast = join(folder, 'ballast')
  return {
    folder,
    fill: () => {
      const file = openSync(ballast, 'a')
      try {
        for (;;) {
          const { bavail, bsize } = statfsSync(folder)
          const chunk = Math.min(bavail, 256) * bsize
          if (chunk === 0) return
          if (writeSync(file, Buffer.alloc(chunk)) === 0) return
        }
      } catch (fault) {
        if ((fault as NodeJS.ErrnoException).code !== 'ENOSPC') throw fault
      } finally {
        closeSync(file)
      }
    },
    empty: () => rmSync(ballast, { force: true }),
    close: () => {
      execFileSync('umount', ['-l', folder])
    },
  }
}
