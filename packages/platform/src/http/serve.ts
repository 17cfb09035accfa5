import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Settings } from '../settings.ts'
import type { App } from './app.ts'
import type { Drain } from './drain.ts'

export interface Serving {
  /** The address that was bound: with port 0 the free one that was found. */
  readonly url: string
  /** Stops accepting, finishes what is being answered, then runs `afterwards`; the same promise for every call. */
  stop(): Promise<void>
  /** Settles when it has stopped, whoever asked for it. */
  readonly stopped: Promise<void>
}

export interface ServeOptions {
  readonly settings: Pick<Settings, 'TONGZHOU_HOST' | 'TONGZHOU_PORT' | 'TONGZHOU_STOP_SECONDS'>
  /** What SIGTERM begins, and for how long the server goes on answering then. Ctrl-C stops at once. */
  readonly drain?: { readonly drain: Drain; readonly seconds: number }
  readonly logger: Logger
  /** What ends after the last request, in this order: jobs, the pool, the embedded PostgreSQL. Each runs even when one fails. */
  readonly afterwards: readonly (() => Promise<void>)[]
}

/** Listens, and stops gracefully on SIGTERM and SIGINT. Requests still open after the stop seconds are cut off. */
export async function serve(app: App, options: ServeOptions): Promise<Serving> {
  const { settings, logger } = options
  const url = await app.listen({ host: settings.TONGZHOU_HOST, port: settings.TONGZHOU_PORT })
  const done = Promise.withResolvers<void>()
  let stopping: Promise<void> | null = null
  const stop = (isGraceful = false) => {
    stopping ??= drainAndStop(app, options, isGraceful).finally(() => {
      for (const signal of signals) process.off(signal, onSignal)
      done.resolve()
    })
    return stopping
  }
  const onSignal = (signal: NodeJS.Signals) => {
    logger.info({ signal }, stopping === null ? 'stopping' : 'already stopping')
    stop(signal === 'SIGTERM').catch((fault) => {
      logger.error({ err: fault }, 'stopping met a fault')
      process.exitCode = 1
    })
  }
  for (const signal of signals) process.on(signal, onSignal)
  return { url, stop: () => stop(), stopped: done.promise }
}

const signals = ['SIGTERM', 'SIGINT'] as const

async function drainAndStop(app: App, options: ServeOptions, isGraceful: boolean): Promise<void> {
  const { drain } = options
  if (drain && isGraceful && drain.seconds > 0) {
    drain.drain.begin()
    await pause(drain.seconds * 1000)
  }
  await stopAll(app, options)
}

async function stopAll(app: App, { settings, logger, afterwards }: ServeOptions): Promise<void> {
  const timer = setTimeout(() => {
    logger.warn('requests were still open: cutting them off')
    app.server.closeAllConnections()
  }, settings.TONGZHOU_STOP_SECONDS * 1000)
  const faults: unknown[] = []
  for (const end of [() => app.close(), ...afterwards]) {
    try {
      await end()
    } catch (fault) {
      faults.push(fault)
    }
    clearTimeout(timer)
  }
  if (faults.length > 0) throw new AggregateError(faults, 'not everything stopped as it should')
  logger.info('stopped')
}
