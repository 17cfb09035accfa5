import { readFile, realpath, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { type Binaries, findBinaries } from './binaries.ts'
import {
  checkVersion,
  closedFolder,
  createCluster,
  exists,
  reachableFolder,
  readPassword,
  userName,
} from './cluster.ts'
import { isPostmaster, readPostmaster } from './postmaster.ts'
import { run, type ServerUser, serverUser } from './server-user.ts'

export interface EmbeddedOptions {
  /** Where the data is kept; made when it is missing. Its parent folder must be writable. */
  readonly dataFolder: string
  /** A fixed port on 127.0.0.1; a free one without it. */
  readonly port?: number
  /** false: no fsync, for tests only. A crash of the machine then loses the data. */
  readonly durable?: boolean
}

export interface EmbeddedPostgres {
  /** Of the database `postgres`, with the superuser's password. */
  readonly url: string
  /** Where the data really is: under `/var/lib/tongzhou` where the server's user cannot enter `dataFolder`. */
  readonly dataFolder: string
  /** true where a running server was found (another process of ours uses it, or was killed) and is used again. */
  readonly reused: boolean
  /**
   * Stops the server, unless another client is still connected: the last one out stops it. `evenIfUsed` cuts the others
   * off. Close your own pool first.
   */
  stop(options?: { readonly evenIfUsed?: boolean }): Promise<void>
}

/** Recovery after a kill in the middle of a large period may take this long; beyond it something is broken. */
const longestStartSeconds = 120
const longestStopSeconds = 60
/** The free port may be taken between our look and the server's. */
const mostPortAttempts = 5

/**
 * Starts the PostgreSQL that npm brought, or finds the one already running on this data. Survives a killed parent: the
 * server goes on, and the next start uses it. Throws with what to do where it cannot start.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const asked = resolve(options.dataFolder)
  const user = await serverUser(asked)
  const binaries = await findBinaries(user)
  const dataFolder = await reachableFolder(asked, user)
  const cluster = join(dataFolder, 'cluster')
  if (!(await exists(join(cluster, 'PG_VERSION'))))
    await createCluster(binaries, dataFolder, user, options.durable ?? true)
  await checkVersion(binaries, cluster)
  const password = await readPassword(dataFolder)

  const running = await findRunning(cluster, password)
  const port = running ?? (await startServer(binaries, dataFolder, user, password, options))
  return {
    url: urlOf(port, password),
    dataFolder,
    reused: running !== null,
    stop: (how) => stopServer(binaries, cluster, user, urlOf(port, password), how?.evenIfUsed ?? false),
  }
}

/** Stops the server of this data folder unless a client is connected to it; does nothing where none runs. */
export async function stopEmbeddedPostgres(askedFolder: string): Promise<void> {
  const asked = resolve(askedFolder)
  for (const dataFolder of [asked, await closedFolder(asked)]) {
    const cluster = join(dataFolder, 'cluster')
    if ((await readPostmaster(cluster)) === null) continue
    const user = await serverUser(dataFolder)
    const password = await readPassword(dataFolder)
    const port = await findRunning(cluster, password)
    if (port !== null) await stopServer(await findBinaries(user), cluster, user, urlOf(port, password), false)
  }
}

/** Stops the server of this data folder, whoever uses it, and removes the data: for `--fresh` and for tests. */
export async function removeEmbeddedPostgres(askedFolder: string): Promise<void> {
  const asked = resolve(askedFolder)
  for (const dataFolder of [asked, await closedFolder(asked)]) {
    const cluster = join(dataFolder, 'cluster')
    if (!(await exists(cluster))) continue
    const user = await serverUser(dataFolder)
    await stopRunning(await findBinaries(user), cluster, user)
    await rm(dataFolder, { recursive: true, force: true })
  }
}

function urlOf(port: number, password: string): string {
  return `postgres://${userName}:${password}@127.0.0.1:${port}/postgres`
}

/** The port of a server that runs on this cluster; waits for one that is starting; clears what a crash left behind. */
async function findRunning(cluster: string, password: string): Promise<number | null> {
  const until = Date.now() + longestStartSeconds * 1000
  for (;;) {
    const postmaster = await readPostmaster(cluster)
    if (postmaster === null) return null
    if (postmaster.ready && (await serves(postmaster.port, password, cluster))) return postmaster.port
    if (!(await isPostmaster(postmaster.processId))) {
      // Read again: it may have ended, and another may have started, since.
      if ((await readPostmaster(cluster))?.processId !== postmaster.processId) continue
      await rm(join(cluster, 'postmaster.pid'), { force: true })
      return null
    }
    if (Date.now() > until) {
      throw new Error(
        `A PostgreSQL server (process ${postmaster.processId}) holds ${cluster} but does not answer: ` +
          `look into ${join(dirname(cluster), 'log')}, end that process, and start again.`,
      )
    }
    await pause(50)
  }
}

async function serves(port: number, password: string, cluster: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: urlOf(port, password), connectionTimeoutMillis: 2000 })
  // A server that stops while we ask reports it here too; the query's own rejection is what counts.
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>('show data_directory')
    return (await realpath(rows[0]?.data_directory ?? '')) === (await realpath(cluster))
  } catch {
    // Whatever the reason, it is not a server to be used; the caller waits or starts one.
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function startServer(
  binaries: Binaries,
  dataFolder: string,
  user: ServerUser | null,
  password: string,
  options: EmbeddedOptions,
): Promise<number> {
  const cluster = join(dataFolder, 'cluster')
  const log = join(dataFolder, 'log')
  const quick = (options.durable ?? true) ? '' : ' -F -c synchronous_commit=off -c full_page_writes=off'
  for (let attempt = 1; ; attempt += 1) {
    await rm(log, { force: true })
    const port = options.port ?? (await freePort())
    const parameters = ['start', '-D', cluster, '-l', log, '-s', '-w', '-t', String(longestStartSeconds)]
    const started = await run(binaries.pgCtl, [...parameters, '-o', `-p ${port}${quick}`], user)
    if (started.code === 0) return port
    // Two starts at once: the other server is as good as ours.
    const other = await findRunning(cluster, password)
    if (other !== null) return other
    const said = await readFile(log, 'utf8').catch(() => '')
    const portTaken = said.includes('could not bind') && options.port === undefined
    if (portTaken && attempt < mostPortAttempts) continue
    throw new Error(`PostgreSQL did not start on port ${port}: ${started.output.trim()}\n${said.trim()}`)
  }
}

function freePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolvePort(address.port)
        else reject(new Error('no free port on 127.0.0.1'))
      })
    })
  })
}

async function stopServer(
  binaries: Binaries,
  cluster: string,
  user: ServerUser | null,
  url: string,
  evenIfUsed: boolean,
): Promise<void> {
  if (!evenIfUsed && (await isUsed(url))) return
  await stopRunning(binaries, cluster, user)
}

const stopperName = 'tongzhou-stop'

async function isUsed(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, application_name: stopperName, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ used: boolean }>(
      `select exists (select from pg_stat_activity where backend_type = 'client backend'
        and pid <> pg_backend_pid() and application_name <> $1) as used`,
      [stopperName],
    )
    return rows[0]?.used ?? false
  } catch {
    // It does not answer: stopping it is safe, and tells what is wrong.
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function stopRunning(binaries: Binaries, cluster: string, user: ServerUser | null): Promise<void> {
  const parameters = ['stop', '-D', cluster, '-s', '-m', 'fast', '-w', '-t', String(longestStopSeconds)]
  const stopped = await run(binaries.pgCtl, parameters, user)
  if (stopped.code === 0) return
  const postmaster = await readPostmaster(cluster)
  if (postmaster === null || !(await isPostmaster(postmaster.processId))) return
  throw new Error(`PostgreSQL (process ${postmaster.processId}) did not stop: ${stopped.output.trim()}`)
}
