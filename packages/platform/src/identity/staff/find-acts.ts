import { sql } from 'kysely'
import type { Reader } from '../../commit/platform.ts'

export interface ActsSought {
  readonly personId: bigint | null
  readonly kind: string | null
  /** A case reference, or the number of a person, participant or juror. */
  readonly about: string | null
  /** From this instant on, and before that one. */
  readonly from: Temporal.Instant | null
  readonly until: Temporal.Instant | null
  /** The last act of the page before. */
  readonly before: bigint | null
  readonly limit: number
}

export interface FoundAct {
  readonly actNo: bigint
  readonly personId: bigint | null
  readonly role: string
  readonly kind: string
  readonly about: readonly string[]
  readonly recordedAt: Temporal.Instant
}

/** What a reference or number may be of. */
const words = ['claim', 'dispute', 'person', 'participant', 'juror', 'import']

/** Acts of offices, newest first; a page begins behind the last act of the page before, so that new acts move nothing. */
export async function findActs(reader: Reader, sought: ActsSought): Promise<readonly FoundAct[]> {
  const { about, before, from, kind, limit, personId, until } = sought
  const named = about === null ? null : words.map((word) => `${word}/${about}`)
  const conditions = [
    sql`true`,
    personId !== null && sql`person_id = ${personId}`,
    kind !== null && sql`kind = ${kind}`,
    named !== null && sql`about && ${named}::text[]`,
    from !== null && sql`recorded_at >= ${from}`,
    until !== null && sql`recorded_at < ${until}`,
    before !== null &&
      sql`(recorded_at, act_no) < (select recorded_at, act_no from office_acts where act_no = ${before})`,
  ].filter((one) => one !== false)
  const { rows } = await sql<FoundAct>`
    select act_no as "actNo", person_id as "personId", role, kind, about, recorded_at as "recordedAt"
    from office_acts where ${sql.join(conditions, sql` and `)}
    order by recorded_at desc, act_no desc limit ${limit}`.execute(reader)
  return rows
}
