import { chmod, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { gatewayClient } from '../cli/choose-gateway.ts'
import { type GatewayProcess, startGatewayProcess } from '../cli/gateway-process.ts'
import type { Platform } from '../commit/platform.ts'
import { openFolderStore, type SealedFileStore } from '../evidence/index.ts'
import { createVault } from '../identity/index.ts'
import { type LeafFile, openLeafFile } from '../journal/index.ts'
import type { PaymentGateway } from '../payments/index.ts'
import { openDatabase } from '../postgres/database.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../postgres/embedded.ts'
import { migrate, readMigrations } from '../postgres/migrate.ts'
import type { Chance } from './chance.ts'
import { type SimulatedClock, simulatedClock } from './clock.ts'

/** A whole platform of its own in one folder, with a simulated clock and seeded dice. */
export interface World {
  readonly platform: Platform & { readonly clock: SimulatedClock }
  readonly files: SealedFileStore
  readonly leafFile: LeafFile
  readonly gateway: PaymentGateway
  /** Calls one of the built-in gateway's routes for simulated time and scripted behaviour. Throws when it refuses. */
  askGateway(route: 'clock' | 'accounts' | 'statement-faults', body: object): Promise<void>
  /** Moves both clocks. */
  moveTo(day: Temporal.PlainDate, time: string): Promise<void>
  /** Stops everything and removes the folder. */
  close(): Promise<void>
}

export interface WorldOptions {
  /** Made and removed; nothing else may be in it. */
  readonly folder: string
  /** A database to use instead of an embedded one in the folder; it must be empty. */
  readonly databaseUrl?: string
  readonly chance: Chance
  readonly firstDay: Temporal.PlainDate
  readonly timeZone: string
}

/** How the gateway behaves: as real ones do, in simulated time. */
const gatewayFaults = {
  insufficientFunds: 0.01,
  transferFails: 0.04,
  lateOutcome: 0.01,
  lostAnswer: 0.01,
  unavailable: 0.01,
}
/** What the operator has put into the account beforehand, so that shares that come in late hold up no payout. */
const operatorsMoneyFen = '1000000000'

export async function openWorld(options: WorldOptions): Promise<World> {
  const { chance, databaseUrl, firstDay, folder, timeZone } = options
  await mkdir(folder, { recursive: true })
  // PostgreSQL may run as a user of its own, who has to get in.
  await chmod(folder, 0o755)
  const server =
    databaseUrl === undefined ? await startOwn(folder) : { url: databaseUrl, stop: () => Promise.resolve() }
  const database = openDatabase(server.url, { maxConnections: 8, applicationName: 'tongzhou-demo' })
  const closing: (() => Promise<unknown>)[] = [() => database.destroy(), () => server.stop()]
  const close = async () => {
    for (const end of closing) await end()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await migrate(database, await readMigrations())
    const leafFile = await openLeafFile(join(folder, 'leaves'))
    closing.unshift(() => leafFile.close())
    const apiSecret = Buffer.from(chance.fork('gateway secret').bytes(24)).toString('base64url')
    const process_ = await startGatewayProcess(join(folder, 'gateway'), {
      apiSecret,
      demo: true,
      seed: chance.seed,
      timeZone,
      openingBalanceFen: operatorsMoneyFen,
      lateOutcomeMs: 86_400_000,
      rates: gatewayFaults,
    })
    closing.unshift(() => process_.stop())
    const clock = simulatedClock(firstDay, timeZone)
    const askGateway = gatewayCaller(process_, apiSecret)
    return {
      platform: platformOf(database, clock, chance),
      files: await openFolderStore(join(folder, 'evidence')),
      leafFile,
      gateway: gatewayClient(process_.url, apiSecret, process_.noticeKey, quickRepeats),
      askGateway,
      moveTo: async (day, time) => {
        clock.moveTo(day, time)
        await askGateway('clock', { now: clock.now().toString() })
      },
      close,
    }
  } catch (fault) {
    await close()
    throw fault
  }
}

/** Simulated days do not wait: a call is repeated at once. */
const quickRepeats = { timeoutMs: 30_000, retry: { attempts: 6, firstDelayMs: 1, longestDelayMs: 10 } }

/** Not durable: what is lost with the machine is a demo, and the folder goes anyway. */
async function startOwn(folder: string) {
  const dataFolder = join(folder, 'postgres')
  const { url } = await startEmbeddedPostgres({ dataFolder, durable: false })
  return { url, stop: () => removeEmbeddedPostgres(dataFolder) }
}

function platformOf(database: Platform['database'], clock: SimulatedClock, chance: Chance) {
  const dice = chance.fork('dice')
  const vault = createVault({ masterKey: chance.fork('master key').bytes(32), random: (length) => dice.bytes(length) })
  return { database, clock, dice, vault, logger: pino({ level: 'silent' }) }
}

function gatewayCaller({ url }: GatewayProcess, apiSecret: string): World['askGateway'] {
  const headers = { authorization: `Bearer ${apiSecret}`, 'content-type': 'application/json' }
  return async (route, body) => {
    const response = await fetch(`${url}/admin/${route}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`the gateway refused ${route}: ${response.status} ${await response.text()}`)
  }
}
