import { readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import type { TileStore } from '@tongzhou/tlog'
import { makeDemoSignIns } from '../demo/sign-ins.ts'
import { buildApp } from '../http/app.ts'
import { builtConsoleFolder, consoleApp } from '../http/console-app.ts'
import { createDrain } from '../http/drain.ts'
import { databaseCheck, migrationsCheck, type ReadinessCheck, ranLatelyCheck } from '../http/health.ts'
import { builtAppFolder, participantApp } from '../http/participant-app.ts'
import { type Serving, serve } from '../http/serve.ts'
import {
  createDemoInbox,
  createWebhookSender,
  type DemoInbox,
  type MessageSender,
  sessionResolver,
} from '../identity/index.ts'
import { checkPage, journalCounts, type LogPublisher, whyUnsafe } from '../journal/index.ts'
import { trialKeyWarning } from '../master-key.ts'
import { debtors, insertMessagesTo } from '../payments/index.ts'
import { loadShippedPlans } from '../plans/index.ts'
import { databaseOn, openPool } from '../postgres/database.ts'
import { removeEmbeddedPostgres } from '../postgres/embedded.ts'
import { migrate, readMigrations } from '../postgres/migrate.ts'
import { type BoardTools, memberKeepers, openOperatorKeeper } from '../review-board/index.ts'
import type { Settings } from '../settings.ts'
import { type ChosenGateway, chooseGateway } from './choose-gateway.ts'
import { jobsOf, watchingOf } from './jobs.ts'
import { formerKeysOf, logKeyPath, openLog, openLogKey, readConsortiumFile } from './open-log.ts'
import { assemble, dataFolderOf, embeddedFolderOf, findServer, type OpenPlatform, systemDice } from './open-platform.ts'
import { platformRoutes } from './platform-routes.ts'
import { startJobs } from './repeated-jobs.ts'
import { WrongUsage } from './report.ts'
import { openStores, type Stores } from './stores.ts'
import { freePort, startTrialMembers } from './trial-members.ts'

export interface StartedServer {
  readonly serving: Serving
  readonly gateway: ChosenGateway
  readonly log: {
    readonly origin: string
    readonly members: readonly { readonly name: string; readonly url: string }[]
  }
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
  if (settings.TONGZHOU_PORT === 0) return startServer({ ...settings, TONGZHOU_PORT: await freePort() }, { fresh, say })
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
  const applied = await migrate(database, migrations, { distributed: settings.TONGZHOU_DISTRIBUTED ?? null })
  if (applied.length > 0) say(`${applied.length} migrations applied.`)
  const platform = await assemble(settings, server.url, database)
  const plans = await loadShippedPlans(platform)
  if (plans.length > 0) say(`Plans loaded: ${plans.map(({ plan }) => plan).join(', ')}.`)
  const stores = await openStores(settings, dataFolder)
  ends.unshift(() => stores.close())

  const url = publicUrlOf(settings)
  const log = await startLog(platform, settings, stores, url, ends, say)
  const noticeUrl = settings.TONGZHOU_PORT === 0 ? null : `http://${localHostOf(settings)}/payments/notices`
  const gateway = await chooseGateway(settings, dataFolder, noticeUrl)
  ends.unshift(() => gateway.builtIn?.stop() ?? Promise.resolve())
  const sender = chooseSender(settings, platform)
  if (sender.inbox) await makeDemoSignIns(platform)

  const does = settings.TONGZHOU_PROCESS
  const tools = { ...log, stores, gateway: gateway.gateway, sender: sender.sender }
  const jobs = startJobs(does === 'server' ? watchingOf(log) : jobsOf(platform, tools), platform.clock, platform.logger)
  ends.unshift(() => jobs.stop())
  const drain = createDrain()
  const app = await buildApp(platform, {
    settings,
    drain,
    version: await versionOf(),
    resolveSession: sessionResolver(platform),
    routes:
      does === 'worker'
        ? []
        : [
            ...platformRoutes(platform, {
              ...sender,
              files: stores.files,
              log: log.files,
              publisher: log.publisher,
              gateway: gateway.gateway,
              agreeAt: { page: settings.TONGZHOU_AGREEMENT_PAGE ?? null, isTrial: gateway.builtIn !== null },
              origin: url,
            }),
            await checkPage(),
            participantApp(builtAppFolder),
            consoleApp(builtConsoleFolder),
          ],
    checks: [
      databaseCheck(database),
      migrationsCheck(database, migrations),
      gatewayCheck(gateway),
      logCheck(log.publisher),
      ...(does === 'server' ? [] : [ranLatelyCheck('sequencer', platform.clock, () => jobs.lastRun('sequence'), 60)]),
    ],
    measured: { pool, outboxLag: async () => (await journalCounts(database)).waiting },
  })
  const serving = await serve(app, {
    settings,
    logger: platform.logger,
    drain: { drain, seconds: settings.TONGZHOU_DRAIN_SECONDS },
    afterwards: ends,
  })
  const warnings = platform.masterKey.forTrialOnly ? [trialKeyWarning] : []
  return {
    serving,
    gateway,
    log: { origin: log.origin, members: log.members },
    isTrial: sender.inbox !== null,
    warnings,
  }
}

/** Somebody else's gateway is not ours to judge: its silence shows in what is collected. */
function gatewayCheck({ builtIn }: ChosenGateway): ReadinessCheck {
  const check = async () => {
    const why = builtIn?.endedBecause() ?? null
    return why === null ? null : 'the built-in payment gateway has ended: start the platform again'
  }
  return { name: 'gateway', check }
}

interface StartedLog {
  readonly files: TileStore
  readonly publisher: LogPublisher
  readonly origin: string
  readonly members: readonly { readonly name: string; readonly url: string }[]
  readonly board: BoardTools
}

/** The log with its key and its consortium: the operator's, or trial members that are started here. */
async function startLog(
  platform: OpenPlatform,
  settings: Settings,
  stores: Stores,
  url: string,
  ends: Ends,
  say: (text: string) => void,
): Promise<StartedLog> {
  const key = await openLogKey(settings, url, systemDice.bytes)
  let consortium = await readConsortiumFile(settings)
  const count = settings.TONGZHOU_TRIAL_MEMBERS
  if (consortium === null && count > 0) {
    const why = whyUnsafe(Math.ceil((count + 2) / 2), count)
    if (why) throw new WrongUsage(`TONGZHOU_TRIAL_MEMBERS=${count}: ${why}`)
    say(`Starting ${count} trial members of the consortium ...`)
    const folder = join(dataFolderOf(settings), 'members')
    const platformUrl = `http://${localHostOf(settings)}`
    const formerLogKeys = await formerKeysOf(settings)
    const keys = { logKey: key.verifierKey, formerLogKeys }
    const trial = await startTrialMembers({ folder, count, ...keys, platformUrl })
    ends.unshift(() => trial.stop())
    consortium = trial.consortium
  }
  const log = await openLog(platform, settings, stores.logFolder, key, consortium)
  ends.unshift(() => log.publisher.settle())
  const members = (consortium?.members ?? []).map(({ name, submissionUrl }) => ({ name, url: submissionUrl }))
  const origin = key.signer.key.name
  const keepers = consortium
    ? memberKeepers(consortium.members, consortium.quorum)
    : await openOperatorKeeper(join(dirname(logKeyPath(settings)), 'board.json'))
  return { ...log, origin, members, board: { keepers, origin, debtors: debtors(), tell: insertMessagesTo } }
}

/** Below quorum, or with a log that must not be signed, nothing becomes final and nobody is paid. */
function logCheck(publisher: LogPublisher): ReadinessCheck {
  const check = async () => {
    const { finalSize, members, quorum, signedSize, stopped } = publisher.standing
    if (stopped !== null) return stopped
    const troubled = members.flatMap(({ name, trouble }) =>
      trouble ? [`${name} (${trouble.kind}: ${trouble.detail})`] : [],
    )
    if (finalSize >= signedSize || members.length - troubled.length >= quorum) return null
    return `below the quorum of ${quorum}: nothing becomes final and nobody is paid until these are back: ${troubled.join('; ')}`
  }
  return { name: 'log', check }
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
  return { sender: createWebhookSender({ url, secret: secret! }), inbox: null }
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
  for (const name of ['log', 'evidence', 'gateway', 'members']) {
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
