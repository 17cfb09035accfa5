/**
 * A process of its own that collects a period, so that a test can kill it. Arguments: database address, gateway address, key of
 * its notices, period, attempt, instant.
 */
import pino from 'pino'
import { createVault } from '../src/identity/encryption.ts'
import { collectPeriod } from '../src/payments/collect-period.ts'
import { openDatabase } from '../src/postgres/database.ts'
import { testClient } from './payment-gateway.ts'
import { testClock, testDice } from './platform.ts'

const [url, gatewayUrl, noticeKey, periodId, attemptNo, now] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
]
const dice = testDice(`process ${process.pid}`)
const database = openDatabase(url, { maxConnections: 2, applicationName: 'collect-period-process' })
const platform = {
  database,
  dice,
  clock: testClock(now),
  vault: createVault({ masterKey: new Uint8Array(32).fill(7), random: (length) => dice.bytes(length) }),
  logger: pino({ level: 'silent' }),
}
const gateway = testClient({ url: gatewayUrl, noticeKey }, { debitsPerBatch: 10 })
await collectPeriod(platform, gateway, BigInt(periodId), Number(attemptNo))
await database.destroy()
