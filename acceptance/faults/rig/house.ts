import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pino from 'pino'
import { freePort } from '../../../packages/platform/src/cli/trial-members.ts'
import { system } from '../../../packages/platform/src/commit/commit.ts'
import type { Platform } from '../../../packages/platform/src/commit/platform.ts'
import { makeDemoSignIns } from '../../../packages/platform/src/demo/sign-ins.ts'
import { createVault } from '../../../packages/platform/src/identity/index.ts'
import { loadPlan } from '../../../packages/platform/src/plans/index.ts'
import { openDatabase } from '../../../packages/platform/src/postgres/database.ts'
import { testPlan } from '../../../packages/platform/test/plan.ts'
import { Child } from './child.ts'
import { setClock } from './clock.ts'
import { RigDatabase } from './database.ts'
import { type Loopback, openLoopback } from './loopback.ts'
import { type LyingGateway, openLyingGateway } from './lying-gateway.ts'
import { type MessageService, openMessageService } from './message-service.ts'
import { canMakeDisks, makeSmallDisk, type SmallDisk } from './small-disk.ts'

const platformProgram = join(import.meta.dirname, '../../../packages/platform/src/cli/main.ts')
const gatewayProgram = join(import.meta.dirname, '../../../packages/platform/src/payments/built-in-gateway/main.ts')
/** Noon in Shanghai; everybody's clock begins here. */
const firstInstant = Temporal.Instant.from('2027-01-02T04:00:00Z')

/** The test plan without a wait and with a look by the investigator only where the reviewer asks for one. */
export const rigPlan = {
  ...testPlan,
  plan: 'rig-plan',
  waitingPeriod: { ...testPlan.waitingPeriod, days: 0 },
  review: { ...testPlan.review, investigation: 'on-request' as const },
}

/** A process that speaks to the database, through a loopback of its own. */
export interface Worker {
  readonly child: Child
  readonly database: Loopback
  readonly url: string
}

/** A whole platform: servers, workers, gateway, PostgreSQL, each a process that may be killed, and the folders that they share. */
export interface House {
  readonly folder: string
  readonly database: RigDatabase
  readonly servers: readonly Worker[]
  readonly workers: readonly Worker[]
  readonly gateway: Child
  readonly lying: LyingGateway
  readonly messages: MessageService
  readonly evidenceDisk: SmallDisk | null
  readonly logDisk: SmallDisk | null
  readonly bankFile: string
  /** For a command line on this platform, past the loopbacks. */
  readonly environment: Readonly<Record<string, string>>
  /** The platform's time by the clocks that have not jumped. */
  now(): Temporal.Instant
  /** Moves every clock on. */
  advance(milliseconds: number): void
  /** One process's clock, so many milliseconds off everybody else's. */
  jump(child: Child, milliseconds: number): void
  /** Tells where a notice of the gateway goes. */
  close(): Promise<void>
}

export interface HouseOptions {
  readonly servers: number
  readonly workers: number
}

export async function openHouse({ servers, workers }: HouseOptions): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'tongzhou-rig-'))
  chmodSync(folder, 0o755)
  const ends: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  try {
    return await furnish(folder, { servers, workers }, ends)
  } catch (fault) {
    for (const end of ends) await end()
    throw fault
  }
}

