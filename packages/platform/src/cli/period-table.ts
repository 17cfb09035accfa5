import { formatYuan } from '@tongzhou/core'
import type { StoredPeriod } from '../sharing/index.ts'
import { textTable } from './text-table.ts'

/**
 * Periods as the published table of the reference has them: people helped, payouts, participants, yuan each, and what the
 * reference lacked, carry and the operator's part. Periods that are not settled say how far they are.
 */
export function periodTable(periods: readonly StoredPeriod[]): string {
  const header = [
    'period',
    'sharing day',
    'helped',
    'payouts, yuan',
    'participants',
    'yuan each',
    'carried on, yuan',
    'operator bears, yuan',
  ]
  return textTable(header, periods.map(periodCells), 2)
}

function periodCells({ code, figures, rollCount, sharingDay, status }: StoredPeriod): readonly string[] {
  if (!figures) return [code, sharingDay.toString(), '', '', rollCount?.toString() ?? '', status, '', '']
  const { caseCapFen, noParticipantsFen, runOffFen, yearCapFen } = figures
  return [
    code,
    sharingDay.toString(),
    String(figures.caseCount),
    formatYuan(figures.payoutsFen),
    figures.participants.toString(),
    formatYuan(figures.shareFen),
    formatYuan(figures.carryOutFen),
    formatYuan(caseCapFen + yearCapFen + noParticipantsFen + runOffFen),
  ]
}
