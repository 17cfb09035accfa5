import type { Command } from 'commander'
import { type Report, reportingCommand, WrongUsage } from './report.ts'
import type { CommandContext } from './run-command-line.ts'
import { textTable } from './text-table.ts'

export function dailyCommand({ runOnPlatform, terminal }: CommandContext): Command {
  return reportingCommand(
    'daily',
    "do today's work of all plans once, as the server does every minute; for those who schedule it themselves",
  ).action(() =>
    runOnPlatform(async (platform) => {
      const { dataFolderOf } = await import('./open-platform.ts')
      const { openStores } = await import('./stores.ts')
      const { chooseGateway } = await import('./choose-gateway.ts')
      const { workOfDay } = await import('./days-work.ts')
      const { settings } = platform
      // The built-in gateway belongs to the server that started it: a second one would not know of its movements.
      if (settings.TONGZHOU_GATEWAY_URL === undefined) {
        throw new WrongUsage(
          'Set TONGZHOU_GATEWAY_URL: with the built-in gateway the running server does the daily work.',
        )
      }
      const stores = await openStores(settings, dataFolderOf(settings))
      try {
        const { gateway } = await chooseGateway(settings, dataFolderOf(settings), null)
        const onStep = (plan: string, step: string) => terminal.err.write(`${plan}: ${step}\n`)
        return daysReport(await workOfDay(platform, { gateway, leafFile: stores.leafFile, onStep }))
      } finally {
        await stores.close()
      }
    }),
  )
}

type Days = Awaited<ReturnType<typeof import('./days-work.ts').workOfDay>>

function daysReport(days: Days): Report {
  const rows = days.map((day) => [
    day.plan,
    day.day,
    String(day.agedOut),
    String(day.casesMoved),
    day.published.join(' '),
    day.settled.join(' '),
    day.runOffAnnounced ? 'announced' : '',
  ])
  const header = ['plan', 'day', 'ended by age', 'deadlines', 'published', 'settled', 'run-off']
  return { text: textTable(header, rows), json: { plans: days } }
}