async function furnish(folder: string, options: HouseOptions, ends: (() => Promise<void>)[]): Promise<House> {
  const database = await RigDatabase.start(folder)
  ends.unshift(() => database.close())
  const data = join(folder, 'data')
  mkdirSync(data)
  const diskAt = (name: string, megabytes: number) => {
    if (!canMakeDisks) return null
    const disk = makeSmallDisk(join(data, name), megabytes, '700')
    ends.unshift(async () => disk.close())
    return disk
  }
  const evidenceDisk = diskAt('evidence', 256)
  const logDisk = diskAt('log', 64)
  const messages = await openMessageService()
  ends.unshift(() => messages.close())
  const lying = await openLyingGateway()
  ends.unshift(() => lying.close())

  let offset = firstInstant.epochMilliseconds - Date.now()
  const jumps = new Map<string, number>()
  const clocks = new Map<string, string>()
  const setClocks = () => {
    for (const [name, path] of clocks) setClock(path, offset + (jumps.get(name) ?? 0))
  }
  const clockOf = (name: string) => {
    const path = join(folder, `clock-${name}`)
    clocks.set(name, path)
    setClock(path, offset)
    return path
  }

  const ports = await Promise.all(Array.from({ length: options.servers + options.workers }, freePort))
  const bankFile = join(folder, 'bank.sqlite')
  const { child: gateway, settings: gatewaySettings } = await prepareGateway(
    folder,
    bankFile,
    ports[0]!,
    clockOf('gateway'),
  )
  ends.unshift(() => gateway.kill())
  const { noticeKey, url } = JSON.parse(await gateway.start()) as { noticeKey: string; url: string }
  lying.setTarget(url)

  const masterKey = randomBytes(32)
  const environment = {
    TONGZHOU_DATA_FOLDER: data,
    TONGZHOU_MASTER_KEY: masterKey.toString('base64'),
    TONGZHOU_PUBLIC_URL: 'http://localhost:8080',
    TONGZHOU_TRUSTED_PROXIES: '1',
    TONGZHOU_REQUESTS_PER_MINUTE: '1000000',
    TONGZHOU_GATEWAY_URL: lying.url,
    TONGZHOU_GATEWAY_SECRET: gatewaySettings.apiSecret,
    TONGZHOU_GATEWAY_NOTICE_KEY: noticeKey,
    TONGZHOU_MESSAGE_URL: messages.url,
    TONGZHOU_MESSAGE_SECRET: 'a secret of the rig only',
    TONGZHOU_TRIAL_MEMBERS: '0',
    TONGZHOU_LOG_LEVEL: 'error',
  }
  const workerOf = async (role: 'server' | 'worker', number: number, port: number): Promise<Worker> => {
    const loopback = await openLoopback(database.port)
    ends.unshift(() => loopback.close())
    const name = `${role}-${number}`
    const child = new Child(name, clockOf(name), [platformProgram, 'start', '--json'], {
      ...environment,
      DATABASE_URL: database.urlThrough(loopback.port),
      TONGZHOU_PROCESS: role,
      TONGZHOU_PORT: String(port),
      TONGZHOU_DATABASE_CONNECTIONS: '8',
      TONGZHOU_DAYS_WORK_SECONDS: '1',
    })
    ends.unshift(() => child.kill())
    return { child, database: loopback, url: `http://127.0.0.1:${port}` }
  }
  const serverProcesses: Worker[] = []
  const workerProcesses: Worker[] = []
  for (let at = 0; at < options.servers; at += 1) serverProcesses.push(await workerOf('server', at + 1, ports[at]!))
  for (let at = 0; at < options.workers; at += 1)
    workerProcesses.push(await workerOf('worker', at + 1, ports[options.servers + at]!))
  // The first one migrates and makes the log's key.
  await serverProcesses[0]!.child.start()
  const now = () => Temporal.Instant.fromEpochMilliseconds(Date.now() + offset)
  await prepareData(database, masterKey, now)
  await Promise.all([...serverProcesses.slice(1), ...workerProcesses].map(({ child }) => child.start()))
  return {
    folder,
    database,
    servers: serverProcesses,
    workers: workerProcesses,
    gateway,
    lying,
    messages,
    evidenceDisk,
    logDisk,
    bankFile,
    environment: { ...environment, DATABASE_URL: database.urlThrough(database.port) },
    now,
    advance: (milliseconds) => {
      offset += milliseconds
      setClocks()
    },
    jump: (child, milliseconds) => {
      jumps.set(child.name, milliseconds)
      setClocks()
    },
    close: async () => {
      for (const end of ends) await end()
    },
  }
}

/** A gateway that answers late, loses answers and notices, and sends some twice, at fixed port, with its money in a file. */
async function prepareGateway(folder: string, bankFile: string, noticePort: number, clockFile: string) {
  const settings = {
    port: await freePort(),
    file: bankFile,
    apiSecret: randomBytes(16).toString('hex'),
    noticeUrl: `http://127.0.0.1:${noticePort}/payments/notices`,
    processingMs: 2_000,
    lateOutcomeMs: 6 * 3_600_000,
    demo: true,
    rates: {
      insufficientFunds: 0.02,
      lateOutcome: 0.05,
      lostAnswer: 0.02,
      unavailable: 0.02,
      duplicateNotice: 0.05,
      lostNotice: 0.05,
      transferFails: 0.05,
    },
  }
  const file = join(folder, 'gateway.json')
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 })
  return { child: new Child('gateway', clockFile, [gatewayProgram, file], {}), settings }
}

/** The plan and the people in office. */
async function prepareData(database: RigDatabase, masterKey: Uint8Array, now: () => Temporal.Instant): Promise<void> {
  const random = (length: number) => new Uint8Array(randomBytes(length))
  const opened = openDatabase(database.urlThrough(database.port), { maxConnections: 2 })
  const platform: Platform = {
    database: opened,
    clock: { now },
    dice: { bytes: random },
    vault: createVault({ masterKey, random }),
    logger: pino({ level: 'silent' }),
  }
  try {
    const loaded = await loadPlan(platform, { key: 'rig-plan', actor: system, source: JSON.stringify(rigPlan) })
    if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
    await makeDemoSignIns(platform)
  } finally {
    await opened.destroy()
  }
}

/** Waits until every process says that it is ready; tells what is not. */
export async function becomesReady(house: House, seconds: number): Promise<string | null> {
  const until = performance.now() + seconds * 1_000
  for (;;) {
    const troubles = await Promise.all([...house.servers, ...house.workers].map(troubleOf))
    const trouble = troubles.find((one) => one !== null) ?? null
    if (trouble === null || performance.now() > until) return trouble
    await pause(100)
  }
}

async function troubleOf({ child, url }: Worker): Promise<string | null> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(4_000) })
    return answer.ok ? null : `${child.name}: ${await answer.text()}`
  } catch (fault) {
    return `${child.name}: ${fault instanceof Error ? `${fault.message} ${String(fault.cause ?? '')}` : String(fault)}`
  }
}
