import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Clock } from '../commit/platform.ts'

/** Work that is due again and again. Every job may be killed, and may run in several processes at once. */
export interface Job {
  readonly name: string
  readonly everySeconds: number
  work(): Promise<void>
}

export interface RunningJobs {
  /** When a job last ended well; null before. */
  lastRun(name: string): Temporal.Instant | null
  /** Begins no new run, and waits for those that are at work. */
  stop(): Promise<void>
}

/**
 * Runs each job in a loop of its own: at once, then `everySeconds` after the end of the run before, so that a job never runs
 * beside itself. A run that throws is logged and tried again; what it did before stands.
 */
export function startJobs(jobs: readonly Job[], clock: Clock, logger: Logger): RunningJobs {
  const stopping = new AbortController()
  const lastRuns = new Map<string, Temporal.Instant>()
  const loop = async ({ everySeconds, name, work }: Job) => {
    while (!stopping.signal.aborted) {
      try {
        await work()
        lastRuns.set(name, clock.now())
      } catch (fault) {
        logger.error({ job: name, err: fault }, 'a job failed and will be tried again')
      }
      // Aborting the wait is how it stops; nothing else rejects here.
      await pause(everySeconds * 1000, undefined, { signal: stopping.signal }).catch(() => {})
    }
  }
  const loops = jobs.map(loop)
  return {
    lastRun: (name) => lastRuns.get(name) ?? null,
    stop: async () => {
      stopping.abort()
      await Promise.all(loops)
    },
  }
}
