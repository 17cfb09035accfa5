import { canonicalJson, type PlanVersion, type Recordable } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

/** A plan version with what is known of its loading. */
export interface StoredVersion {
  readonly plan: PlanVersion
  /** Canonical JSON (RFC 8785) of the version; the journal event states the SHA-256 of its UTF-8 bytes. */
  readonly content: string
  readonly eventId: string
  readonly loadedAt: Temporal.Instant
}

interface VersionRow {
  digest: string
  event_id: string
  loaded_at: Temporal.Instant
}

interface Content {
  readonly plan: PlanVersion
  readonly content: string
}

/**
 * Contents that were read, by their SHA-256. Nearly every command reads the rules, and a version never changes: only the digest is asked for
 * each time. What stands in the database decides: another content has another digest.
 */
const read = new Map<string, Content>()
const mostRemembered = 200

/** All versions of a plan in order, with their loading; none for an unknown plan. */
export async function storedVersions(reader: Reader, planCode: string): Promise<readonly StoredVersion[]> {
  const { rows } = await sql<VersionRow>`
    select ${digest} as digest, event_id, loaded_at from plan_versions where plan_code = ${planCode}
    order by version`.execute(reader)
  const contents = await contentsOf(
    reader,
    rows.map((row) => row.digest),
    planCode,
  )
  return rows.map((row, at) => ({ ...contents[at]!, eventId: row.event_id, loadedAt: row.loaded_at }))
}

/** All versions of a plan in order; none for an unknown plan. */
export async function planVersions(reader: Reader, planCode: string): Promise<readonly PlanVersion[]> {
  return (await storedVersions(reader, planCode)).map(({ plan }) => plan)
}

/** One version that a stored record names. Throws where it is not there: records name loaded versions only. */
export async function planVersion(reader: Reader, planCode: string, version: number): Promise<PlanVersion> {
  const { rows } = await sql<{ digest: string }>`
    select ${digest} as digest from plan_versions where plan_code = ${planCode} and version = ${version}`.execute(
    reader,
  )
  if (!rows[0]) throw new Error(`plan ${planCode} has no version ${version}, though a record names it`)
  const [content] = await contentsOf(reader, [rows[0].digest], planCode)
  return content!.plan
}

const digest = sql`encode(content_sha256, 'hex')`

/** In the order of the digests. */
async function contentsOf(reader: Reader, digests: readonly string[], planCode: string): Promise<readonly Content[]> {
  const known = digests.map((one) => read.get(one))
  if (known.every((one) => one !== undefined)) return known as readonly Content[]
  const { rows } = await sql<{ digest: string; content: string }>`
    select ${digest} as digest, content from plan_versions where plan_code = ${planCode}`.execute(reader)
  if (read.size + rows.length > mostRemembered) read.clear()
  for (const row of rows) read.set(row.digest, { content: row.content, plan: frozen(JSON.parse(row.content)) })
  return digests.map((one) => read.get(one)!)
}

/** Whoever is given the rules shares them with everybody else. */
function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  for (const member of Object.values(value)) frozen(member)
  return Object.freeze(value)
}

/** The codes of all plans, in alphabetical order. */
export async function planCodes(reader: Reader): Promise<readonly string[]> {
  const { rows } = await sql<{ plan_code: string }>`
    select distinct plan_code from plan_versions order by plan_code`.execute(reader)
  return rows.map(({ plan_code }) => plan_code)
}

/** Until the transaction ends nobody else loads a version of this plan. The table's own trigger takes the same lock. */
export async function lockPlan(reader: Reader, planCode: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`plan_versions:${planCode}`}, 0))`.execute(reader)
}

export function insertPlanVersion(plan: PlanVersion, eventId: string, now: Temporal.Instant): Write {
  return sql`
    insert into plan_versions (plan_code, version, first_day, content, event_id, loaded_at)
    values (${plan.plan}, ${plan.version}, ${Temporal.PlainDate.from(plan.firstDay)}, ${planContent(plan)}, ${eventId}, ${now})`
}

/** The one text of a version, whatever the order of keys and the blanks in its file. */
export function planContent(plan: PlanVersion): string {
  return canonicalJson(plan as unknown as Recordable)
}
