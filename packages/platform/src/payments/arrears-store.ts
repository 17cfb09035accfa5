import { firstArrearsAttempt } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'
import type { Arrears } from './charge-store.ts'

/** One try to collect a share. */
interface Try {
  readonly triedAt: string | null
  readonly outcome: string
  readonly byPayer: boolean
}

interface BatchRow {
  period_id: bigint
  attempt_no: number
  participant_id: bigint | null
  made_at: Temporal.Instant
}

/** What was tried for each of these shares, oldest first: what failed, and what nobody has answered yet. */
export async function triesOf(
  reader: Reader,
  arrears: readonly Pick<Arrears, 'participantId' | 'periodId'>[],
): Promise<readonly (readonly Try[])[]> {
  if (arrears.length === 0) return []
  const participants = [...new Set(arrears.map(({ participantId }) => participantId))]
  const periods = [...new Set(arrears.map(({ periodId }) => periodId))]
  const { rows: failed } = await sql<{
    participant_id: bigint
    period_id: bigint
    attempt_no: number
    reason: string
  }>`
    select participant_id, period_id, attempt_no, reason from failed_collections
    where participant_id = any(${participants}::bigint[]) and period_id = any(${periods}::bigint[])`.execute(reader)
  // The plan's attempts have thousands of batches with one day; of those that payers asked for each is one share.
  const { rows: made } = await sql<BatchRow>`
    select period_id, attempt_no, null::bigint as participant_id, min(made_at) as made_at from collection_batches
    where period_id = any(${periods}::bigint[]) and phase <> 'arrears' group by period_id, attempt_no
    union all
    select period_id, attempt_no, participant_ids[1], made_at from collection_batches
    where period_id = any(${periods}::bigint[]) and phase = 'arrears'
      and participant_ids && ${participants}::bigint[]`.execute(reader)
  const { rows: open } = await sql<BatchRow & { participant_id: bigint }>`
    select b.period_id, b.attempt_no, o.participant_id, b.made_at
    from collection_batches b, unnest(b.open_participant_ids) as o (participant_id)
    where b.resolved_at is null and b.period_id = any(${periods}::bigint[])
      and o.participant_id = any(${participants}::bigint[])`.execute(reader)
  const days = new Map(made.map((row) => [placeOf(row), row.made_at]))
  const dayOfTry = (row: (typeof failed)[number]) =>
    days.get(placeOf(row)) ?? days.get(placeOf({ ...row, participant_id: null })) ?? null
  return arrears.map(({ participantId, periodId }) => {
    const isOf = (row: { readonly participant_id: bigint; readonly period_id: bigint }) =>
      row.participant_id === participantId && row.period_id === periodId
    const all = [
      ...failed.filter(isOf).map((row) => ({ ...row, at: dayOfTry(row), outcome: row.reason })),
      ...open.filter(isOf).map((row) => ({ ...row, at: row.made_at, outcome: 'open' })),
    ]
    return all
      .toSorted((one, other) => one.attempt_no - other.attempt_no)
      .map(({ at, attempt_no, outcome }) => ({
        triedAt: at?.toString() ?? null,
        outcome,
        byPayer: attempt_no >= firstArrearsAttempt,
      }))
  })
}

const placeOf = ({
  attempt_no,
  participant_id,
  period_id,
}: Pick<BatchRow, 'attempt_no' | 'participant_id' | 'period_id'>) =>
  `${period_id}.${attempt_no}.${participant_id ?? ''}`
