import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '../../../packages/platform/src/cli/trial-members.ts'
import { type Binaries, findBinaries } from '../../../packages/platform/src/postgres/binaries.ts'
import { createCluster, readPassword, userName } from '../../../packages/platform/src/postgres/cluster.ts'
import { readPostmaster } from '../../../packages/platform/src/postgres/postmaster.ts'
import { run, type ServerUser, serverUser } from '../../../packages/platform/src/postgres/server-user.ts'
import { canMakeDisks, makeSmallDisk, type SmallDisk } from './small-disk.ts'

const megabytesOfDisk = 600
/** Small, so that a disk can be filled and connections can run out. */
const parameters = [
  '-c max_connections=60 -c shared_buffers=64MB -c max_wal_size=96MB -c min_wal_size=32MB -c wal_keep_size=32MB',
  '-c wal_receiver_status_interval=1s -c log_min_messages=warning',
].join(' ')
/** The role of the platform's processes; not the superuser, whom no limit of connections stops. */
const role = 'platform'

interface Cluster {
  /** Holds `pg`, which holds `cluster`. */
  readonly folder: string
  readonly port: number
  readonly disk: SmallDisk | null
}

/** A PostgreSQL of the rig that is killed, frozen, filled and failed over. */
export class RigDatabase {
  readonly #home: string
  readonly #binaries: Binaries
  readonly #user: ServerUser | null
  readonly #platformPassword = randomBytes(12).toString('hex')
  #superPassword = ''
  #clusters = 0
  #primary: Cluster

  private constructor(home: string, binaries: Binaries, user: ServerUser | null, primary: Cluster) {
    this.#home = home
    this.#binaries = binaries
    this.#user = user
    this.#primary = primary
  }

  static async start(home: string): Promise<RigDatabase> {
    const user = await serverUser(home)
    const binaries = await findBinaries(user)
    const database = new RigDatabase(home, binaries, user, await makeCluster(home, 0))
    const { folder } = database.#primary
    await createCluster(binaries, join(folder, 'pg'), user, false)
    database.#superPassword = await readPassword(join(folder, 'pg'))
    await database.startServer()
    await database.ask('postgres', [
      `create role ${role} login password '${database.#platformPassword}'`,
      `create database tongzhou owner ${role}`,
    ])
    return database
  }

  get port(): number {
    return this.#primary.port
  }

  /** For a process of the platform, through a loopback at this port. */
  urlThrough(port: number): string {
    return `postgres://${role}:${this.#platformPassword}@127.0.0.1:${port}/tongzhou`
  }

  /** The superuser's way in, past every loopback. */
  get url(): string {
    return this.#urlOf(this.#primary.port, 'tongzhou')
  }

