import { type AddressInfo, connect, createServer } from 'node:net'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { openDatabase } from '../../packages/platform/src/postgres/database.ts'
import { freshDatabase } from '../../packages/platform/test/database.ts'
import { openLoopback } from './rig/loopback.ts'

const { database: direct, url } = await freshDatabase()
const address = new URL(url)
const loopback = await openLoopback(Number(address.port))
address.port = String(loopback.port)
const database = openDatabase(address.href, { maxConnections: 2, applicationName: 'lost' })

afterAll(async () => {
  await database.destroy()
  await loopback.close()
})

const one = async () => (await sql<{ one: number }>`select 1 as one`.execute(database)).rows[0]!.one

test('a session that the database ends between two statements of a transaction is a fault of that transaction, not of the process', async () => {
  const killed = database.transaction().execute(async (transaction) => {
    await sql`select 1`.execute(transaction)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lost'`.execute(direct)
    await new Promise((wake) => setTimeout(wake, 200))
    await sql`select 1`.execute(transaction)
  })
  await expect(killed).rejects.toThrow()
  expect(await one()).toBe(1)
})

test('a statement whose answer never comes, because the other end is gone without a word, fails, and the pool goes on', async () => {
  expect(await one()).toBe(1)
  loopback.abandon()
  const began = performance.now()
  await expect(one()).rejects.toThrow('Connection terminated')
  expect(performance.now() - began).toBeLessThan(40_000)
  expect(await one()).toBe(1)
}, 60_000)

test('a long statement is left alone behind a pooler, which tells clients numbers of its own', async () => {
  const pooler = createServer((client) => {
    const server = connect(Number(new URL(url).port), '127.0.0.1')
    client.pipe(server)
    server.on('data', (bytes) => client.write(otherSessionNumber(bytes as Buffer)))
    server.on('close', () => client.destroy())
    client.on('close', () => server.destroy())
    for (const socket of [client, server]) socket.on('error', () => {})
  })
  await new Promise<void>((listening) => pooler.listen(0, '127.0.0.1', listening))
  const behind = new URL(url)
  behind.port = String((pooler.address() as AddressInfo).port)
  const pooled = openDatabase(behind.href, { maxConnections: 1, applicationName: 'pooled' })
  await sql`select pg_sleep(25)`.execute(pooled)
  await pooled.destroy()
  await new Promise((closed) => pooler.close(closed))
}, 60_000)

/** BackendKeyData (PostgreSQL's protocol, "Message Formats"): the number of the session, told once after the sign-in. */
function otherSessionNumber(bytes: Buffer): Buffer {
  const at = bytes.indexOf(Buffer.from([0x4b, 0, 0, 0]))
  if (at >= 0 && at + 9 <= bytes.length) bytes.writeInt32BE(1, at + 5)
  return bytes
}

test('a long statement that the database has at work is left alone', async () => {
  await sql`select pg_sleep(25)`.execute(database)
}, 60_000)
