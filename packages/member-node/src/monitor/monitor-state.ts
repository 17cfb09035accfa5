import type { Store } from '../storage/store.ts'
import type { CaseState, PeriodState, PlanState, VersionState } from './case-state.ts'
import { prepareDisputes } from './dispute-ballots.ts'
import type { ConsortiumState, DisputeState } from './dispute-state.ts'

const schema = `
-- What the monitor remembers: open cases, periods, plans and their versions, disputes, the consortium, as JSON.
create table if not exists monitor_states (
  kind text not null,
  name text not null,
  state text not null,
  primary key (kind, name)
) strict, without rowid;

-- One row: entries checked, and the newest time that an entry stated (POSIX milliseconds).
create table if not exists monitor_progress (
  id integer primary key check (id = 1),
  checked integer not null,
  newest_at integer not null
) strict;

create table if not exists monitor_unknown_kinds (kind text primary key, entries integer not null) strict, without rowid;
`

/** Makes the monitor's tables. */
export function prepareMonitor(store: Store): void {
  store.database.exec(schema)
  prepareDisputes(store)
}

interface States {
  readonly case: CaseState
  readonly period: PeriodState
  readonly plan: PlanState
  readonly version: VersionState
  readonly dispute: DisputeState
  readonly consortium: ConsortiumState
}

/**
 * The monitor's memory for one batch of entries: read from the database once, written back by `save`. It is as large as the
 * batch, and the database as large as the open cases.
 */
export class MonitorState {
  readonly #store: Store
  readonly #read = new Map<string, { readonly value: object | null; readonly changed: boolean }>()
  readonly #unknown = new Map<string, number>()
  checked: number
  newestAt: number

  constructor(store: Store) {
    this.#store = store
    const row = store.statement('select checked, newest_at from monitor_progress').get()
    this.checked = Number(row?.checked ?? 0)
    this.newestAt = Number(row?.newest_at ?? 0)
  }

  get<Kind extends keyof States>(kind: Kind, name: string): States[Kind] | null {
    const place = `${kind} ${name}`
    const known = this.#read.get(place)
    if (known) return known.value as States[Kind] | null
    const row = this.#store.statement('select state from monitor_states where kind = ? and name = ?').get(kind, name)
    const value = row ? (JSON.parse(String(row.state), readSum) as States[Kind]) : null
    this.#read.set(place, { value, changed: false })
    return value
  }

  /** Null forgets it. */
  set<Kind extends keyof States>(kind: Kind, name: string, value: States[Kind] | null): void {
    if (value !== this.get(kind, name)) this.#read.set(`${kind} ${name}`, { value, changed: true })
  }

  countUnknown(kind: string): void {
    this.#unknown.set(kind, (this.#unknown.get(kind) ?? 0) + 1)
  }

  /** Within the caller's transaction. */
  save(): void {
    for (const [place, { value, changed }] of this.#read) {
      if (changed) this.#saveOne(place, value)
    }
    for (const [kind, entries] of this.#unknown) {
      this.#store
        .statement(
          `insert into monitor_unknown_kinds (kind, entries) values (?, ?)
           on conflict (kind) do update set entries = entries + excluded.entries`,
        )
        .run(kind, entries)
    }
    this.#store
      .statement(
        `insert into monitor_progress (id, checked, newest_at) values (1, ?, ?)
         on conflict (id) do update set checked = excluded.checked, newest_at = excluded.newest_at`,
      )
      .run(this.checked, this.newestAt)
  }

  #saveOne(place: string, value: object | null): void {
    const border = place.indexOf(' ')
    const key = [place.slice(0, border), place.slice(border + 1)] as const
    if (value === null) {
      this.#store.statement('delete from monitor_states where kind = ? and name = ?').run(...key)
      return
    }
    this.#store
      .statement(
        `insert into monitor_states (kind, name, state) values (?, ?, ?)
         on conflict (kind, name) do update set state = excluded.state`,
      )
      .run(...key, JSON.stringify(value, writeSum))
  }
}

/** A dispute (`dispute/<reference>`) as the log has it so far; null if it has none. */
export function disputeState(store: Store, subject: string): DisputeState | null {
  return new MonitorState(store).get('dispute', subject)
}

/** The consortium as the newest `consortium-changed` that is mirrored here says; null where there is none. */
export function newestConsortium(store: Store): ConsortiumState | null {
  return new MonitorState(store).get('consortium', 'consortium')
}

/** What the monitor has seen, for the member's page. */
export function monitorProgress(store: Store) {
  const row = store.statement('select checked, newest_at from monitor_progress').get()
  const unknown = store.statement('select kind, entries from monitor_unknown_kinds order by kind limit 100').all()
  return {
    checked: Number(row?.checked ?? 0),
    unknownKinds: unknown.map(({ kind, entries }) => ({ kind: String(kind), entries: Number(entries) })),
  }
}

/** Sums are bigint, which JSON lacks: `12n`. */
const writeSum = (_name: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)
const readSum = (_name: string, value: unknown) =>
  typeof value === 'string' && /^-?[0-9]+n$/.test(value) ? BigInt(value.slice(0, -1)) : value
