/**
 * The first published case of the original's review board re-enacted: 250,000 jurors in a window of five hours, 58 per cent against and
 * 42 for; once the claimant withdraws before the close, as it was, once the vote is counted. `npm run reenact [-- --jurors 2000]`.
 * Exit code 1 where a count is not exact or `verify` finds something.
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import pino from 'pino'
import { systemDice } from '../../packages/platform/src/cli/open-platform.ts'
import { type Progress, startProgress } from '../../packages/platform/src/cli/progress.ts'
import { createVault } from '../../packages/platform/src/identity/index.ts'
import { openDatabase } from '../../packages/platform/src/postgres/database.ts'
import { startEmbeddedPostgres } from '../../packages/platform/src/postgres/embedded.ts'
import { migrate, readMigrations } from '../../packages/platform/src/postgres/migrate.ts'
import { testClock } from '../../packages/platform/test/platform.ts'
import { type Reenacted, reenactFirstCase } from './reenact-first-case.ts'

const { values } = parseArgs({ options: { jurors: { type: 'string', default: '250000' } } })
const jurors = Number(values.jurors)
// Below a thousand the plan's quorum is missing.
if (!Number.isSafeInteger(jurors) || jurors < 1_000) throw new Error('--jurors is a whole number of 1,000 or more')

const folder = await mkdtemp(join(tmpdir(), 'tongzhou-first-case-'))
await chmod(folder, 0o755)
const server = await startEmbeddedPostgres({ dataFolder: join(folder, 'postgres') })
const database = openDatabase(server.url, { maxConnections: 12 })
try {
  await migrate(database, await readMigrations())
  const platform = {
    database,
    databaseUrl: server.url,
    clock: testClock('2019-03-26T04:00:00Z'),
    dice: systemDice,
    vault: createVault({ masterKey: systemDice.bytes(32), random: systemDice.bytes }),
    logger: pino({ level: 'error' }, pino.destination({ dest: 2, sync: true })),
  }
  const shown = showProgress()
  const reenacted = await reenactFirstCase({ platform, folder, jurors, onProgress: shown.update })
  shown.stop()
  process.stdout.write(`${tableOf(reenacted)}\n`)
  process.exitCode = isExact(reenacted) ? 0 : 1
} finally {
  await database.destroy()
  await server.stop()
  await rm(folder, { recursive: true, force: true })
}

/** A bar for each stage as it comes. */
function showProgress() {
  let stage = ''
  let bar: Progress | null = null
  return {
    update(now: string, done: number, of: number) {
      if (now !== stage) {
        bar?.stop()
        bar = startProgress(now, of)
        stage = now
      }
      bar?.update(done)
    },
    stop: () => bar?.stop(),
  }
}

function isExact({ ballots, finding, mistaken, verdict, withdrawn }: Reenacted): boolean {
  const pay = Math.floor((ballots * 42) / 100)
  const { doNotPay, invalid, outcome } = verdict
  return (
    [verdict.pay, doNotPay, invalid, mistaken].join() === [pay, ballots - pay, 0, 0].join() &&
    outcome === 'rejected' &&
    withdrawn.ballots === ballots &&
    withdrawn.opened === 0 &&
    finding === null
  )
}

function tableOf(reenacted: Reenacted): string {
  const { ballots, finding, leaves, mistaken, parts, verdict, withdrawn } = reenacted
  const lines = parts.map(({ count, name, seconds }) => {
    const rate = count > 1 ? `${Math.floor(count / seconds).toLocaleString('en')} per second` : ''
    return `${name.padEnd(22)} ${seconds.toFixed(1).padStart(8)} s ${count.toLocaleString('en').padStart(10)}  ${rate}`
  })
  const number = (value: number) => value.toLocaleString('en')
  return [
    ...lines,
    '',
    `withdrawn before the close: ${number(withdrawn.ballots)} ballots on the log, ${number(withdrawn.opened)} opened`,
    `counted: ${number(ballots)} ballots, ${number(verdict.pay)} for and ${number(verdict.doNotPay)} against, ` +
      `${number(verdict.invalid)} invalid, ${number(mistaken)} not as meant: ${verdict.outcome}`,
    `verify over ${number(leaves)} leaves: ${finding ?? 'clean'}`,
  ].join('\n')
}
