import type { Store } from './store.ts'

/** What someone must look at. While one that stops is open, the member cosigns nothing. */
export interface NewAlarm {
  /** kebab-case, as in docs/decisions/0012: `fork`, `split-view`, `tile-changed`, ... */
  readonly name: string
  /** What it is about; one alarm of a name and subject is open at a time. */
  readonly subject: string
  /** For a reader: what was expected and what was found. */
  readonly detail: string
  /** A file that proves it to anyone. */
  readonly evidence?: string
  /** False if it only says that a peer misbehaves: one liar must not stop the others. Default true. */
  readonly stops?: boolean
}

export interface Alarm extends Required<Omit<NewAlarm, 'evidence'>> {
  readonly id: number
  readonly hasEvidence: boolean
  /** POSIX milliseconds. */
  readonly raisedAt: number
  readonly resolvedAt: number | null
}

const columns = 'id, name, subject, detail, evidence is not null as has_evidence, stops, raised_at, resolved_at'

/** Raises an alarm unless it is open already: the first evidence stays. Returns whether it is new. */
export function raiseAlarm(store: Store, alarm: NewAlarm, nowMilliseconds = Date.now()): boolean {
  const { name, subject, detail, evidence, stops = true } = alarm
  const { changes } = store
    .statement(
      `insert into alarms (name, subject, detail, evidence, stops, raised_at) values (?, ?, ?, ?, ?, ?)
       on conflict do nothing`,
    )
    .run(name, subject, detail, evidence ?? null, stops ? 1 : 0, nowMilliseconds)
  return changes === 1
}

/** All open alarms, the oldest first. */
export function openAlarms(store: Store): Alarm[] {
  return store.statement(`select ${columns} from alarms where resolved_at is null order by id`).all().map(readAlarm)
}

/** Those that keep this member from cosigning. */
export function stoppingAlarms(store: Store): Alarm[] {
  return openAlarms(store).filter((alarm) => alarm.stops)
}

/** The file of an alarm that proves it. */
export function evidenceOf(store: Store, id: number): string | undefined {
  const row = store.statement('select evidence from alarms where id = ?').get(id)
  return typeof row?.evidence === 'string' ? row.evidence : undefined
}

/** A person has looked and says why cosigning may go on. Returns whether it was open. */
export function resolveAlarm(store: Store, id: number, resolution: string, nowMilliseconds = Date.now()): boolean {
  const { changes } = store
    .statement('update alarms set resolved_at = ?, resolution = ? where id = ? and resolved_at is null')
    .run(nowMilliseconds, resolution, id)
  return changes === 1
}

/** Alarms that the webhook hasn't taken and whose next attempt is due. */
export function undeliveredAlarms(store: Store, nowMilliseconds: number): (Alarm & { readonly attempts: number })[] {
  return store
    .statement(
      `select ${columns}, attempts from alarms where delivered_at is null and try_again_at <= ? order by id limit 20`,
    )
    .all(nowMilliseconds)
    .map((row) => ({ ...readAlarm(row), attempts: Number(row.attempts) }))
}

export function markDelivered(store: Store, id: number, nowMilliseconds: number): void {
  store.statement('update alarms set delivered_at = ? where id = ?').run(nowMilliseconds, id)
}

export function postponeDelivery(store: Store, id: number, tryAgainAtMilliseconds: number): void {
  store
    .statement('update alarms set attempts = attempts + 1, try_again_at = ? where id = ?')
    .run(tryAgainAtMilliseconds, id)
}

function readAlarm(row: Record<string, unknown>): Alarm {
  return {
    id: Number(row.id),
    name: String(row.name),
    subject: String(row.subject),
    detail: String(row.detail),
    hasEvidence: row.has_evidence === 1,
    stops: row.stops === 1,
    raisedAt: Number(row.raised_at),
    resolvedAt: row.resolved_at === null ? null : Number(row.resolved_at),
  }
}