  #urlOf(port: number, name: string): string {
    return `postgres://${userName}:${this.#superPassword}@127.0.0.1:${port}/${name}`
  }

  async ask(name: string, statements: readonly string[], port = this.#primary.port): Promise<readonly object[]> {
    const client = new pg.Client({ connectionString: this.#urlOf(port, name), connectionTimeoutMillis: 5_000 })
    client.on('error', () => {})
    await client.connect()
    try {
      let rows: readonly object[] = []
      for (const statement of statements) ({ rows } = await client.query(statement))
      return rows
    } finally {
      await client.end()
    }
  }

  async startServer(cluster = this.#primary): Promise<void> {
    const data = join(cluster.folder, 'pg', 'cluster')
    const given = ['start', '-D', data, '-l', join(cluster.folder, 'pg', 'log'), '-s', '-w', '-t', '60']
    const quick = cluster.disk ? '' : ' -F'
    const started = await run(
      this.#binaries.pgCtl,
      [...given, '-o', `-p ${cluster.port} ${parameters}${quick}`],
      this.#user,
    )
    if (started.code !== 0) {
      const said = readFileSync(join(cluster.folder, 'pg', 'log'), 'utf8').slice(-2_000)
      throw new Error(`PostgreSQL did not start: ${started.output}\n${said}`)
    }
  }

  /** Every process of the server, the first one first; empty where it does not run. */
  async #processes(cluster = this.#primary): Promise<readonly number[]> {
    const postmaster = await readPostmaster(join(cluster.folder, 'pg', 'cluster'))
    if (postmaster === null || !isAlive(postmaster.processId)) return []
    return [postmaster.processId, ...childrenOf(postmaster.processId)]
  }

  /** `kill -9` of the server with all its processes; returns when they are gone. */
  async kill(cluster = this.#primary): Promise<void> {
    const killed = await this.#processes(cluster)
    for (const one of killed) signal(one, 'SIGKILL')
    for (let tries = 0; tries < 500 && killed.some(isAlive); tries += 1) await pause(10)
    rmSync(join(cluster.folder, 'pg', 'cluster', 'postmaster.pid'), { force: true })
  }

  /** The server does nothing any more, and its connections stay as they are. */
  async freeze(): Promise<void> {
    for (const one of await this.#processes()) signal(one, 'SIGSTOP')
  }

  async thaw(): Promise<void> {
    for (const one of await this.#processes()) signal(one, 'SIGCONT')
  }

  get disk(): SmallDisk | null {
    return this.#primary.disk
  }

  /** Starts the server again where a fault has ended it. */
  async ensureRuns(): Promise<void> {
    for (let tries = 0; tries < 3; tries += 1) {
      if ((await this.#processes()).length > 0) {
        const answers = await this.ask('postgres', ['select 1']).then(
          () => true,
          () => false,
        )
        if (answers) return
        await pause(300)
        continue
      }
      rmSync(join(this.#primary.folder, 'pg', 'cluster', 'postmaster.pid'), { force: true })
      await this.startServer()
      return
    }
    await this.kill()
    await this.startServer()
  }

  /** Connections that the platform may have at once, of all its processes together. */
  async limitConnections(most: number): Promise<void> {
    await this.ask('postgres', [
      `alter role ${role} connection limit ${most}`,
      `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role}'`,
    ])
  }

  async unlimitConnections(): Promise<void> {
    await this.ask('postgres', [`alter role ${role} connection limit -1`])
  }

  /**
   * A second server that has everything the first one has acknowledged (synchronous replication), made from a base backup. `failOver` kills the
   * first and makes the second one the first.
   */
  async makeStandby(): Promise<Cluster> {
    this.#clusters += 1
    const standby = await makeCluster(this.#home, this.#clusters)
    const from = join(this.#primary.folder, 'pg')
    const to = join(standby.folder, 'pg')
    const client = new pg.Client({ connectionString: this.#urlOf(this.#primary.port, 'postgres') })
    client.on('error', () => {})
    await client.connect()
    try {
      await client.query("select pg_backup_start('standby', true)")
      // Files that go while they are copied are what a base backup expects.
      const copied = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' })
      const bad = copied.stderr.split('\n').filter((line) => line !== '' && !line.includes('No such file'))
      if (bad.length > 0) throw new Error(`a base backup failed: ${bad[0]}`)
      const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(false)')
      const cluster = join(to, 'cluster')
      rmSync(join(cluster, 'postmaster.pid'), { force: true })
      const link = `host=127.0.0.1 port=${this.#primary.port} user=${userName} password=${this.#superPassword} application_name=standby`
      const files = {
        backup_label: rows[0]!.labelfile,
        'standby.signal': '',
        'postgresql.auto.conf': `primary_conninfo = '${link}'\nsynchronous_standby_names = ''\n`,
      }
      for (const [name, text] of Object.entries(files)) {
        writeFileSync(join(cluster, name), text)
        if (this.#user) chownSync(join(cluster, name), this.#user.uid, this.#user.gid)
      }
      await this.startServer(standby)
      await client.query("alter system set synchronous_standby_names = 'standby'")
      await client.query('select pg_reload_conf()')
      for (let tries = 0; tries < 600; tries += 1) {
        const found = await client.query("select from pg_stat_replication where sync_state = 'sync'")
        if (found.rowCount === 1) return standby
        await pause(50)
      }
      throw new Error('the standby never became synchronous')
    } finally {
      await client.end()
    }
  }

  /** Kills the first server; the standby takes its place, at first for reading only. Returns what makes it write. */
  async failOver(standby: Cluster): Promise<() => Promise<void>> {
    const old = this.#primary
    await this.kill()
    this.#primary = standby
    return async () => {
      await this.ask('postgres', ['select pg_promote(true, 30)'])
      old.disk?.close()
      rmSync(old.folder, { recursive: true, force: true })
    }
  }

  async close(): Promise<void> {
    await this.thaw()
    await this.kill()
    this.#primary.disk?.close()
  }

  /** The end of what the server complained of. */
  complaints(): string {
    return readFileSync(join(this.#primary.folder, 'pg', 'log'), 'utf8').slice(-3_000)
  }
}

async function makeCluster(home: string, number: number): Promise<Cluster> {
  const folder = join(home, `database-${number}`)
  const disk = canMakeDisks ? makeSmallDisk(folder, megabytesOfDisk) : null
  if (!disk) execFileSync('mkdir', ['-p', folder])
  return { folder, port: await freePort(), disk }
}

function signal(processId: number, name: NodeJS.Signals): void {
  try {
    process.kill(processId, name)
  } catch (fault) {
    // It ended by itself meanwhile.
    if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault
  }
}

function isAlive(processId: number): boolean {
  try {
    const state = readFileSync(`/proc/${processId}/stat`, 'utf8')
    return !/\) Z /.test(state)
  } catch {
    return false
  }
}

/** Those whose parent this is, by /proc: the fourth field of stat. */
function childrenOf(parent: number): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^[0-9]+$/.test(name)) return []
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return Number(fields[1]) === parent ? [Number(name)] : []
    } catch {
      return []
    }
  })
}
