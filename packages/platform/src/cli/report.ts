import type { Readable, Writable } from 'node:stream'
import type { Refusal } from '@tongzhou/core'
import { Command, CommanderError } from 'commander'
import { WrongSettings } from '../settings.ts'
import { type ExitCode, exitCodes } from './exit-code.ts'
import type { ProgressStream } from './progress.ts'

/** Where a command reads its settings from and writes to; tests hand in their own. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What is not to stand in a shell's history, such as a phone number, is read from here. */
  readonly in: Readable
  readonly out: Writable
  readonly err: ProgressStream
}

/** What a command found out: as text for people, and as data for `--json`. */
export interface Report {
  readonly text: string
  readonly json: unknown
  /** true where a check found something: exit code 1. */
  readonly found?: boolean
}

/** A rule said no: exit code 1. */
export class CommandRefused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    const facts = Object.entries(refusal.facts).map(([name, value]) => `${name}=${value}`)
    const clause = refusal.clause === undefined ? [] : [`clause ${refusal.clause}`]
    const details = [...facts, ...clause].join(', ')
    super(`Refused: ${refusal.code}${details === '' ? '' : ` (${details})`}`)
    this.name = 'CommandRefused'
    this.refusal = refusal
  }
}

/** The command can't be meant like this: exit code 2. The message says what to write instead. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage'
}

/** Somebody stopped the command before it was done: exit code 3. The message says what that left. */
export class Stopped extends Error {
  override readonly name = 'Stopped'
}

/** A command with `--json`, whose work returns a report. */
export function reportingCommand(name: string, description: string): Command {
  return new Command(name).description(description).option('--json', 'print the result as one line of JSON')
}

/** Prints a report as its `--json` option asks; the command's exit code. */
export function printReport(terminal: Terminal, report: Report, asJson: boolean): ExitCode {
  terminal.out.write(asJson ? `${toJson(report.json)}\n` : `${report.text}\n`)
  return report.found ? exitCodes.refused : exitCodes.done
}

/** JSON as the API writes it: amounts as strings of fen, days and instants in ISO 8601. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_name, inner) => (typeof inner === 'bigint' ? inner.toString() : inner))
}

/** Tells on stderr what went wrong, and on stdout as JSON where that was asked for; the exit code for it. */
export function printFault(terminal: Terminal, fault: unknown, asJson: boolean): ExitCode {
  const exitCode = exitCodeOf(fault)
  // Commander has told it already.
  if (fault instanceof CommanderError) return exitCode
  const message = messageOf(fault)
  terminal.err.write(`${message}\n`)
  if (exitCode === exitCodes.fault && fault instanceof Error && terminal.environment.TONGZHOU_LOG_LEVEL === 'debug') {
    terminal.err.write(`${fault.stack}\n`)
  }
  if (asJson) terminal.out.write(`${toJson(faultAsJson(fault, message))}\n`)
  return exitCode
}

function faultAsJson(fault: unknown, message: string): unknown {
  if (fault instanceof CommandRefused) return { refused: fault.refusal }
  return { fault: message }
}

function exitCodeOf(fault: unknown): ExitCode {
  if (fault instanceof CommanderError) return fault.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage
  if (fault instanceof CommandRefused) return exitCodes.refused
  if (fault instanceof WrongUsage || fault instanceof WrongSettings) return exitCodes.wrongUsage
  return exitCodes.fault
}

/** What a person can act on. An error of the system is told with what it means for the command. */
function messageOf(fault: unknown): string {
  if (!(fault instanceof Error)) return `Something broke: ${String(fault)}`
  if (exitCodeOf(fault) !== exitCodes.fault || fault instanceof Stopped) return fault.message
  const { code } = fault as NodeJS.ErrnoException
  if (code === 'ECONNREFUSED') {
    return 'PostgreSQL does not answer at the address of DATABASE_URL: start it, or take DATABASE_URL away to use the embedded one.'
  }
  const reason = fault.message === '' ? fault.name : fault.message
  return `Something broke: ${reason}\nWhat was committed stands, and the command can be repeated.`
}
