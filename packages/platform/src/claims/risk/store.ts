import type { Risk, RiskSignalCode } from '@tongzhou/core'
import { defaultRiskWeights, endStatuses } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../../commit/platform.ts'
import type { Mark } from './marks.ts'

interface MarkedClaim {
  readonly claimId: string
  readonly planCode: string
  readonly filedOn: Temporal.PlainDate
}

/** Marks that are there already stay. */
export function insertMarks({ claimId, filedOn, planCode }: MarkedClaim, marks: readonly Mark[]): Write {
  return sql`
    insert into claim_marks (claim_id, kind, mark, plan_code, filed_on)
    select ${claimId}::uuid, kind, mark, ${planCode}, ${filedOn}::date
    from unnest(${marks.map(({ kind }) => kind)}::text[], ${marks.map(({ mark }) => Buffer.from(mark))}::bytea[]) as t (kind, mark)
    on conflict do nothing`
}

/** Marks and score of a claim whose data is erased. */
export function deleteRiskOf(claimId: string): readonly Write[] {
  return [
    sql`delete from claim_marks where claim_id = ${claimId}`,
    sql`update claim_risks set score = 0, points = '{}' where claim_id = ${claimId}`,
  ]
}

export interface ScoredClaim {
  readonly claimId: string
  readonly stepCount: number
  readonly settingsNo: number
  readonly now: Temporal.Instant
}

export function saveRisk({ claimId, now, settingsNo, stepCount }: ScoredClaim, { score, signals }: Risk): Write {
  const points = JSON.stringify(Object.fromEntries(signals.map((signal) => [signal.code, signal.points])))
  return sql`
    insert into claim_risks (claim_id, score, points, step_count, settings_no, scored_at)
    values (${claimId}, ${score}, ${points}::jsonb, ${stepCount}, ${settingsNo}, ${now})
    on conflict (claim_id) do update set score = excluded.score, points = excluded.points,
      step_count = excluded.step_count, settings_no = excluded.settings_no, scored_at = excluded.scored_at, outdated = false`
}

/** These claims turned out to have something in common with another: their scores are to be reckoned again. */
export function markOutdated(claimIds: readonly string[]): Write {
  return sql`update claim_risks set outdated = true where claim_id = any(${[...claimIds]}::uuid[]) and not outdated`
}

/** A claim whose score is to be reckoned. */
export interface DueClaim {
  readonly claimId: string
  readonly caseReference: string
  readonly stepCount: number
  /** Whether the claim itself or what is known of its files has changed since it was scored; else others changed, or time passed. */
  readonly changed: boolean
}

/** Scores of open claims are reckoned again after this many hours: rates of hospitals change by themselves. */
const scoreHours = 24

interface DueRow {
  claim_id: string
  case_reference: string
  step_count: number
  changed: boolean
}

const dueColumns = sql`c.claim_id, c.case_reference, c.step_count,
  (r.claim_id is null or r.step_count <> c.step_count
    or exists (select from file_facts f where f.claim_id = c.claim_id and f.recorded_at > r.scored_at)) as changed`

/** Claims whose score is to be reckoned, those that never were first. Ended claims are scored once, for what others share with them, and again where they were refused as forged. */
export async function dueForScoring(
  reader: Reader,
  now: Temporal.Instant,
  limit: number,
): Promise<readonly DueClaim[]> {
  const { rows } = await sql<DueRow>`
    with newest as (select plan_code, max(settings_no) as settings_no from risk_settings group by plan_code)
    select ${dueColumns}
    from claims c left join claim_risks r using (claim_id) left join newest n on n.plan_code = c.plan_code
    where r.claim_id is null or (c.refusal_code = 'forged-evidence' and r.step_count <> c.step_count)
      or (c.status <> all (${[...endStatuses]}) and (r.outdated or r.step_count <> c.step_count
        or r.settings_no <> coalesce(n.settings_no, 0) or r.scored_at <= ${now.subtract({ hours: scoreHours })}
        or exists (select from file_facts f where f.claim_id = c.claim_id and f.recorded_at > r.scored_at)))
    order by r.scored_at nulls first, c.filed_on limit ${limit}`.execute(reader)
  return rows.map(dueClaim)
}

/** One claim as if it were due. */
export async function dueClaimOf(reader: Reader, claimId: string): Promise<DueClaim> {
  const { rows } = await sql<DueRow>`
    select ${dueColumns} from claims c left join claim_risks r using (claim_id) where c.claim_id = ${claimId}`.execute(
    reader,
  )
  return dueClaim(rows[0]!)
}

const dueClaim = (row: DueRow): DueClaim => ({
  claimId: row.claim_id,
  caseReference: row.case_reference,
  stepCount: row.step_count,
  changed: row.changed,
})

/** What an operator set for a plan. */
export interface RiskSettings {
  readonly weights: Readonly<Record<RiskSignalCode, number>>
  /** Hospitals that attest their documents on the log, and the member of the consortium that does it for them. */
  readonly attestingHospitals: readonly { readonly hospital: string; readonly member: string }[]
}

export interface StoredRiskSettings extends RiskSettings {
  readonly settingsNo: number
  readonly recordedAt: Temporal.Instant
}

/** Until the transaction ends nobody else sets a plan's settings. */
export async function takeTurnsSetting(reader: Reader, planCode: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`risk_settings:${planCode}`}, 0))`.execute(reader)
}

/** The newest settings of a plan, a signal that they do not know yet with its default; null where nobody set any. */
export async function loadRiskSettings(reader: Reader, planCode: string): Promise<StoredRiskSettings | null> {
  const { rows } = await sql<{ settings_no: number; settings: RiskSettings; recorded_at: Temporal.Instant }>`
    select settings_no, settings, recorded_at from risk_settings
    where plan_code = ${planCode} order by settings_no desc limit 1`.execute(reader)
  const row = rows[0]
  if (!row) return null
  const weights = { ...defaultRiskWeights, ...row.settings.weights }
  return { ...row.settings, weights, settingsNo: row.settings_no, recordedAt: row.recorded_at }
}

export function insertRiskSettings(
  planCode: string,
  settings: RiskSettings,
  setBy: bigint,
  now: Temporal.Instant,
): Write {
  return sql`
    insert into risk_settings (plan_code, settings, set_by, recorded_at)
    values (${planCode}, ${JSON.stringify(settings)}::jsonb, ${setBy}, ${now})`
}
