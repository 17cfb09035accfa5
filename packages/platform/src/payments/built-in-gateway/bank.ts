import { DatabaseSync } from 'node:sqlite'
import { newSigningKey } from '../notice-signature.ts'
import { type Accounts, openAccounts } from './accounts.ts'
import { type Balance, openBalance } from './balance.ts'
import type { GatewaySettings } from './settings.ts'

/** The state of the built-in gateway: a SQLite database, a clock that can be set in demo mode, scripted accounts. */
export interface Bank {
  readonly settings: GatewaySettings
  readonly database: DatabaseSync
  readonly accounts: Accounts
  readonly balance: Balance
  readonly signingKey: string
  /** Epoch milliseconds, real or set. */
  now(): number
  /** Whether the clock was set and stands still. */
  isClockSet(): boolean
  /** Stops the clock at this time. Throws when it is earlier than now: what has happened can't become future. */
  setNow(at: number): void
  /** Runs `work` in one transaction of the database. */
  atOnce<Result>(work: () => Result): Result
  close(): void
}

/** Outcomes are decided on receipt and shown from `due_at` on, so nothing has to run for time to pass. */
const schema = `
create table if not exists settings (name text primary key, value text not null) strict;
create table if not exists accounts (token text primary key, script text not null) strict;
create table if not exists batches (
  no integer primary key, key text not null unique, content_hash blob not null,
  first_id integer not null, last_id integer not null, repeated text not null) strict;
create table if not exists debits (
  id integer primary key, key text not null unique, account text not null, amount integer not null,
  reason text, due_at integer not null) strict;
create index if not exists debits_by_time on debits (due_at);
create table if not exists transfers (
  key text primary key, account text not null, payee text not null, amount integer not null, reason text,
  received_at integer not null, due_at integer not null) strict;
create index if not exists transfers_by_time on transfers (due_at);
create table if not exists notices (
  no integer primary key, kind text not null, key text not null, due_at integer not null,
  sent integer not null default 0, next_at integer not null default 0, done integer not null default 0) strict;
create index if not exists notices_to_send on notices (due_at) where done = 0;
create table if not exists statement_faults (
  no integer primary key, day text not null, kind text not null, key text not null, amount integer not null) strict;
`

export function openBank(settings: GatewaySettings): Bank {
  const database = new DatabaseSync(settings.file)
  database.exec('pragma journal_mode = wal; pragma synchronous = normal')
  database.exec(schema)
  let setAt: number | null = Number(setting(database, 'clock', () => '0')) || null
  const now = () => setAt ?? Date.now()
  return {
    settings,
    database,
    accounts: openAccounts(database),
    balance: openBalance(database),
    signingKey: setting(database, 'signing-key', newSigningKey),
    now,
    isClockSet: () => setAt !== null,
    setNow(at) {
      if (setAt !== null && at < setAt) throw new RangeError('the clock only goes forward')
      setAt = at
      database.prepare('insert or replace into settings values (?, ?)').run('clock', String(at))
    },
    atOnce(work) {
      database.exec('begin immediate')
      try {
        const result = work()
        database.exec('commit')
        return result
      } catch (fault) {
        database.exec('rollback')
        throw fault
      }
    },
    close: () => database.close(),
  }
}

/** A stored setting; made and stored when it is not there yet. */
function setting(database: DatabaseSync, name: string, make: () => string): string {
  database.prepare('insert or ignore into settings values (?, ?)').run(name, make())
  return String(database.prepare('select value from settings where name = ?').get(name)?.value)
}

/** Epoch milliseconds at which a calendar day of the gateway's time zone begins and ends. */
export function boundsOf(day: Temporal.PlainDate, timeZone: string): { from: number; until: number } {
  const start = (date: Temporal.PlainDate) => date.toZonedDateTime(timeZone).epochMilliseconds
  return { from: start(day), until: start(day.add({ days: 1 })) }
}

/** The calendar day of an epoch time. One day holds thousands of debits, so the last answer is remembered. */
export function dayFinder(timeZone: string): (at: number) => string {
  let known = { from: 0, until: 0, day: '' }
  return (at) => {
    if (at < known.from || at >= known.until) {
      const day = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate()
      known = { ...boundsOf(day, timeZone), day: day.toString() }
    }
    return known.day
  }
}
