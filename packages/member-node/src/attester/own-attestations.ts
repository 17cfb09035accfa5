import type { Store } from '../storage/store.ts'

const schema = `
-- What this member attested: the signed statements and the salts that open their commitments.
create table if not exists own_attestations (
  document text primary key,
  note text not null,
  salt blob not null,
  attested_at integer not null,
  handed_over_at integer,
  attempts integer not null default 0,
  try_again_at integer not null default 0,
  problem text
) strict;
`

/** Makes the table of attestations. */
export function prepareAttestations(store: Store): void {
  store.database.exec(schema)
}

export interface OwnAttestation {
  /** Salted commitment to the file. */
  readonly document: string
  readonly note: string
  readonly salt: Uint8Array
  readonly attestedAt: number
}

export function keepAttestation(store: Store, { document, note, salt, attestedAt }: OwnAttestation): void {
  store
    .statement('insert into own_attestations (document, note, salt, attested_at) values (?, ?, ?, ?)')
    .run(document, note, salt, attestedAt)
}

export function hasAttested(store: Store, document: string): boolean {
  return store.statement('select 1 from own_attestations where document = ?').get(document) !== undefined
}

export function attestationsToHandOver(store: Store, nowMilliseconds: number) {
  return store
    .statement(
      `select document, note, salt, attempts from own_attestations
       where handed_over_at is null and try_again_at <= ? order by attested_at limit 100`,
    )
    .all(nowMilliseconds)
    .map((row) => ({
      document: String(row.document),
      note: String(row.note),
      salt: row.salt as Uint8Array,
      attempts: Number(row.attempts),
    }))
}

export function markHandedOver(store: Store, document: string, nowMilliseconds: number): void {
  store
    .statement('update own_attestations set handed_over_at = ?, problem = null where document = ?')
    .run(nowMilliseconds, document)
}

export function postponeAttestation(store: Store, document: string, problem: string, tryAgainAt: number): void {
  store
    .statement('update own_attestations set attempts = attempts + 1, problem = ?, try_again_at = ? where document = ?')
    .run(problem, tryAgainAt, document)
}

/** As it is printed and answered: whoever has the document can check statement and salt against it. */
export function shownAttestation({ document, note, salt, attestedAt }: OwnAttestation) {
  return {
    document,
    attestedAt: Temporal.Instant.fromEpochMilliseconds(attestedAt).toString(),
    statement: note,
    salt: Buffer.from(salt).toString('base64'),
  }
}
