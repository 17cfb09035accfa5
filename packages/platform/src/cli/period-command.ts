import { formatYuan } from '@tongzhou/core'
import { Command } from 'commander'
import type { OpenPlatform } from './open-platform.ts'
import { operatorAtTerminal } from './operator.ts'
import { startProgress } from './progress.ts'
import { CommandRefused, type Report, reportingCommand, WrongUsage } from './report.ts'
import type { CommandContext } from './run-command-line.ts'

/** How many periods a list shows: two years of two a month. */
const periodsShown = 48

export function periodCommand(context: CommandContext): Command {
  const { runOnPlatform } = context
  const publish = reportingCommand('publish', 'make the approved cases of a plan public with a period')
    .argument('<plan>', 'code of the plan')
    .argument('<period>', 'such as 2026-01-A')
    .action((plan: string, code: string) => runOnPlatform((platform) => publishOne(platform, plan, code)))
  const close = reportingCommand('close', 'take the roll of a period and settle it; safe to repeat after a kill')
    .argument('<plan>', 'code of the plan')
    .argument('<period>', 'such as 2026-01-A')
    .action((plan: string, code: string) => runOnPlatform((platform) => closeOne(platform, plan, code, context)))
  const show = reportingCommand('show', 'the periods of a plan, or how one was reckoned')
    .argument('<plan>', 'code of the plan')
    .argument('[period]', 'such as 2026-01-A; without it a list')
    .action((plan: string, code?: string) =>
      runOnPlatform((platform) => (code === undefined ? showList(platform, plan) : showOne(platform, plan, code))),
    )
  const period = new Command('period').description('publish, settle and show the periods of a plan')
  for (const command of [publish, close, show]) period.addCommand(command)
  return period
}

async function publishOne(platform: OpenPlatform, planCode: string, code: string): Promise<Report> {
  const { publishPeriod } = await import('../sharing/index.ts')
  const command = { key: `publish:${planCode}:${code}`, actor: operatorAtTerminal, planCode, code }
  const outcome = await publishPeriod(platform, command)
  if (!outcome.accepted) throw new CommandRefused(outcome.refusal)
  const { cases } = outcome.event.answer
  return { text: `Period ${code} of ${planCode} is published with ${cases} cases.`, json: outcome.event.answer }
}

async function closeOne(
  platform: OpenPlatform,
  planCode: string,
  code: string,
  { terminal }: CommandContext,
): Promise<Report> {
  const { closePeriod } = await import('../sharing/index.ts')
  const progress = startProgress('Settling', 1_000, terminal.err)
  const command = { key: `settle:${planCode}:${code}`, actor: operatorAtTerminal, planCode, code }
  try {
    const outcome = await closePeriod(platform, command, (done, of, stage) =>
      progress.update(Math.floor((done * 1_000) / of), `${stage}: ${done} of ${of}`),
    )
    if (!outcome.accepted) throw new CommandRefused(outcome.refusal)
    const { answer } = outcome.event
    const share = formatYuan(BigInt(answer.shareFen))
    const carry = formatYuan(BigInt(answer.carryOutFen))
    return {
      text: `Period ${code} of ${planCode} is settled: ${answer.cases} cases, ${answer.participants} participants, ${share} yuan each, ${carry} yuan carried on.`,
      json: answer,
    }
  } finally {
    progress.stop()
  }
}

async function showList(platform: OpenPlatform, planCode: string): Promise<Report> {
  const { listPeriods, periodLine } = await import('../sharing/index.ts')
  const { periodTable } = await import('./period-table.ts')
  await requirePlan(platform, planCode)
  const newestFirst = await listPeriods(platform.database, planCode, { limit: periodsShown })
  const periods = [...newestFirst].reverse()
  const text = periods.length === 0 ? `No period of ${planCode} was published yet.` : periodTable(periods)
  return { text, json: { plan: planCode, periods: periods.map(periodLine) } }
}

async function showOne(platform: OpenPlatform, planCode: string, code: string): Promise<Report> {
  const { arithmeticOf, loadPeriod, periodLine } = await import('../sharing/index.ts')
  const { planVersion } = await import('../plans/index.ts')
  const { textTable } = await import('./text-table.ts')
  await requirePlan(platform, planCode)
  const period = await loadPeriod(platform.database, planCode, code)
  if (!period)
    throw new WrongUsage(`No period ${code} of ${planCode} was published: see "tongzhou period show ${planCode}".`)
  if (!period.figures) {
    const text = `Period ${code} of ${planCode} is ${period.status}; it is settled on ${period.sharingDay}.`
    return { text, json: periodLine(period) }
  }
  const plan = await planVersion(platform.database, planCode, period.planVersion)
  const arithmetic = await arithmeticOf(platform.database, plan, period)
  const rows = arithmetic.steps.map(({ amountFen, how, name }) => [name, how, formatYuan(BigInt(amountFen))])
  const head = `Period ${code} of ${planCode}, version ${period.planVersion}, shared on ${period.sharingDay}`
  return {
    text: `${head}\n${textTable(['', 'how', 'yuan'], rows, 2)}`,
    json: { ...periodLine(period), ...arithmetic },
  }
}

async function requirePlan(platform: OpenPlatform, planCode: string): Promise<void> {
  const { planCodes } = await import('../plans/index.ts')
  const codes = await planCodes(platform.database)
  if (!codes.includes(planCode)) {
    throw new WrongUsage(`There is no plan ${planCode}: the plans are ${codes.join(', ') || '(none)'}.`)
  }
}
