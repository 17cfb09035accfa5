import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeEmbeddedPostgres, startEmbeddedPostgres, stopEmbeddedPostgres } from './embedded.ts'
import { isPostmaster, readPostmaster } from './postmaster.ts'

let parent: string
let dataFolder: string

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'tongzhou-embedded-'))
  // PostgreSQL's user has to come through; a folder made by mkdtemp is closed.
  await chmod(parent, 0o755)
  dataFolder = join(parent, 'postgres')
})

afterEach(async () => {
  await removeEmbeddedPostgres(dataFolder)
  await rm(parent, { recursive: true, force: true })
})

const start = () => startEmbeddedPostgres({ dataFolder, durable: false })

async function ask<Row extends pg.QueryResultRow>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

const isRunning = async () => (await readPostmaster(join(dataFolder, 'cluster'))) !== null

test('a stopped server keeps its data for the next start', async () => {
  const first = await start()
  await ask(first.url, 'create table boats (name text); insert into boats values ($$one$$)')
  await first.stop()
  expect(await isRunning()).toBe(false)
  const second = await start()
  expect(second.reused).toBe(false)
  expect(await ask(second.url, 'select name from boats')).toEqual([{ name: 'one' }])
  await second.stop()
})

test('it speaks UTF-8, sorts by code point, and keeps UTC', async () => {
  const server = await start()
  const [row] = await ask(
    server.url,
    `select current_setting('server_encoding') as encoding, current_setting('timezone') as zone,
      lower('É') as lower, 'Z' < 'a' as by_code_point, current_setting('listen_addresses') as address`,
  )
  expect(row).toEqual({ encoding: 'UTF8', zone: 'UTC', lower: 'é', by_code_point: true, address: '127.0.0.1' })
})

test('a wrong password is refused', async () => {
  const wrong = new URL((await start()).url)
  wrong.password = 'wrong'
  await expect(ask(wrong.href, 'select 1')).rejects.toThrow('password authentication failed')
})

test('the server of a killed parent is found and used again', async () => {
  const script = `import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))}
    const { url } = await startEmbeddedPostgres({ dataFolder: process.argv[1], durable: false })
    process.stdout.write(url)
    setInterval(() => {}, 1000)`
  const child: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', script, dataFolder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = (await once(child.stdout!, 'data')) as [Buffer]
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
  const server = await start()
  expect(server.reused).toBe(true)
  expect(server.url).toBe(said.toString())
  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('a server that was killed itself is started again, its data whole', async () => {
  const first = await startEmbeddedPostgres({ dataFolder })
  await ask(first.url, 'create table boats (name text); insert into boats values ($$one$$)')
  const { processId } = (await readPostmaster(join(dataFolder, 'cluster')))!
  process.kill(processId, 'SIGKILL')
  await expect.poll(() => isPostmaster(processId)).toBe(false)
  expect(await isRunning(), 'postmaster.pid is left behind').toBe(true)
  const second = await start()
  expect(await ask(second.url, 'select name from boats')).toEqual([{ name: 'one' }])
})

test('a postmaster.pid whose number another program has by now is cleared', async () => {
  await (await start()).stop()
  const pidFile = join(dataFolder, 'cluster', 'postmaster.pid')
  await writeFile(pidFile, `${process.pid}\n${join(dataFolder, 'cluster')}\n1\n5432\n\n127.0.0.1\n0 0\nready\n`)
  const server = await start()
  expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('two starts at once, of data that does not exist yet, share one server', async () => {
  const [one, two] = await Promise.all([start(), start()])
  expect(one.url).toBe(two.url)
})

test('while another client is connected, stopping leaves the server to it', async () => {
  const server = await start()
  const other = new pg.Client({ connectionString: server.url })
  other.on('error', () => {})
  await other.connect()
  await server.stop()
  expect(await isRunning()).toBe(true)
  await other.end()
  await expect
    .poll(async () => {
      await stopEmbeddedPostgres(dataFolder)
      return isRunning()
    })
    .toBe(false)
})

test('its log holds no value of a row, only what kind of fault it was', async () => {
  const server = await start()
  await ask(server.url, 'create table people (phone text primary key)')
  const twice = `insert into people values ('13900000000'), ('13900000000')`
  await expect(ask(server.url, twice)).rejects.toThrow('duplicate key')
  const log = await readFile(join(dataFolder, 'log'), 'utf8')
  expect(log).toContain('duplicate key')
  expect(log).not.toContain('13900000000')
})

test('data of another PostgreSQL release is refused with what to do', async () => {
  await (await start()).stop()
  await writeFile(join(dataFolder, 'cluster', 'PG_VERSION'), '9\n')
  await expect(start()).rejects.toThrow('was made by PostgreSQL 9')
})

test('removing ends the server and the data', async () => {
  await start()
  await removeEmbeddedPostgres(dataFolder)
  await expect(stat(dataFolder)).rejects.toThrow('ENOENT')
})

const asRoot = process.getuid?.() === 0
test.runIf(asRoot)('as root, data for a folder that is closed to PostgreSQL goes where it can enter', async () => {
  await chmod(parent, 0o700)
  const server = await start()
  expect(server.dataFolder).toMatch(/^\/var\/lib\/tongzhou\/[0-9a-f]{16}$/)
  await chmod(parent, 0o755)
  const again = await start()
  expect(again.url, 'it stays there').toBe(server.url)
})
