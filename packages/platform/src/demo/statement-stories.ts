import { sql } from 'kysely'
import { resolveDifference } from '../payments/index.ts'
import type { Story } from './agenda.ts'
import { answerOf, type Stage } from './stage.ts'

interface FoundDifference {
  day: Temporal.PlainDate
  kind: 'missing' | 'doubled' | 'wrong-amount' | 'unknown'
  movement_key: string
}

/**
 * The gateway's statement of one day is wrong in two ways: a movement that nobody knows, and a debit shown twice. The
 * comparison of the next night has to find both and nothing else; then finance writes down what it was.
 */
export async function* wrongStatementStory(stage: Stage): Story {
  const { platform } = stage.world
  const day = platform.clock.today()
  const { rows: debits } = await sql<{ key: string; share_fen: bigint }>`
    select 'd.' || p.period_id || '.' || p.participant_id || '.' || p.attempt_no as key, c.share_fen
    from charge_payments p join collections c using (period_id)
    where p.method = 'debit' and p.settled_on = ${day} order by p.participant_id limit 1`.execute(platform.database)
  const plant = (kind: string, key: string, amountFen: bigint) =>
    stage.world.askGateway('statement-faults', { day: day.toString(), kind, key, amountFen: amountFen.toString() })
  await plant('unknown', `d.0.0.${day.year}`, 12_345n)
  const debit = debits[0]
  if (debit) await plant('doubled', debit.key, debit.share_fen)
  yield 1
  const { rows: found } = await sql<FoundDifference>`
    select day, kind, movement_key from statement_differences where resolved_at is null
    order by kind, movement_key`.execute(platform.database)
  const expected = debit ? 2 : 1
  if (found.length !== expected)
    throw new Error(`${expected} faults were planted in a statement, ${found.length} found`)
  for (const { kind, movement_key: movementKey, day: of } of found) {
    const command = {
      key: `demo-difference:${of}:${kind}`,
      actor: stage.staff.finance,
      difference: { day: of, kind, movementKey },
      resolution: '支付机构已确认为对账单错误，并已更正。',
    }
    answerOf(await resolveDifference(platform, command), 'resolving a difference')
  }
  stage.count('differences of statements planted, found and resolved')
}
