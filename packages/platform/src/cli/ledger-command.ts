import { formatYuan } from '@tongzhou/core'
import { Command } from 'commander'
import type { TrialBalanceLine } from '../ledger/index.ts'
import { type Report, reportingCommand } from './report.ts'
import type { CommandContext } from './run-command-line.ts'
import { textTable } from './text-table.ts'

export function ledgerCommand({ runOnPlatform }: CommandContext): Command {
  const balance = reportingCommand('trial-balance', 'all accounts with their debits and credits; 1 unless they agree')
    .option('--plan <code>', 'of this plan only')
    .action((options: { plan?: string }) =>
      runOnPlatform(async ({ database }) => {
        const { trialBalance } = await import('../ledger/index.ts')
        return balanceReport(await trialBalance(database, options.plan))
      }),
    )
  return new Command('ledger').description('look into the books').addCommand(balance)
}

/** The accounts as a table; found where debits and credits differ. */
export function balanceReport(lines: readonly TrialBalanceLine[]): Report {
  const debitFen = lines.reduce((sum, line) => sum + line.debitFen, 0n)
  const creditFen = lines.reduce((sum, line) => sum + line.creditFen, 0n)
  const differenceFen = debitFen - creditFen
  const rows = lines.map((line) => [line.plan, line.account, formatYuan(line.debitFen), formatYuan(line.creditFen)])
  const total = ['', 'total', formatYuan(debitFen), formatYuan(creditFen)]
  const verdict =
    differenceFen === 0n
      ? 'Debits and credits agree; the difference is 0.00.'
      : `DIFFERENCE: ${formatYuan(differenceFen)} yuan`
  return {
    text: `${textTable(['plan', 'account', 'debit, yuan', 'credit, yuan'], [...rows, total], 2)}\n${verdict}`,
    json: { accounts: lines, debitFen, creditFen, differenceFen },
    found: differenceFen !== 0n,
  }
}
