import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'

/** One file that one person brought in, as the audit trail has it. */
export interface FoundImport {
  readonly importId: string
  readonly plan: string
  /** Null for who acted at the server's terminal. */
  readonly personId: bigint | null
  readonly begunAt: Temporal.Instant
  readonly lastAt: Temporal.Instant
  readonly joined: number
  readonly refused: number
  /** Pieces that are through, of how many; null where it was not known beforehand. */
  readonly pieces: number
  readonly ofPieces: number | null
}

interface Sought {
  readonly planCode: string
  readonly importId?: string
}

/** Pieces that are added up at most, newest first: a thousand files of ten thousand rows. */
const mostPieces = 20_000
const mostImports = 200

/** Imports of groups into a plan, newest first. */
export async function findImports(reader: Reader, { importId, planCode }: Sought): Promise<readonly FoundImport[]> {
  const about = [`plan/${planCode}`, ...(importId === undefined ? [] : [`import/${importId}`])]
  const word = (name: string) => sql`(select substr(one, ${name.length + 2}) from unnest(about) as one
    where one like ${`${name}/%`} limit 1)`
  const { rows } = await sql<Omit<FoundImport, 'plan'>>`
    with pieces as (
      select act_no, person_id, recorded_at, ${word('import')} as import_id, ${word('joined')}::int as joined,
        ${word('refused')}::int as refused, ${word('piece')} as piece
      from office_acts where kind = 'import-batch' and about @> ${about}::text[]
      order by recorded_at desc, act_no desc limit ${mostPieces})
    select import_id as "importId", person_id as "personId", min(recorded_at) as "begunAt", max(recorded_at) as "lastAt",
      sum(joined)::int as joined, sum(refused)::int as refused, count(*)::int as pieces,
      max(nullif(split_part(piece, '-of-', 2), '')::int) as "ofPieces"
    from pieces where import_id is not null
    group by import_id, person_id
    order by max(act_no) desc limit ${mostImports}`.execute(reader)
  return rows.map((row) => ({ ...row, plan: planCode }))
}
