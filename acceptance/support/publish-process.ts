import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import pino from 'pino'
import { openLog } from '../../packages/platform/src/cli/open-log.ts'
import { createVault } from '../../packages/platform/src/identity/index.ts'
import { loadLogKey, readConsortium, sequenceAll } from '../../packages/platform/src/journal/index.ts'
import { openLeafFile } from '../../packages/platform/src/journal/leaf-file.ts'
import { openDatabase } from '../../packages/platform/src/postgres/database.ts'

/** Sequences and publishes without end, as a server's jobs do: a process to be killed. Prints a line once it has begun. */
const [databaseUrl, folder] = process.argv.slice(2) as [string, string]
const database = openDatabase(databaseUrl, { maxConnections: 3 })
const random = (length: number) => new Uint8Array(randomBytes(length))
const platform = {
  database,
  clock: { now: () => Temporal.Now.instant().round({ smallestUnit: 'microsecond', roundingMode: 'floor' }) },
  dice: { bytes: random },
  vault: createVault({ masterKey: new Uint8Array(32).fill(7), random }),
  logger: pino({ level: 'silent' }),
}
const leafFile = await openLeafFile(`${folder}/leaves`)
const consortium = readConsortium(readFileSync(`${folder}/consortium.json`, 'utf8'))
const { publisher } = await openLog(
  platform,
  { TONGZHOU_S3_REGION: '' },
  `${folder}/log`,
  await loadLogKey(`${folder}/log.key`),
  consortium,
)
process.stdout.write('begun\n')
for (;;) {
  try {
    await sequenceAll(platform, leafFile)
    await publisher.publish()
  } catch (fault) {
    process.stderr.write(`${String(fault)}\n`)
  }
  await pause(20)
}
