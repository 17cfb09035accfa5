import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Broken, Looked } from '../invariants/check.ts'
import { between, oneOf, seededRandom } from './dice.ts'
import { type Fault, faults, minuteWithoutDatabase } from './faults.ts'
import { becomesReady, type House, openHouse } from './house.ts'
import { type Load, type LoadSize, startLoad } from './load.ts'
import { dayIsDone } from './poison.ts'

const run = promisify(execFile)
const invariantsProgram = join(import.meta.dirname, '../invariants/main.ts')
const platformProgram = join(import.meta.dirname, '../../../packages/platform/src/cli/main.ts')
const dayMilliseconds = 86_400_000
/** After a fault is over: until every process says that it is ready. */
const readySeconds = 60
/** How long the invariants are looked at again: what is under way has to end within. */
const withinSeconds = 45
/** Of so many rounds one is followed by the platform's own `verify`, which opens every file. */
const roundsPerVerify = 10

export interface RigOptions {
  readonly seed: string
  readonly count: number
  readonly size: LoadSize
  /** One of the faults lasts a minute. */
  readonly withMinute: boolean
  /** Only faults whose kind begins so. */
  readonly only?: string
  readonly say: (text: string) => void
}

export interface Round {
  readonly number: number
  readonly kind: string
  readonly detail: string
  /** Milliseconds from the end of the fault until all was ready and the day's work done. */
  readonly recoveredAfter: number
  readonly broken: readonly Broken[]
}

export interface RigReport {
  readonly seed: string
  readonly seconds: number
  readonly rounds: readonly Round[]
  readonly kinds: Readonly<Record<string, number>>
  readonly leftOut: readonly string[]
  readonly answers: Readonly<Record<string, number>>
  readonly lost: readonly string[]
  readonly troubles: readonly string[]
  /** Processes that ended though nobody had killed them. */
  readonly died: readonly string[]
  readonly totals: Readonly<Record<string, string>>
  readonly messagesTwice: number
  readonly verify: readonly string[]
}

export async function runRig(options: RigOptions): Promise<RigReport> {
  const random = seededRandom(options.seed)
  const began = performance.now()
  const house = await openHouse({ servers: 2, workers: 2 })
  let load: Load | null = null
  // Ended from outside, it takes everything with it that it started.
  const onSignal = () => void house.close().finally(() => process.exit(3))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, onSignal)
  try {
    load = await startLoad(house, options.size, seededRandom(`${options.seed} load`))
    const possible = faults.filter(({ kind, needs }) => (needs?.(house) ?? true) && kind.startsWith(options.only ?? ''))
    const rounds: Round[] = []
    const verify: string[] = []
    for (const fault of orderOf(possible, options, random)) {
      const number = rounds.length + 1
      const round = await oneRound(house, load, number, fault, random)
      rounds.push(round)
      options.say(
        `${number} ${round.kind}: ${round.detail}; well after ${(round.recoveredAfter / 1_000).toFixed(1)} s${round.broken.map((one) => `\n    BROKEN ${one.invariant}: ${one.detail}`).join('')}`,
      )
      if (number % roundsPerVerify === 0 || number === options.count) {
        const said = await verifyOf(house)
        if (said !== null) verify.push(`after fault ${number}: ${said}`)
      }
    }
    await load.stop()
    return await reportOf(house, load, { rounds, verify, possible, began, seed: options.seed })
  } finally {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, onSignal)
    await load?.stop()
    await house.close()
  }
}

/** Every kind once, as far as the count goes, then at random; in an order of its own. */
function orderOf(
  possible: readonly Fault[],
  { count, withMinute }: RigOptions,
  random: () => number,
): readonly Fault[] {
  const order: Fault[] = withMinute ? [minuteWithoutDatabase] : []
  const bag: Fault[] = [...possible]
  while (order.length < count) {
    if (bag.length === 0) order.push(oneOf(possible, random))
    else order.push(...bag.splice(Math.floor(random() * bag.length), 1))
  }
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1))
    ;[order[at], order[other]] = [order[other]!, order[at]!]
  }
  return order
}

async function oneRound(house: House, load: Load, number: number, fault: Fault, random: () => number): Promise<Round> {
  house.advance(dayMilliseconds)
  await pause(between(0, 600, random))
  const broken: Broken[] = []
  let detail: string
  try {
    detail = await fault.happen(house, random)
  } catch (cause) {
    detail = 'could not be done or borne'
    broken.push({ invariant: 'the fault is borne', detail: String(cause) })
  }
  const over = performance.now()
  for (const { child } of [...house.servers, ...house.workers]) {
    if (child.isRunning) continue
    broken.push({ invariant: 'no process ends of a fault', detail: child.died.at(-1) ?? child.name })
    await child.start().catch(async (fault: unknown) => {
      const sessions = await house.database.ask('tongzhou', [sessionsNow])
      throw new Error(`${String(fault)}\n${JSON.stringify(sessions)}`)
    })
  }
  const trouble = await becomesReady(house, readySeconds)
  if (trouble !== null) broken.push({ invariant: 'ready again', detail: trouble })
  await dayIsDone(house).catch((cause) => broken.push({ invariant: "the day's work is done", detail: String(cause) }))
  const recoveredAfter = performance.now() - over
  broken.push(...(await invariantsOf(house, load)))
  return { number, kind: fault.kind, detail, recoveredAfter, broken }
}

/** For whoever looks why a process did not start: what the database's sessions do. */
const sessionsNow = `select pid, state, wait_event_type, wait_event, now() - query_start as since, left(query, 200) as query
  from pg_stat_activity where backend_type = 'client backend'`

