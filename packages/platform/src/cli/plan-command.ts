import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Command } from 'commander'
import type { PlanFault } from '../plans/index.ts'
import { operatorAtTerminal } from './operator.ts'
import { CommandRefused, type Report, reportingCommand, WrongUsage } from './report.ts'
import type { CommandContext } from './run-command-line.ts'

export function planCommand({ run, runOnPlatform }: CommandContext): Command {
  const check = reportingCommand('check', 'read a plan file and tell every fault with its line; needs no database')
    .argument('<file>', 'plan file (JSON)')
    .action((path: string) => run(() => checkFile(path)))
  const load = reportingCommand('load', 'load a plan version; it applies from its first day and never changes')
    .argument('<file>', 'plan file (JSON)')
    .action((path: string) =>
      runOnPlatform(async (platform) => {
        const checked = await checkFile(path)
        if (checked.found) return checked
        const { loadPlan } = await import('../plans/index.ts')
        const source = await readSource(path)
        const key = `plan-load:${createHash('sha256').update(source).digest('hex')}`
        const outcome = await loadPlan(platform, { key, actor: operatorAtTerminal, source })
        if (!outcome.accepted) throw new CommandRefused(outcome.refusal)
        const { answer, repeated } = outcome.event
        const was = answer.alreadyLoaded || repeated ? 'was loaded before' : 'is loaded'
        return {
          text: `Version ${answer.version} of ${answer.plan}, from ${answer.firstDay} on, ${was}.`,
          json: { ...answer, alreadyLoaded: answer.alreadyLoaded || repeated },
        }
      }),
    )
  return new Command('plan').description('check and load plans').addCommand(check).addCommand(load)
}

async function checkFile(path: string): Promise<Report> {
  const { faultLine, readPlan } = await import('../plans/index.ts')
  const reading = readPlan(await readSource(path))
  if (reading.accepted) {
    const { firstDay, plan, version } = reading.plan
    return {
      text: `${basename(path)}: version ${version} of ${plan}, from ${firstDay} on. No fault.`,
      json: { plan, version, firstDay, faults: [] },
    }
  }
  return faultsReport(
    reading.faults.map((fault) => faultLine(path, fault)),
    reading.faults,
  )
}

function faultsReport(lines: readonly string[], faults: readonly PlanFault[]): Report {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
  return { text: `${lines.join('\n')}\n${count}.`, json: { faults }, found: true }
}

async function readSource(path: string): Promise<Uint8Array> {
  return readFile(path).catch((fault: NodeJS.ErrnoException) => {
    throw new WrongUsage(`${path} can't be read (${fault.code}): give the path of a plan file.`)
  })
}
