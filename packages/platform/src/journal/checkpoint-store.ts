import { sql } from 'kysely'
import type { Platform, Reader, Write } from '../commit/platform.ts'

export interface StoredCheckpoint {
  readonly size: number
  readonly root: Uint8Array
  /** The note with the log's own signature. */
  readonly note: string
}

/** The newest checkpoint that the log has signed; null before the first. */
export async function lastSigned(reader: Reader): Promise<StoredCheckpoint | null> {
  const { rows } = await sql<{ size: bigint; root: Buffer; note: string }>`
    select size, root, note from log_checkpoints order by size desc limit 1`.execute(reader)
  const row = rows[0]
  return row ? { size: Number(row.size), root: row.root, note: row.note } : null
}

/**
 * Compare and swap: keeps a signed checkpoint if it is larger than all before, in a transaction of its own that is durable when this
 * returns. False where one of this size or a larger one was signed already.
 */
export function keepSigned(platform: Platform, checkpoint: StoredCheckpoint): Promise<boolean> {
  return platform.database.transaction().execute(async (reader) => {
    await sql`select pg_advisory_xact_lock(7403100000004)`.execute(reader)
    const last = await lastSigned(reader)
    if (last && last.size >= checkpoint.size) return false
    await insertCheckpoint(checkpoint, platform.clock.now()).execute(reader)
    return true
  })
}

function insertCheckpoint({ note, root, size }: StoredCheckpoint, now: Temporal.Instant): Write {
  return sql`
    insert into log_checkpoints (size, root, note, signed_at) values (${size}, ${root}, ${note}, ${now})`
}

export interface Cosignature {
  readonly keyName: string
  readonly keyId: string
  /** The note's line, without a line feed. */
  readonly line: string
  readonly at: Temporal.Instant
}

/** Keeps cosignatures of a checkpoint; those that are there stay as they are. */
export function insertCosignatures(size: number, cosignatures: readonly Cosignature[]): Write {
  const names = cosignatures.map((one) => one.keyName)
  const ids = cosignatures.map((one) => one.keyId)
  const lines = cosignatures.map((one) => one.line)
  const times = cosignatures.map((one) => one.at.toString())
  return sql`
    insert into log_cosignatures (size, key_name, key_id, line, cosigned_at)
    select ${size}::bigint, name, id, line, at
    from unnest(${names}::text[], ${ids}::text[], ${lines}::text[], ${times}::timestamptz[]) as c (name, id, line, at)
    on conflict do nothing`
}

/** All cosignatures of a checkpoint, in the order of the names. */
export async function cosignaturesOf(reader: Reader, size: number): Promise<readonly Cosignature[]> {
  const { rows } = await sql<{ key_name: string; key_id: string; line: string; cosigned_at: Temporal.Instant }>`
    select key_name, key_id, line, cosigned_at from log_cosignatures where size = ${size} order by key_name, key_id`.execute(
    reader,
  )
  return rows.map((row) => ({ keyName: row.key_name, keyId: row.key_id, line: row.line, at: row.cosigned_at }))
}

/** Waits for its turn to publish; held until the transaction ends. */
export function takePublishersLock(): Write {
  return sql`select pg_advisory_xact_lock(7403100000006)`
}

/** Of each key the cosignature of the largest checkpoint. */
export async function newestCosignatures(
  reader: Reader,
): Promise<readonly (Cosignature & { readonly size: number })[]> {
  const { rows } = await sql<{
    key_name: string
    key_id: string
    line: string
    cosigned_at: Temporal.Instant
    size: bigint
  }>`
    select distinct on (key_name, key_id) key_name, key_id, line, cosigned_at, size from log_cosignatures
    order by key_name, key_id, size desc`.execute(reader)
  return rows.map((row) => ({
    keyName: row.key_name,
    keyId: row.key_id,
    line: row.line,
    at: row.cosigned_at,
    size: Number(row.size),
  }))
}

export function insertFinal(size: number, now: Temporal.Instant): Write {
  return sql`insert into log_finals (size, final_at) values (${size}, ${now}) on conflict do nothing`
}

export interface StoredConsortium {
  readonly version: number
  readonly quorum: number
  readonly members: readonly Readonly<Record<string, string>>[]
  readonly logKey: string
  readonly policy: string
}

/** A version of the consortium, the newest where none is named; null where there is none. */
export async function loadConsortium(reader: Reader, version?: number): Promise<StoredConsortium | null> {
  const wanted = version === undefined ? sql`true` : sql`version = ${version}`
  const { rows } = await sql<{
    version: number
    quorum: number
    members: Readonly<Record<string, string>>[]
    log_key: string
    policy: string
  }>`select version, quorum, members, log_key, policy from log_consortia where ${wanted}
    order by version desc limit 1`.execute(reader)
  const row = rows[0]
  return row
    ? { version: row.version, quorum: row.quorum, members: row.members, logKey: row.log_key, policy: row.policy }
    : null
}

export function insertConsortium(consortium: StoredConsortium, eventId: string, now: Temporal.Instant): Write {
  const { logKey, members, policy, quorum, version } = consortium
  return sql`
    insert into log_consortia (version, event_id, quorum, members, log_key, policy, adopted_at)
    values (${version}, ${eventId}, ${quorum}, ${JSON.stringify(members)}::jsonb, ${logKey}, ${policy}, ${now})`
}