interface Looking {
  readonly code?: number
  readonly stdout: string
  readonly stderr: string
}

async function invariantsOf(house: House, { acknowledged }: Load): Promise<readonly Broken[]> {
  const { cases, evidence, participants, steps } = acknowledged
  const looked: Looked = {
    databaseUrl: house.database.url,
    dataFolder: join(house.folder, 'data'),
    bankFile: house.bankFile,
    now: house.now().toString(),
    acknowledged: { cases, evidence, participants, steps: Object.fromEntries(steps) },
  }
  const file = join(house.folder, 'looked.json')
  writeFileSync(file, JSON.stringify(looked))
  const words = ['--disable-warning=ExperimentalWarning', invariantsProgram, file, '--within', String(withinSeconds)]
  // 1 says that something is broken; what it is stands in the output.
  const { stdout } = await run(process.execPath, words).catch((fault: Looking) => {
    if (fault.code !== 1) throw new Error(`the invariants could not be looked at: ${fault.stderr}`)
    return fault
  })
  return (JSON.parse(stdout) as { broken: Broken[] }).broken
}

/** What the platform's own `verify` says; null where all is clean. */
async function verifyOf(house: House): Promise<string | null> {
  const words = ['--disable-warning=ExperimentalWarning', platformProgram, 'verify', '--json']
  const env = {
    PATH: process.env.PATH,
    ...house.environment,
    DATABASE_URL: house.database.urlThrough(house.database.port),
  }
  try {
    await run(process.execPath, words, { env })
    return null
  } catch (fault) {
    const { stderr, stdout } = fault as { stdout: string; stderr: string }
    return `${stdout} ${stderr}`.slice(0, 1_000)
  }
}

async function reportOf(
  house: House,
  { client, troubles }: Load,
  given: Pick<RigReport, 'rounds' | 'verify' | 'seed'> & { possible: readonly Fault[]; began: number },
): Promise<RigReport> {
  const { began, possible, rounds, seed, verify } = given
  const kinds: Record<string, number> = {}
  for (const { kind } of rounds) kinds[kind] = (kinds[kind] ?? 0) + 1
  const [totals] = (await house.database.ask('tongzhou', [
    `select (select count(*) from participants) as participants, (select count(*) from claims) as claims,
       (select count(*) from claims where status = 'paid') as "claims paid", (select count(*) from evidence) as files,
       (select count(*) from periods where status = 'settled') as "periods settled",
       (select count(*) from charges) as charges, (select count(*) from charge_payments) as "charges paid",
       (select count(*) from payout_transfers where state = 'paid') as "transfers paid",
       (select count(*) from log_leaves) as "entries of the log", (select count(*) from log_checkpoints) as checkpoints,
       (select count(*) from messages where sent_at is not null) as "messages sent",
       (select count(*) from statement_differences) as "differences to statements"`,
  ])) as readonly Record<string, string>[]
  return {
    seed,
    seconds: Math.round((performance.now() - began) / 1_000),
    rounds,
    kinds,
    leftOut: faults.filter((one) => !possible.includes(one)).map(({ kind }) => kind),
    answers: Object.fromEntries([...client.traffic.statuses].sort()),
    lost: client.traffic.lost,
    troubles,
    died: [...house.servers, ...house.workers, ...[house.gateway].map((child) => ({ child }))].flatMap(
      ({ child }) => child.died,
    ),
    totals: totals!,
    messagesTwice: [...house.messages.timesOf.values()].filter((times) => times > 1).length,
    verify,
  }
}

/** What went wrong, in lines; empty where nothing did. */
export function findingsOf(report: RigReport): readonly string[] {
  return [
    ...report.rounds.flatMap(({ broken, kind, number }) =>
      broken.map((one) => `fault ${number} (${kind}): ${one.invariant}: ${one.detail}`),
    ),
    ...report.verify.map((one) => `verify ${one}`),
    ...report.lost.map((one) => `never answered: ${one}`),
    ...report.troubles.map((one) => `somebody was told: ${one}`),
    ...report.died.map((one) => `ended by itself: ${one}`),
  ]
}

export function reportInWords(report: RigReport): string {
  const found = findingsOf(report)
  const recovered = report.rounds.map(({ recoveredAfter }) => recoveredAfter).sort((a, b) => a - b)
  const at = (share: number) => ((recovered[Math.floor((recovered.length - 1) * share)] ?? 0) / 1_000).toFixed(1)
  return [
    `${report.rounds.length} faults, seed \`${report.seed}\`, ${report.seconds} s; ${found.length === 0 ? 'every invariant held after each' : `${found.length} findings`}.`,
    '',
    '| fault | times |',
    '|---|---|',
    ...Object.entries(report.kinds)
      .sort()
      .map(([kind, times]) => `| ${kind} | ${times} |`),
    '',
    `Well again after ${at(0.5)} s in the middle, ${at(0.95)} s in 95 of 100, ${at(1)} s at the longest (ready, and the day's work done).`,
    `Answers to people by status: ${Object.entries(report.answers)
      .map(([status, times]) => `${status} ${times}`)
      .join(', ')}; what was not answered was sent again under its key.`,
    `In the end: ${Object.entries(report.totals)
      .map(([name, figure]) => `${figure} ${name}`)
      .join(', ')}; messages that came twice: ${report.messagesTwice}.`,
    ...(report.leftOut.length > 0 ? [`Left out on this machine: ${report.leftOut.join(', ')}.`] : []),
    ...(found.length > 0 ? ['', ...found.map((one) => `- ${one}`)] : []),
    '',
  ].join('\n')
}
