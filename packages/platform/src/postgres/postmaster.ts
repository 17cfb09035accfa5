import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './server-user.ts'

/** What `postmaster.pid` says (PostgreSQL, src/include/utils/pidfile.h: line 1 process, line 4 port, line 8 status). */
export interface Postmaster {
  readonly processId: number
  readonly port: number
  readonly ready: boolean
}

/** Reads `postmaster.pid` of a cluster; null where there is none or it is still being written. */
export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return null
    throw fault
  })
  if (text === null) return null
  const lines = text.split('\n').map((line) => line.trim())
  const processId = Math.abs(Number(lines[0]))
  if (!Number.isSafeInteger(processId) || processId === 0) return null
  return { processId, port: Number(lines[3] ?? 0), ready: lines[7] === 'ready' }
}

/**
 * Whether the process is alive and a PostgreSQL server. After a crash of the machine, or in a new container, another
 * program may have got the number that stands in `postmaster.pid`.
 */
export async function isPostmaster(processId: number): Promise<boolean> {
  const command = await commandOf(processId)
  return command !== null && /\bpostgres\b/.test(command.split(/[\0 ]/)[0] ?? '')
}

async function commandOf(processId: number): Promise<string | null> {
  if (process.platform === 'linux') return readFile(`/proc/${processId}/cmdline`, 'utf8').catch(() => null)
  if (process.platform === 'win32') {
    const listed = await run('tasklist', ['/FI', `PID eq ${processId}`, '/FO', 'CSV', '/NH'], null)
    return listed.output.includes('postgres') ? 'postgres' : null
  }
  const listed = await run('ps', ['-p', String(processId), '-o', 'command='], null)
  return listed.code === 0 ? listed.output.trim() : null
}
