import { type Logger, pino } from 'pino'
import { deliverAlarms, logAlarms } from './gossip/deliver-alarms.ts'
import { Gossip } from './gossip/gossip.ts'
import { loadKeys, publicKeys } from './keys.ts'
import type { Member } from './member.ts'
import { Mirror } from './mirror/mirror.ts'
import { checkEntries } from './monitor/index.ts'
import { type Job, parts } from './parts.ts'
import { buildServer } from './server.ts'
import type { MemberSettings } from './settings.ts'
import { lockFolder, openStore, type Store } from './storage/store.ts'

/** A member that serves. */
export interface RunningMember {
  readonly url: string
  readonly keys: Record<string, string>
  readonly member: Member
  /** One round of gossip at once; otherwise they come every `gossipSeconds`. */
  gossipNow(): Promise<void>
  stop(): Promise<void>
}

export interface StartOptions {
  readonly logger?: Logger
  readonly now?: () => Temporal.Instant
  /** False where a test does the rounds itself. */
  readonly runsJobs?: boolean
}

/** Opens folder and database, serves, and begins the rounds. Throws if another process serves the folder, or keys are missing. */
export async function startMember(settings: MemberSettings, options: StartOptions = {}): Promise<RunningMember> {
  const logger = options.logger ?? pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
  const now = options.now ?? (() => Temporal.Now.instant())
  const keys = loadKeys(settings)
  const lock = lockFolder(settings.folder)
  const store = openStore(settings.folder)
  const release = () => {
    store.close()
    lock.release()
  }
  try {
    for (const { prepare } of parts) prepare?.(store)
    const check = monitorOf(settings, store)
    const mirror = await Mirror.open({ store, folder: settings.folder, origin: settings.log.key.name, now, check })
    const member: Member = { settings, keys, store, mirror, logger, now }
    const gossip = new Gossip(member)
    const app = await buildServer(member, gossip)
    const url = await app.listen({ host: settings.host, port: settings.port })
    const jobs = options.runsJobs === false ? undefined : runJobs(member, jobsOf(settings, gossip))
    return {
      url,
      keys: publicKeys(keys),
      member,
      gossipNow: () => gossip.round(),
      async stop() {
        await jobs?.stop()
        await app.close()
        await mirror.flush()
        release()
      },
    }
  } catch (error) {
    release()
    throw error
  }
}

function monitorOf({ log, monitor, name }: MemberSettings, store: Store): Parameters<typeof Mirror.open>[0]['check'] {
  if (monitor === false) return () => []
  return (entries, now) => checkEntries(store, entries, now, { member: name, origin: log.key.name, ...monitor })
}

function jobsOf({ gossipSeconds }: MemberSettings, gossip: Gossip): readonly Job[] {
  return [
    { name: 'gossip', everySeconds: gossipSeconds, run: () => gossip.round() },
    { name: 'alarm log', everySeconds: 1, run: logAlarms() },
    { name: 'alarm webhook', everySeconds: 1, run: deliverAlarms },
    ...parts.flatMap(({ jobs }) => jobs ?? []),
  ]
}

function runJobs(member: Member, jobs: readonly Job[]): { stop(): Promise<void> } {
  let isStopping = false
  const timers = new Map<string, NodeJS.Timeout>()
  const running = new Set<Promise<void>>()
  const runSoon = (job: Job, seconds: number) => {
    if (!isStopping)
      timers.set(
        job.name,
        setTimeout(() => runNow(job), seconds * 1_000),
      )
  }
  const runNow = (job: Job) => {
    const run = job
      .run(member)
      .catch((fault: unknown) => member.logger.error({ err: fault, job: job.name }, 'a job met a fault'))
      .finally(() => {
        running.delete(run)
        runSoon(job, job.everySeconds)
      })
    running.add(run)
  }
  for (const job of jobs) runNow(job)
  return {
    async stop() {
      isStopping = true
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.allSettled(running)
    },
  }
}
