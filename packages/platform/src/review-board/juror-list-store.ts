import { jurorLine, type ListedJuror } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** Bytes of a record: a lot reference, then the weight. */
export const recordBytes = 17
/** Jurors of one piece of a stored list. */
const pieceSize = 50_000

/** SQL for the lot reference of a juror in a dispute (core's `lotReference`). */
export function lotReferenceSql(secret: Write, dispute: string): Write {
  return sql`substr(sha256(${secret} || ${Buffer.from(dispute, 'utf8')}), 1, 16)`
}

/**
 * The pieces of the list of a dispute: all who may serve and have no tie to the case, sorted by lot reference. Set-based, so that a million
 * jurors take a second.
 */
export async function makeJurorList(
  reader: Reader,
  dispute: string,
  { conflicted, eligible }: { readonly eligible: Write; readonly conflicted: Write },
): Promise<readonly Buffer[]> {
  const { rows } = await sql<{ records: Buffer }>`
    with tied as materialized (${conflicted}),
    listed as (
      select ${lotReferenceSql(sql`e.secret`, dispute)} as reference, e.weight from (${eligible}) e
      where e.person_id not in (select person_id from tied)),
    numbered as (select reference, weight, (row_number() over (order by reference) - 1) / ${pieceSize}::bigint as piece from listed)
    select string_agg(reference || substr('\\x01020304'::bytea, weight::integer, 1), ''::bytea order by reference) as records
    from numbered group by piece order by piece`.execute(reader)
  return rows.map(({ records }) => records)
}

export function insertJurorList(disputeId: string, pieces: readonly Buffer[]): readonly Write[] {
  return pieces.map(
    (records, number) => sql`
      insert into dispute_lists (dispute_id, piece_no, records) values (${disputeId}, ${number}, ${records})`,
  )
}

/** The stored list of a dispute as one run of records; empty where it has none. */
export async function readJurorList(reader: Reader, disputeId: string): Promise<Buffer> {
  const { rows } = await sql<{ records: Buffer }>`
    select records from dispute_lists where dispute_id = ${disputeId} order by piece_no`.execute(reader)
  return Buffer.concat(rows.map(({ records }) => records))
}

/** The jurors of a run of records, in order. */
export function* jurorsOf(records: Buffer): Generator<ListedJuror> {
  for (let at = 0; at < records.length; at += recordBytes) yield jurorAt(records, at / recordBytes)
}

/** The juror in a place of the list. */
export function jurorAt(records: Buffer, index: number): ListedJuror {
  const at = index * recordBytes
  return { reference: records.toString('hex', at, at + 16), weight: records[at + 16]! }
}

/** The list as it is published and hashed: a line for each juror. */
export function* linesOf(records: Buffer): Generator<string> {
  for (const juror of jurorsOf(records)) yield jurorLine(juror)
}
