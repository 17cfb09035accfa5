import { Command } from 'commander'
import { benchCommand } from './bench-command.ts'
import { dailyCommand } from './daily-command.ts'
import { demoCommand } from './demo-command.ts'
import { type ExitCode, exitCodes } from './exit-code.ts'
import { exportCommand } from './export-command.ts'
import { importCommand } from './import-command.ts'
import { keysCommand } from './keys-command.ts'
import { ledgerCommand } from './ledger-command.ts'
import type { OpenPlatform } from './open-platform.ts'
import { openapiCommand } from './openapi-command.ts'
import { periodCommand } from './period-command.ts'
import { planCommand } from './plan-command.ts'
import { printFault, printReport, type Report, type Terminal } from './report.ts'
import { retentionCommand } from './retention-command.ts'
import { staffCommand } from './staff-command.ts'
import { startCommand } from './start-command.ts'
import { verifyCommand } from './verify-command.ts'
import { verifyProofCommand } from './verify-proof-command.ts'

/**
 * What a command is made with. Commands load the parts they call when they run: `--help` and `plan check` must not wait
 * for image and database libraries.
 */
export interface CommandContext {
  readonly terminal: Terminal
  /** Carries out a command's work, prints its report and notes the exit code. */
  run(work: () => Promise<Report>): Promise<void>
  /** The same with the database opened, and closed afterwards. */
  runOnPlatform(work: (platform: OpenPlatform) => Promise<Report>): Promise<void>
}

const commandMakers: readonly ((context: CommandContext) => Command)[] = [
  startCommand,
  planCommand,
  importCommand,
  periodCommand,
  dailyCommand,
  keysCommand,
  staffCommand,
  ledgerCommand,
  verifyCommand,
  verifyProofCommand,
  retentionCommand,
  exportCommand,
  openapiCommand,
  demoCommand,
  benchCommand,
]

/** Runs one command line, given without the program's name. Prints everything and never throws; the exit code. */
export async function runCommandLine(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done
  const asJson = words.includes('--json')
  const run = async (work: () => Promise<Report>) => {
    exitCode = printReport(terminal, await work(), asJson)
  }
  const context: CommandContext = {
    terminal,
    run,
    runOnPlatform: (work) =>
      run(async () => {
        const { withPlatform } = await import('./open-platform.ts')
        return withPlatform(terminal, work)
      }),
  }
  const program = new Command('tongzhou').description(
    'Tongzhou, an online mutual aid platform.\n' +
      'Exit codes: 0 done, 1 refused or something was found, 2 wrong usage or settings, 3 a fault.',
  )
  for (const make of commandMakers) program.addCommand(make(context))
  configureAll(program, terminal)
  try {
    await program.parseAsync(words, { from: 'user' })
    return exitCode
  } catch (fault) {
    return printFault(terminal, fault, asJson)
  }
}

/** Commander hands these on only to subcommands that it makes itself. */
function configureAll(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => terminal.out.write(text),
    writeErr: (text) => terminal.err.write(text),
  })
  command.showHelpAfterError('(add --help to see what is possible)')
  for (const child of command.commands) configureAll(child, terminal)
}
