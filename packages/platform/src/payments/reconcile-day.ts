import { commit, type Outcome, system } from '../commit/commit.ts'
import { newId, type Platform } from '../commit/platform.ts'
import type { PaymentGateway } from './gateway.ts'
import {
  countDifferences,
  deleteStatementLines,
  insertComparison,
  insertStatementLines,
  isCompared,
} from './statement-store.ts'

export interface Reconciled {
  readonly lines: number
  readonly differences: number
}

/**
 * Compares a day that is over with the gateway's statement of it and keeps every difference for the finance officer: missing,
 * doubled, wrong amount, unknown. It corrects nothing by itself. Ask for open batches and transfers first, or what the
 * gateway settled since shows as unknown. A day is compared once; a killed run begins its download anew. Throws when the
 * statement can't be had.
 */
export async function reconcileDay(
  platform: Platform,
  gateway: Pick<PaymentGateway, 'statement'>,
  day: Temporal.PlainDate,
): Promise<Outcome<Reconciled>> {
  const command = { key: `reconcile:${day}`, kind: 'reconcile-day', actor: system, content: { day } }
  // What was compared before needs no download; `commit` then gives the stored answer.
  const compared = await isCompared(platform.database, day)
  const downloadId = newId(platform.dice)
  const lines = compared ? 0 : await download(platform, gateway, day, downloadId)
  return commit<Reconciled>(platform, command, async (unit) => {
    const differences = await countDifferences(unit.reader, day, downloadId)
    const rows = [
      ...insertComparison(day, downloadId, lines, differences, unit.now),
      deleteStatementLines(downloadId, unit.now),
    ]
    return { answer: { lines, differences }, rows, events: [] }
  })
}

async function download(
  platform: Platform,
  gateway: Pick<PaymentGateway, 'statement'>,
  day: Temporal.PlainDate,
  downloadId: string,
): Promise<number> {
  let count = 0
  for await (const lines of gateway.statement(day)) {
    const firstLineNo = count + 1
    const key = `statement-lines:${downloadId}:${firstLineNo}`
    const content = { downloadId, firstLineNo }
    const command = { key, kind: 'keep-statement-lines', actor: system, content }
    const kept = await commit(platform, command, async (unit) => ({
      answer: { lines: lines.length },
      rows: [insertStatementLines(downloadId, firstLineNo, lines, unit.now)],
      events: [],
    }))
    if (!kept.accepted) throw new Error(`lines of a statement were not kept: ${kept.refusal.code}`)
    count += lines.length
  }
  return count
}
