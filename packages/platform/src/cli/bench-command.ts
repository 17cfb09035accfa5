import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { Argument, type Command } from 'commander'
import { exitCodes } from './exit-code.ts'
import { reportingCommand } from './report.ts'
import type { CommandContext } from './run-command-line.ts'
import { wholeNumber } from './whole-number.ts'

const benches = ['settle'] as const
const folder = join(import.meta.dirname, '../../bench')

interface BenchOptions {
  readonly participants: number
  readonly rounds: number
}

export function benchCommand({ run, terminal }: CommandContext): Command {
  return reportingCommand(
    'bench',
    'measure on a database of its own (an embedded one, or the empty one of DATABASE_URL)',
  )
    .addArgument(new Argument('[what]', 'what to measure').choices(benches).default('settle'))
    .option('--participants <count>', 'made-up participants', wholeNumber(1_000, 200_000_000), 1_000_000)
    .option('--rounds <count>', 'periods to settle', wholeNumber(1, 100), 3)
    .action((what: (typeof benches)[number], { participants, rounds }: BenchOptions) =>
      run(async () => {
        const words = [join(folder, `${what}.ts`), '--participants', String(participants), '--rounds', String(rounds)]
        // Lines go out as they come: a round of a large bench takes minutes.
        const { code, lines } = await runProgram(words, (line) => terminal.err.write(`${line}\n`))
        if (code !== exitCodes.done && code !== exitCodes.refused) throw new Error(`the bench ended with code ${code}`)
        return { text: lines.at(-1) ?? '', json: { what, participants, rounds, lines }, found: code !== exitCodes.done }
      }),
    )
}

async function runProgram(words: readonly string[], onLine: (line: string) => void) {
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  let rest = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const parts = (rest + chunk.toString()).split('\n')
    rest = parts.pop()!
    for (const line of parts) {
      lines.push(line)
      onLine(line)
    }
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  return { code, lines }
}
