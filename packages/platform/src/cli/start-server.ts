import { readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { claimRoutes, isKnownCase } from '../claims/index.ts'
import { makeDemoSignIns } from '../demo/sign-ins.ts'
import { attestationRoutes, sweepFiles } from '../evidence/index.ts'
import { buildApp, type Routes } from '../http/app.ts'
import { databaseCheck, migrationsCheck, type ReadinessCheck, ranLatelyCheck } from '../http/health.ts'
import { type Serving, serve } from '../http/serve.ts'
import {
  createDemoInbox,
  createWebhookSender,
  type DemoInbox,
  identityRoutes,
  type MessageSender,
  sessionResolver,
} from '../identity/index.ts'
import { journalCounts, sequenceAll, submissionRoutes } from '../journal/index.ts'
import { trialKeyWarning } from '../master-key.ts'
import { defaultJoining, participantRoutes } from '../participants/index.ts'
import { handleNotices, paymentRoutes, sendMessages } from '../payments/index.ts'
import { loadShippedPlans, planRoutes } from '../plans/index.ts'
import { databaseOn, openPool } from '../postgres/database.ts'
import { removeEmbeddedPostgres } from '../postgres/embedded.ts'
import { migrate, readMigrations } from '../postgres/migrate.ts'
import type { Settings } from '../settings.ts'
import { isPlanOpen, sharingRoutes } from '../sharing/index.ts'
import { type ChosenGateway, chooseGateway } from './choose-gateway.ts'
import { workOfDay } from './days-work.ts'
import { nightlyCheck } from './nightly-check.ts'
import { assemble, dataFolderOf, embeddedFolderOf, findServer, type OpenPlatform } from './open-platform.ts'
import { type Job, startJobs } from './repeated-jobs.ts'
import { WrongUsage } from './report.ts'
import { openStores, type Stores } from './stores.ts'

export interface StartedServer {
  readonly serving: Serving
  readonly gateway: ChosenGateway
  /** Whether messages are shown in the demo inbox instead of being sent. */
  readonly isTrial: boolean
  readonly warnings: readonly string[]
}

/** What stops when the server stops, last begun first. */
type Ends = (() => Promise<void>)[]

/**
 * Starts everything that a platform needs, in the order in which the parts need each other, and serves. Where one part does
 * not start, those before it are stopped again and the fault says what to do. `say` is told what is being done.
 */
export async function startServer(
  settings: Settings,
  { fresh, say }: { readonly fresh: boolean; readonly say: (text: string) => void },
): Promise<StartedServer> {
  await refuseTakenPort(settings)
  if (fresh) await beginAnew(settings, say)
  const ends: Ends = []
  try {
    return await startParts(settings, ends, say)
  } catch (fault) {
    for (const end of ends) await end()
    throw fault
  }
}

async function startParts(settings: Settings, ends: Ends, say: (text: string) => void): Promise<StartedServer> {
  const dataFolder = dataFolderOf(settings)
  say(settings.DATABASE_URL === undefined ? 'Starting the embedded PostgreSQL ...' : 'Connecting to PostgreSQL ...')
  const server = await findServer(settings)
  ends.unshift(() => server.stop())
  const pool = openPool(server.url, { maxConnections: settings.TONGZHOU_DATABASE_CONNECTIONS })
  const database = databaseOn(pool)
  ends.unshift(() => database.destroy())
  const migrations = await readMigrations()
  const applied = await migrate(database, migrations)
  if (applied.length > 0) say(`${applied.length} migrations applied.`)
  const platform = await assemble(settings, server.url, database)
  const plans = await loadShippedPlans(platform)
  if (plans.length > 0) say(`Plans loaded: ${plans.map(({ plan }) => plan).join(', ')}.`)
  const stores = await openStores(settings, dataFolder)
  ends.unshift(() => stores.close())

  const url = publicUrlOf(settings)
  const noticeUrl = settings.TONGZHOU_PORT === 0 ? null : `http://${localHostOf(settings)}/payments/notices`
  const gateway = await chooseGateway(settings, dataFolder, noticeUrl)
  ends.unshift(() => gateway.builtIn?.stop() ?? Promise.resolve())
  const sender = chooseSender(settings, platform)
  if (sender.inbox) await makeDemoSignIns(platform)

  const jobs = startJobs(jobsOf(platform, stores, gateway, sender), platform.clock, platform.logger)
  ends.unshift(() => jobs.stop())
  const app = await buildApp(platform, {
    settings,
    version: await versionOf(),
    resolveSession: sessionResolver(platform),
    routes: routesOf(stores, gateway, sender, url),
    checks: [
      databaseCheck(database),
      migrationsCheck(database, migrations),
      gatewayCheck(gateway),
      ranLatelyCheck('sequencer', platform.clock, () => jobs.lastRun('sequence'), 60),
    ],
    measured: { pool, outboxLag: async () => (await journalCounts(database)).waiting },
  })
  const serving = await serve(app, { settings, logger: platform.logger, afterwards: ends })
  const warnings = platform.masterKey.forTrialOnly ? [trialKeyWarning] : []
  return { serving, gateway, isTrial: sender.inbox !== null, warnings }
}

function routesOf(stores: Stores, { gateway }: ChosenGateway, sender: Sender, origin: string): readonly Routes[] {
  const party = { id: new URL(origin).hostname, origin, name: 'Tongzhou' }
  return [
    identityRoutes({ sender: sender.sender, party, demoInbox: sender.inbox }),
    planRoutes,
    participantRoutes({ ...defaultJoining, isOpenToJoiners: isPlanOpen }),
    attestationRoutes({ isKnownCase }),
    claimRoutes(stores.files),
    submissionRoutes,
    sharingRoutes,
    paymentRoutes(gateway),
  ]
}

/** Somebody else's gateway is not ours to judge: its silence shows in what is collected. */
function gatewayCheck({ builtIn }: ChosenGateway): ReadinessCheck {
  const check = async () => {
    const why = builtIn?.endedBecause() ?? null
    return why === null ? null : 'the built-in payment gateway has ended: start the platform again'
  }
  return { name: 'gateway', check }
}

/** What runs again and again beside the requests. Each may also run in another process of the same database. */
function jobsOf(platform: OpenPlatform, stores: Stores, { gateway }: ChosenGateway, sender: Sender): readonly Job[] {
  const { files, leafFile } = stores
  const { database, logger } = platform
  return [
    {
      name: 'sequence',
      everySeconds: 2,
      work: async () => {
        await sequenceAll(platform, leafFile)
      },
    },
    {
      name: 'notices',
      everySeconds: 5,
      work: async () => {
        await handleNotices(platform, gateway)
      },
    },
    {
      name: 'day',
      everySeconds: 60,
      work: async () => {
        for (const day of await workOfDay(platform, { gateway, leafFile })) {
          if (day.published.length + day.settled.length + day.agedOut + day.casesMoved > 0) logger.info(day, 'day done')
        }
      },
    },
    {
      name: 'messages',
      everySeconds: 10,
      work: async () => {
        await sendMessages(platform, sender.sender)
      },
    },
    { name: 'nightly-check', everySeconds: 600, work: nightlyCheck(platform, stores) },
    {
      name: 'sweep-files',
      everySeconds: 3_600,
      work: async () => {
        await sweepFiles(database, files, Temporal.Now.instant())
      },
    },
  ]
}

interface Sender {
  readonly sender: MessageSender
  readonly inbox: DemoInbox | null
}

function chooseSender(settings: Settings, platform: OpenPlatform): Sender {
  const { TONGZHOU_MESSAGE_SECRET: secret, TONGZHOU_MESSAGE_URL: url } = settings
  if (url === undefined) {
    const inbox = createDemoInbox(platform.clock)
    return { sender: inbox, inbox }
  }
  if (secret === undefined) {
    throw new WrongUsage('TONGZHOU_MESSAGE_URL is set: set TONGZHOU_MESSAGE_SECRET too (docs/settings.md).')
  }
  return { sender: createWebhookSender({ url, secret }), inbox: null }
}

/** Removes what belongs to the embedded database: a log or files of another database would look tampered with. */
async function beginAnew(settings: Settings, say: (text: string) => void): Promise<void> {
  if (settings.DATABASE_URL !== undefined) {
    throw new WrongUsage(
      '--fresh removes the embedded database only: take DATABASE_URL away, or empty that database by hand.',
    )
  }
  say('Removing the embedded database, its log and its files ...')
  await removeEmbeddedPostgres(embeddedFolderOf(settings))
  for (const name of ['log', 'evidence', 'gateway']) {
    await rm(join(dataFolderOf(settings), name), { recursive: true, force: true })
  }
}

/** Looked at before anything is started or removed: most often the port is taken by a platform that is running. */
async function refuseTakenPort({ TONGZHOU_HOST: host, TONGZHOU_PORT: port }: Settings): Promise<void> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen({ host, port }, resolve)
    })
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') {
      throw new WrongUsage(
        `Port ${port} is taken, perhaps by a Tongzhou that is running: stop that, or set TONGZHOU_PORT to another one.`,
      )
    }
    throw new WrongUsage(`TONGZHOU_HOST ${host} can't be listened on (${code}): set it to an address of this machine.`)
  } finally {
    if (probe.listening) await new Promise((resolve) => probe.close(resolve))
  }
}

function localHostOf({ TONGZHOU_HOST: host, TONGZHOU_PORT: port }: Settings): string {
  const shown = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  return `${shown}:${port}`
}

function publicUrlOf(settings: Settings): string {
  return settings.TONGZHOU_PUBLIC_URL ?? `http://${localHostOf(settings)}`
}

async function versionOf(): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../../../../package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}
