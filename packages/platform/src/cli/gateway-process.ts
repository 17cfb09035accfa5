import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** The built-in gateway, running as a process of its own as a real one would. */
export interface GatewayProcess {
  readonly url: string
  /** The `whpk_` key of its notices. */
  readonly noticeKey: string
  readonly processId: number
  /** What it said last, where it ended and nobody had asked it to; null while it runs. */
  endedBecause(): string | null
  /** Asks it to stop and waits for that; kills it where it takes too long. */
  stop(): Promise<void>
}

const main = join(import.meta.dirname, '../payments/built-in-gateway/main.ts')
/** A start that takes longer is broken: the program has nothing to wait for. */
const longestStartMilliseconds = 30_000
const longestStopMilliseconds = 10_000
/** Of its complaints; the end says what was wrong. */
const keptComplaints = 4_000

/**
 * Starts the gateway with settings as in `payments/built-in-gateway/settings.ts`; they are written to `folder`, readable to this
 * user only, because they hold the secret. Throws with what the gateway said where it does not start.
 */
export async function startGatewayProcess(folder: string, settings: object): Promise<GatewayProcess> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const settingsFile = join(folder, 'settings.json')
  await writeFile(settingsFile, JSON.stringify(settings), { mode: 0o600 })
  const child = spawn(process.execPath, [main, settingsFile, '--until-input-ends'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // A signal to the terminal's process group would end it before the platform has asked for the last outcomes.
    detached: true,
  })
  let complaints = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString()).slice(-keptComplaints)
  })
  let stopping = false
  let endedBecause: string | null = null
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      const why = `${signal ?? `code ${code}`}: ${complaints.trim()}`
      if (!stopping) endedBecause = why
      resolve(why)
    })
  })
  const started = await Promise.race([
    firstLine(child),
    ended.then((why) => {
      throw new Error(`The built-in payment gateway did not start (${why}).`)
    }),
    pause(longestStartMilliseconds, undefined, { ref: false }).then(() => {
      throw new Error('The built-in payment gateway did not start in time.')
    }),
  ])
  const { url, noticeKey } = JSON.parse(started) as { url: string; noticeKey: string }
  return {
    url,
    noticeKey,
    processId: child.pid!,
    endedBecause: () => endedBecause,
    stop: async () => {
      stopping = true
      await stopChild(child, ended)
    },
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    child.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
    })
  })
}

async function stopChild(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), longestStopMilliseconds)
  await ended
  clearTimeout(timer)
}
