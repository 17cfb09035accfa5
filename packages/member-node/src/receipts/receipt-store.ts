import { resolveAlarm } from '../storage/alarms.ts'
import type { Store } from '../storage/store.ts'

const schema = `
-- Statements that were handed in here: their hashes and the receipts given, never their content.
create table if not exists receipts (
  statement text primary key,
  note text not null,
  received_at integer not null,
  deadline integer not null,
  passed_on_at integer,
  attempts integer not null default 0,
  try_again_at integer not null default 0,
  logged_index integer
) strict;
create index if not exists receipts_open on receipts (deadline) where logged_index is null;
`

/** Makes the table of receipts. */
export function prepareReceipts(store: Store): void {
  store.database.exec(schema)
}

export interface NewReceipt {
  /** Base64 SHA-256. */
  readonly statement: string
  readonly note: string
  readonly receivedAt: number
  readonly deadline: number
}

/** Keeps a receipt and returns the one to give: the first that was given for this statement. Times in POSIX milliseconds. */
export function keepReceipt(store: Store, { statement, note, receivedAt, deadline }: NewReceipt): string {
  store
    .statement(
      'insert into receipts (statement, note, received_at, deadline) values (?, ?, ?, ?) on conflict do nothing',
    )
    .run(statement, note, receivedAt, deadline)
  return findReceipt(store, statement)!
}

export function findReceipt(store: Store, statement: string): string | null {
  const row = store.statement('select note from receipts where statement = ?').get(statement)
  return row ? String(row.note) : null
}

/** Receipts that the platform has not taken and whose next attempt is due. */
export function receiptsToPassOn(store: Store, nowMilliseconds: number) {
  return store
    .statement(
      `select statement, note, attempts from receipts
       where passed_on_at is null and logged_index is null and try_again_at <= ? order by received_at limit 100`,
    )
    .all(nowMilliseconds)
    .map((row) => ({ statement: String(row.statement), note: String(row.note), attempts: Number(row.attempts) }))
}

export function markPassedOn(store: Store, statement: string, nowMilliseconds: number): void {
  store.statement('update receipts set passed_on_at = ? where statement = ?').run(nowMilliseconds, statement)
}

export function postponeReceipt(store: Store, statement: string, tryAgainAtMilliseconds: number): void {
  store
    .statement('update receipts set attempts = attempts + 1, try_again_at = ? where statement = ?')
    .run(tryAgainAtMilliseconds, statement)
}

/** Statements whose deadline has passed and that the log, as far as it is mirrored, does not have. */
export function overdueStatements(store: Store, nowMilliseconds: number) {
  return store
    .statement(
      `select statement, note, deadline from receipts where logged_index is null and deadline < ?
       order by deadline limit 100`,
    )
    .all(nowMilliseconds)
    .map((row) => ({ statement: String(row.statement), note: String(row.note), deadline: Number(row.deadline) }))
}

/** The log has the statement. Returns whether this member gave a receipt for it. */
export function markLogged(store: Store, statement: string, index: number): boolean {
  if (findReceipt(store, statement) === null) return false
  store
    .statement('update receipts set logged_index = coalesce(logged_index, ?) where statement = ?')
    .run(index, statement)
  const alarm = store
    .statement('select id from alarms where name = ? and subject = ? and resolved_at is null')
    .get(notLogged, statementSubject(statement))
  if (alarm) resolveAlarm(store, Number(alarm.id), `logged as entry ${index}`)
  return true
}

/** The alarm on a statement that the platform keeps out of its log. */
export const notLogged = 'statement-not-logged'
export const statementSubject = (statement: string) => `statement/${statement}`

/** Statements that the log, as far as it is mirrored, does not have. */
export function countOpenReceipts(store: Store): number {
  return Number(store.statement('select count(*) as count from receipts where logged_index is null').get()?.count)
}
