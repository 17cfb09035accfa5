import { createHash, randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { type Binaries, sharedFolder } from './binaries.ts'
import { canEnter, run, type ServerUser } from './server-user.ts'

/** The superuser of an embedded server. */
export const userName = 'tongzhou'

export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}

/** The folder that stands for `asked` where the server's user may not enter it. */
export async function closedFolder(asked: string): Promise<string> {
  const parent = await realpath(dirname(asked)).catch(() => dirname(asked))
  const name = createHash('sha256')
    .update(join(parent, basename(asked)))
    .digest('hex')
    .slice(0, 16)
  return join(sharedFolder, name)
}

/** `asked`, or the folder that stands for it where `user` may not enter it. Throws where data lies in a closed folder. */
export async function reachableFolder(asked: string, user: ServerUser | null): Promise<string> {
  await mkdir(dirname(asked), { recursive: true })
  if (user === null) return asked
  const reachable = await canEnter(dirname(asked), user)
  if (await exists(join(asked, 'cluster'))) {
    if (reachable) return asked
    throw new Error(
      `The data in ${asked} belongs to ${user.name}, who may not enter ${dirname(asked)}: run "chmod o+x" on the folders above it.`,
    )
  }
  const closed = await closedFolder(asked)
  // Data once kept there stays there, even when the project folder was opened since.
  if (reachable && !(await exists(closed))) return asked
  await mkdir(sharedFolder, { recursive: true, mode: 0o755 })
  return closed
}

/** Makes a cluster beside its place and moves it in: a killed `initdb` never leaves half a cluster behind. */
export async function createCluster(
  binaries: Binaries,
  dataFolder: string,
  user: ServerUser | null,
  durable: boolean,
): Promise<void> {
  const unfinished = `${dataFolder}.unfinished-${randomBytes(6).toString('hex')}`
  await mkdir(unfinished, { mode: 0o700 })
  const passwordFile = join(unfinished, 'password')
  await writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  if (user !== null) for (const path of [unfinished, passwordFile]) await chown(path, user.uid, user.gid)
  const made = await run(binaries.initdb, initdbParameters(unfinished, passwordFile, durable), user)
  if (made.code !== 0) {
    await rm(unfinished, { recursive: true, force: true })
    throw new Error(`PostgreSQL could not set up its data in ${dataFolder}: ${made.output.trim()}`)
  }
  try {
    await rename(unfinished, dataFolder)
  } catch (fault) {
    await rm(unfinished, { recursive: true, force: true })
    // Another start was first; its cluster serves both.
    if (!(await exists(join(dataFolder, 'cluster', 'PG_VERSION')))) throw fault
  }
}

function initdbParameters(folder: string, passwordFile: string, durable: boolean): string[] {
  const settings = {
    timezone: 'UTC',
    log_timezone: 'UTC',
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '256MB',
    max_wal_size: '4GB',
    // Fault details quote rows ("Key (phone)=(...) already exists"): no personal data in a log.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
  }
  return [
    `--pgdata=${join(folder, 'cluster')}`,
    `--username=${userName}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
    ...Object.entries(settings).map(([name, value]) => `--set=${name}=${value}`),
  ]
}

/** Throws where the data is of another PostgreSQL than the programs. */
export async function checkVersion(binaries: Binaries, cluster: string): Promise<void> {
  const ofData = (await readFile(join(cluster, 'PG_VERSION'), 'utf8')).trim()
  const ofPrograms = (await run(binaries.pgCtl, ['--version'], null)).output.match(/(\d+)\./)?.[1]
  if (ofData !== ofPrograms) {
    throw new Error(
      `The data in ${cluster} was made by PostgreSQL ${ofData}, the programs are ${ofPrograms}: ` +
        'go back to the release that made it and export, or begin anew with "npm start -- --fresh".',
    )
  }
}

/** The superuser's password, made with the cluster. */
export async function readPassword(dataFolder: string): Promise<string> {
  try {
    return (await readFile(join(dataFolder, 'password'), 'utf8')).trim()
  } catch (cause) {
    throw new Error(
      `${dataFolder} cannot be read: start as the user who made it (or as root), or give another data folder.`,
      { cause },
    )
  }
}
