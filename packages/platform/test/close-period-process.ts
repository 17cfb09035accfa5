/**
 * A process of its own that closes a period, so that a test can kill it. Arguments: database address, plan, period, instant.
 * Exits with 0 when it was carried out (or had been), with 1 when it was refused.
 */
import pino from 'pino'
import { system } from '../src/commit/commit.ts'
import { createVault } from '../src/identity/encryption.ts'
import { openDatabase } from '../src/postgres/database.ts'
import { closePeriod } from '../src/sharing/close-period.ts'
import { testClock, testDice } from './platform.ts'

const [url, planCode, code, now] = process.argv.slice(2) as [string, string, string, string]
const dice = testDice(`process ${process.pid}`)
const database = openDatabase(url, { maxConnections: 2, applicationName: 'close-period-process' })
const platform = {
  database,
  dice,
  clock: testClock(now),
  vault: createVault({ masterKey: new Uint8Array(32).fill(7), random: (length) => dice.bytes(length) }),
  logger: pino({ level: 'silent' }),
}
const outcome = await closePeriod(platform, { key: `close:${code}`, actor: system, planCode, code })
await database.destroy()
process.exitCode = outcome.accepted ? 0 : 1
