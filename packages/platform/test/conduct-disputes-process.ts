/**
 * A process of its own that does the board's work, so that a test can kill it. One JSON argument: `ConductedVotes`. Says `at work` on
 * stdout once it begins, and ends when there is nothing more to do.
 */
import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import pino from 'pino'
import { createVault } from '../src/identity/encryption.ts'
import { openLeafFile, sequenceAll } from '../src/journal/index.ts'
import { insertMessagesTo } from '../src/payments/index.ts'
import { openDatabase } from '../src/postgres/database.ts'
import { conductDisputes } from '../src/review-board/index.ts'
import { type KeeperSecret, keepersWith } from './made-up-votes.ts'

export interface ConductedVotes {
  readonly url: string
  readonly leaves: string
  readonly now: string
  readonly threshold: number
  readonly keepers: readonly KeeperSecret[]
}

const given = JSON.parse(process.argv[2]!) as ConductedVotes
const now = Temporal.Instant.from(given.now)
const dice = { bytes: (length: number) => new Uint8Array(randomBytes(length)) }
const database = openDatabase(given.url, { maxConnections: 2, applicationName: 'conduct-disputes-process' })
const platform = {
  database,
  dice,
  clock: { now: () => now },
  vault: createVault({ masterKey: new Uint8Array(32).fill(7), random: dice.bytes }),
  logger: pino({ level: 'warn' }, pino.destination({ dest: 2, sync: true })),
}
const leafFile = await openLeafFile(given.leaves)
const keepers = await keepersWith(given.keepers, given.threshold)
const tools = {
  keepers,
  origin: 'test.example/log',
  debtors: sql`select null::bigint as person_id where false`,
  tell: insertMessagesTo,
}
process.stdout.write('at work\n')
do await sequenceAll(platform, leafFile)
while ((await conductDisputes(platform, tools)) > 0)
await leafFile.close()
await database.destroy()
