/**
 * A process of its own that imports a group piece by piece, so that a test can kill it. Arguments: database address, plan, instant, first
 * day of birth, rows a piece, pieces.
 */
import pino from 'pino'
import { createVault } from '../src/identity/encryption.ts'
import { defaultJoining } from '../src/participants/index.ts'
import { openDatabase } from '../src/postgres/database.ts'
import { importMadeUpGroup } from './made-up-group.ts'
import { testClock, testDice } from './platform.ts'

const [url, planCode, now, from, rows, pieces] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
]
const dice = testDice(`process ${process.pid}`)
const database = openDatabase(url, { maxConnections: 2, applicationName: 'import-group-process' })
const platform = {
  database,
  dice,
  clock: testClock(now),
  vault: createVault({ masterKey: new Uint8Array(32).fill(7), random: (length) => dice.bytes(length) }),
  logger: pino({ level: 'silent' }),
}
await importMadeUpGroup(platform, defaultJoining, { planCode, from, rows: Number(rows), pieces: Number(pieces) })
await database.destroy()
