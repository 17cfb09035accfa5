import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const clock = join(import.meta.dirname, 'clock.ts')
/** A start takes three seconds; on a machine that does a dozen other things it took twenty times as long. */
const longestStartMilliseconds = 180_000
const keptComplaints = 200_000

/** A program of the platform as a process of its own, with a clock of its own. */
export class Child {
  readonly name: string
  readonly clockFile: string
  readonly #words: readonly string[]
  readonly #environment: Readonly<Record<string, string>>
  #process: ChildProcess | null = null
  /** The exit code, or null where a signal ended it. */
  #ended: Promise<number | null> = Promise.resolve(null)
  /** Told to end, or killed by the rig. */
  #isMeant = false
  #said = ''
  /** Ends that nobody asked for: a process that died of a fault. */
  readonly died: string[] = []

  constructor(
    name: string,
    clockFile: string,
    words: readonly string[],
    environment: Readonly<Record<string, string>>,
  ) {
    this.name = name
    this.clockFile = clockFile
    this.#words = words
    this.#environment = environment
  }

  get isRunning(): boolean {
    return this.#process !== null
  }

  /** Starts it and returns the first line that it printed. Throws with its complaints where it ends before. */
  async start(): Promise<string> {
    if (this.#process) throw new Error(`${this.name} runs already`)
    this.#isMeant = false
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--import', clock, ...this.#words],
      {
        env: { PATH: process.env.PATH!, FAULT_CLOCK_FILE: this.clockFile, ...this.#environment },
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    )
    this.#process = child
    child.stderr.on('data', (chunk: Buffer) => {
      this.#said = (this.#said + chunk.toString()).slice(-keptComplaints)
    })
    this.#ended = new Promise((resolve) =>
      child.once('exit', (code, signal) => {
        if (!this.#isMeant) this.died.push(`${this.name} ended with ${signal ?? code}: ${this.#said.slice(-1_500)}`)
        this.#process = null
        resolve(code)
      }),
    )
    const timer = setTimeout(() => child.kill('SIGKILL'), longestStartMilliseconds)
    try {
      return await new Promise<string>((resolve, reject) => {
        let text = ''
        child.stdout.on('data', (chunk: Buffer) => {
          text += chunk.toString()
          if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
        })
        void this.#ended.then(() => reject(new Error(`${this.name} did not start: ${this.#said.slice(-1_500)}`)))
      })
    } finally {
      clearTimeout(timer)
    }
  }

  /** `kill -9`; returns when it is gone. */
  async kill(): Promise<void> {
    this.#isMeant = true
    this.#process?.kill('SIGKILL')
    await this.#ended
  }

  /** SIGTERM; returns its exit code when it has ended by itself. */
  async stop(): Promise<number | null> {
    this.#isMeant = true
    this.#process?.kill('SIGTERM')
    return this.#ended
  }

  freeze(): void {
    this.#process?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#process?.kill('SIGCONT')
  }

  /** The errors that it has logged. */
  complaints(): string {
    return this.#said
  }
}
