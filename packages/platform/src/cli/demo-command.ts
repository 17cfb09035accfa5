import { tmpdir } from 'node:os'
import type { Command } from 'commander'
import type { DemoResult } from '../demo/run-demo.ts'
import { balanceReport } from './ledger-command.ts'
import { startProgress } from './progress.ts'
import { type Report, reportingCommand, Stopped } from './report.ts'
import type { CommandContext } from './run-command-line.ts'
import { textTable } from './text-table.ts'
import { verdictReport } from './verify-command.ts'
import { wholeNumber } from './whole-number.ts'

interface DemoCommandOptions {
  readonly participants: number
  readonly months: number
  readonly illness: number
  readonly seed: string
}

const signals = ['SIGINT', 'SIGTERM'] as const

export function demoCommand({ run, terminal }: CommandContext): Command {
  return reportingCommand(
    'demo',
    'play two years of a plan with made-up people, in a database of its own that is removed',
  )
    .option('--participants <count>', 'made-up people', wholeNumber(50, 1_000_000), 20_000)
    .option('--months <count>', 'months of the plan', wholeNumber(1, 120), 24)
    .option('--illness <times>', 'how many times more illness than the reference', wholeNumber(1, 1_000), 3)
    .option('--seed <text>', 'another seed, other people and fates', 'tongzhou')
    .action((options: DemoCommandOptions) =>
      run(async () => {
        const { demoFolder, runDemo } = await import('../demo/run-demo.ts')
        const { participants, months, illness: illnessScale, seed } = options
        const folder = demoFolder(tmpdir())
        terminal.err.write(`${introduction(options)}\n`)
        const progress = startProgress('Demo', 1_000, terminal.err)
        const onProgress = (done: number, of: number, note: string) =>
          progress.update(Math.floor((done * 1_000) / of), note)
        const began = performance.now()
        const stopping = new AbortController()
        const stop = () => stopping.abort(new Stopped('Stopped; the demo left nothing behind.'))
        for (const signal of signals) process.once(signal, stop)
        try {
          const { signal } = stopping
          const result = await runDemo({ seed, participants, months, illnessScale, folder, onProgress, signal })
          return await demoReport(result, options, Math.ceil((performance.now() - began) / 1000))
        } finally {
          for (const signal of signals) process.off(signal, stop)
          progress.stop()
        }
      }),
    )
}

function introduction({ illness, months, participants, seed }: DemoCommandOptions): string {
  return [
    `${participants} made-up participants, ${months} months from 2019-01-01 on a simulated clock, seed "${seed}".`,
    `Illness strikes ${illness} times as often as in the reference (27 to 53 cases per million and half-month), so that a`,
    'plan of this size has enough cases to look at. The plan is the shipped one with payouts of 100,000, 50,000 and 20,000',
    'yuan, and with caps and a minimum for this number of people; all else is as shipped.',
  ].join('\n')
}

async function demoReport(result: DemoResult, options: DemoCommandOptions, seconds: number): Promise<Report> {
  const { periodTable } = await import('./period-table.ts')
  const { auditFindings, balance, figures, periods, verdict } = result
  const books = balanceReport(balance)
  const verified = verdictReport(verdict)
  const audits =
    auditFindings.length === 0
      ? 'Audits: nothing found.'
      : auditFindings.map(({ audit, detail, record }) => `AUDIT ${audit}: ${record}: ${detail}`).join('\n')
  const text = [
    periodTable(periods),
    ...Object.entries(figures).map(([title, counts]) => figureTable(title, counts)),
    books.text,
    audits,
    `Verify: ${verified.text}`,
    `Seed "${options.seed}", ${seconds} s.`,
  ].join('\n\n')
  const found = books.found === true || verified.found === true || auditFindings.length > 0
  return { text, json: { ...result, seconds, ...options }, found }
}

function figureTable(title: string, counts: Readonly<Record<string, number>>): string {
  return textTable(
    [title, 'count'],
    Object.entries(counts).map(([name, count]) => [name, String(count)]),
    1,
  )
}
