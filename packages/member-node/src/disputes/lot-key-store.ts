import type { Store } from '../storage/store.ts'

const schema = `
-- This member's own proof, made once for a key: signing it takes a while.
create table if not exists own_lot_key_proof (key text primary key, proof text not null) strict, without rowid;

-- Lot keys of members that the log has named: since when they are proven to this member, when a wrong proof was seen, and why the last look
-- found none.
create table if not exists lot_keys (
  member text not null,
  key text not null,
  proven_at integer,
  unsound_at integer,
  fault text,
  primary key (member, key)
) strict, without rowid;
`

export function prepareLotKeys(store: Store): void {
  store.database.exec(schema)
}

/** A lot key in the name of a member. */
export interface NamedLotKey {
  readonly name: string
  /** Base64 of SubjectPublicKeyInfo. */
  readonly lotKey: string
}

/** This member's proof for a key, as it is served. */
export function ownProofText(store: Store, key: string, make: () => string): string {
  const row = store.statement('select proof from own_lot_key_proof where key = ?').get(key)
  if (row) return String(row.proof)
  const proof = make()
  store.statement('insert into own_lot_key_proof (key, proof) values (?, ?) on conflict do nothing').run(key, proof)
  return proof
}

/** Whether that member has shown what proves the key: for ever, since a key does not change. */
export function isProven(store: Store, { lotKey, name }: NamedLotKey): boolean {
  const row = store.statement('select proven_at from lot_keys where member = ? and key = ?').get(name, lotKey)
  return typeof row?.proven_at === 'number'
}

/** Why the last look found no proof; null before the first. */
export function faultOf(store: Store, { lotKey, name }: NamedLotKey): string | null {
  const fault = store.statement('select fault from lot_keys where member = ? and key = ?').get(name, lotKey)?.fault
  return typeof fault === 'string' ? fault : null
}

export function markProven(store: Store, { lotKey, name }: NamedLotKey, nowMilliseconds: number): void {
  store
    .statement(
      `insert into lot_keys (member, key, proven_at) values (?, ?, ?)
       on conflict (member, key) do update set proven_at = excluded.proven_at, fault = null`,
    )
    .run(name, lotKey, nowMilliseconds)
}

export function markUnproven(store: Store, { lotKey, name }: NamedLotKey, fault: string): void {
  store
    .statement(
      `insert into lot_keys (member, key, fault) values (?, ?, ?)
       on conflict (member, key) do update set fault = excluded.fault`,
    )
    .run(name, lotKey, fault)
}

/** A wrong proof was seen. Returns whether it is the first for this key. */
export function markUnsound(store: Store, { lotKey, name }: NamedLotKey, nowMilliseconds: number): boolean {
  const { changes } = store
    .statement('update lot_keys set unsound_at = ? where member = ? and key = ? and unsound_at is null')
    .run(nowMilliseconds, name, lotKey)
  return changes === 1
}
