import type { TakenCase } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../../commit/platform.ts'

/** Who took a case, also where their time is over; null where nobody did. */
export async function takenCase(reader: Reader, claimId: string): Promise<TakenCase | null> {
  const { rows } = await sql<{ person_id: bigint; until: Temporal.Instant }>`
    select person_id, until from taken_cases where claim_id = ${claimId}`.execute(reader)
  return rows[0] ? { personId: rows[0].person_id, until: rows[0].until } : null
}

export function putTakenCase(claimId: string, { personId, until }: TakenCase, now: Temporal.Instant): Write {
  return sql`
    insert into taken_cases (claim_id, person_id, taken_at, until) values (${claimId}, ${personId}, ${now}, ${until})
    on conflict (claim_id) do update set person_id = excluded.person_id, taken_at = excluded.taken_at,
      until = excluded.until`
}

export function removeTakenCase(claimId: string): Write {
  return sql`delete from taken_cases where claim_id = ${claimId}`
}

export interface NewNote {
  readonly noteId: string
  readonly claimId: string
  readonly evidenceId: string
  readonly page: number
  readonly x: number
  readonly y: number
  readonly authorPersonId: bigint
  readonly recordedAt: Temporal.Instant
  readonly sealed: Uint8Array
}

export function insertNote(note: NewNote): Write {
  return sql`
    insert into evidence_notes (note_id, claim_id, evidence_id, page, x, y, author_person_id, recorded_at, sealed)
    values (${note.noteId}, ${note.claimId}, ${note.evidenceId}, ${note.page}, ${note.x}, ${note.y},
      ${note.authorPersonId}, ${note.recordedAt}, ${note.sealed})`
}

/** The notes on the papers of a claim, in the order in which they were written. */
export async function notesOf(reader: Reader, claimId: string): Promise<readonly NewNote[]> {
  const { rows } = await sql<{
    note_id: string
    evidence_id: string
    page: number
    x: number
    y: number
    author_person_id: bigint
    recorded_at: Temporal.Instant
    sealed: Buffer
  }>`
    select note_id, evidence_id, page, x, y, author_person_id, recorded_at, sealed from evidence_notes
    where claim_id = ${claimId} order by recorded_at, note_id`.execute(reader)
  return rows.map((row) => ({
    noteId: row.note_id,
    claimId,
    evidenceId: row.evidence_id,
    page: row.page,
    x: row.x,
    y: row.y,
    authorPersonId: row.author_person_id,
    recordedAt: row.recorded_at,
    sealed: row.sealed,
  }))
}

export type FieldKind = 'visit' | 'statement' | 'cost'

export interface NewFieldRecord {
  readonly recordId: string
  readonly claimId: string
  readonly kind: FieldKind
  readonly happenedOn: Temporal.PlainDate
  /** Of a cost. */
  readonly amountFen: bigint | null
  readonly authorPersonId: bigint
  readonly recordedAt: Temporal.Instant
  readonly sealed: Uint8Array
}

export function insertFieldRecord(record: NewFieldRecord): Write {
  return sql`
    insert into field_records (record_id, claim_id, kind, happened_on, amount_fen, author_person_id, recorded_at, sealed)
    values (${record.recordId}, ${record.claimId}, ${record.kind}, ${record.happenedOn}, ${record.amountFen},
      ${record.authorPersonId}, ${record.recordedAt}, ${record.sealed})`
}

/** What was found in the field for a claim, in the order in which it was recorded. */
export async function fieldRecordsOf(reader: Reader, claimId: string): Promise<readonly NewFieldRecord[]> {
  const { rows } = await sql<{
    record_id: string
    kind: FieldKind
    happened_on: Temporal.PlainDate
    amount_fen: bigint | null
    author_person_id: bigint
    recorded_at: Temporal.Instant
    sealed: Buffer
  }>`
    select record_id, kind, happened_on, amount_fen, author_person_id, recorded_at, sealed from field_records
    where claim_id = ${claimId} order by recorded_at, record_id`.execute(reader)
  return rows.map((row) => ({
    recordId: row.record_id,
    claimId,
    kind: row.kind,
    happenedOn: row.happened_on,
    amountFen: row.amount_fen,
    authorPersonId: row.author_person_id,
    recordedAt: row.recorded_at,
    sealed: row.sealed,
  }))
}

/** Puts these regions in place of those that the investigator had. */
export function putRegions(personId: bigint, regions: readonly string[]): readonly Write[] {
  return [
    sql`delete from investigator_regions where person_id = ${personId}`,
    sql`
      insert into investigator_regions (person_id, region)
      select ${personId}, region from unnest(${[...regions]}::text[]) as given (region) on conflict do nothing`,
  ]
}

/** For each of these people: their regions, and how many field checks they have open. */
export async function investigatorLoads(reader: Reader, personIds: readonly bigint[]) {
  const { rows } = await sql<{ person_id: bigint; regions: string[]; open: bigint }>`
    select given.person_id,
      array(select region::text from investigator_regions r where r.person_id = given.person_id order by region) as regions,
      (select count(*) from claims c
        where c.status = 'investigation' and c.investigator_person_id = given.person_id) as open
    from unnest(${[...personIds]}::bigint[]) as given (person_id)`.execute(reader)
  return new Map(rows.map(({ open, person_id, regions }) => [person_id, { regions, open: Number(open) }]))
}
