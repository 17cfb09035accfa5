import { emptyRoot } from '@tongzhou/tlog'
import type { Store } from './store.ts'

/** A checkpoint that the log has signed. */
export interface SignedCheckpoint {
  readonly size: number
  readonly root: Uint8Array
  /** The note with the log's signature. */
  readonly note: string
}

/** What the member holds and what it last cosigned. */
export interface MirrorState {
  /** Entries that are on the disk, checked, and known to the monitor: the next entry. */
  readonly entries: number
  readonly root: Uint8Array
  /** Size of the mirror checkpoint, 0 before the first. */
  readonly size: number
  readonly note: string | null
  /** POSIX milliseconds. */
  readonly cosignedAt: number | null
}

/** Older pending checkpoints that an upload may still end at. */
const keptPending = 256
const secondsKept = 30 * 86_400

export function latestPending(store: Store): SignedCheckpoint | undefined {
  return readCheckpoint(
    store.statement('select size, root, note from pending_checkpoints order by size desc limit 1').get(),
  )
}

export function pendingAt(store: Store, size: number): SignedCheckpoint | undefined {
  return readCheckpoint(store.statement('select size, root, note from pending_checkpoints where size = ?').get(size))
}

/** Adds a pending checkpoint; the caller has checked, in the same transaction, that it extends the latest. */
export function addPending(store: Store, { size, root, note }: SignedCheckpoint, nowMilliseconds: number): void {
  store
    .statement(
      `insert into pending_checkpoints (size, root, note, received_at) values (?, ?, ?, ?)
       on conflict (size) do update set note = excluded.note`,
    )
    .run(size, root, note, nowMilliseconds)
  store
    .statement(
      `delete from pending_checkpoints where size <
         (select min(size) from (select size from pending_checkpoints order by size desc limit ${keptPending}))`,
    )
    .run()
}

export function mirrorState(store: Store): MirrorState {
  const row = store.statement('select entries, root, size, note, cosigned_at from mirror').get()
  if (!row) return { entries: 0, root: emptyRoot(), size: 0, note: null, cosignedAt: null }
  return {
    entries: Number(row.entries),
    root: row.root as Uint8Array,
    size: Number(row.size),
    note: row.note as string | null,
    cosignedAt: row.cosigned_at as number | null,
  }
}

/** After the entries are on the disk. */
export function saveEntries(store: Store, entries: number, root: Uint8Array): void {
  store
    .statement(
      `insert into mirror (id, entries, root, size) values (1, ?, ?, 0)
       on conflict (id) do update set entries = excluded.entries, root = excluded.root`,
    )
    .run(entries, root)
}

/** The mirror checkpoint moves to `size`, which isn't below the last. */
export function saveMirrorCheckpoint(store: Store, size: number, note: string, nowMilliseconds: number): void {
  store.statement('update mirror set size = ?, note = ?, cosigned_at = ? where id = 1').run(size, note, nowMilliseconds)
}

/** Entries that are final: the largest checkpoint of this member's tree that was seen with the quorum's cosignatures. */
export function finalSize(store: Store): number {
  return Number(store.statement('select size from final').get()?.size ?? 0)
}

export function saveFinalSize(store: Store, size: number): void {
  store
    .statement(
      'insert into final (id, size) values (1, ?) on conflict (id) do update set size = max(size, excluded.size)',
    )
    .run(size)
}

/** What the witness key last cosigned. */
export function witnessNote(store: Store): string | undefined {
  const note = store.statement('select note from witness').get()?.note
  return typeof note === 'string' ? note : undefined
}

export function saveWitnessNote(store: Store, note: string): void {
  store
    .statement('insert into witness (id, note) values (1, ?) on conflict (id) do update set note = excluded.note')
    .run(note)
}

/** One of this member's keys has signed a checkpoint. */
export interface GivenCosignature {
  readonly keyId: string
  readonly size: number
  readonly timeSeconds: number
  readonly root: Uint8Array
}

export function recordCosignature(store: Store, given: GivenCosignature): void {
  store
    .statement('insert into cosignatures (key_id, size, time_seconds, root) values (?, ?, ?, ?) on conflict do nothing')
    .run(given.keyId, given.size, given.timeSeconds, given.root)
}

/** Whether this member gave the cosignature; undefined when it is older than what is remembered. */
export function hasGiven(store: Store, given: GivenCosignature, nowSeconds: number): boolean | undefined {
  if (given.timeSeconds < nowSeconds - secondsKept) return undefined
  const row = store
    .statement('select root from cosignatures where key_id = ? and size = ? and time_seconds = ?')
    .get(given.keyId, given.size, given.timeSeconds)
  return row !== undefined && Buffer.compare(row.root as Uint8Array, given.root) === 0
}

/** Cosignatures older than a month are only compared by root. */
export function forgetCosignatures(store: Store, nowSeconds: number): void {
  store.statement('delete from cosignatures where time_seconds < ?').run(nowSeconds - secondsKept)
}

function readCheckpoint(row: Record<string, unknown> | undefined): SignedCheckpoint | undefined {
  return row && { size: Number(row.size), root: row.root as Uint8Array, note: String(row.note) }
}
