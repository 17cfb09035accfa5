import type { DisputeStatus } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'
import { eligibleJurors, type StandingTerms } from './juror-standing.ts'
import type { JurorStatus } from './juror-store.ts'

/** How a plan's board stands, in counts: nobody's vote, pseudonym or person. */
export interface BoardFigures {
  readonly jurors: Readonly<Record<JurorStatus, number>>
  /** Active ones by the tickets that they have in a lot. */
  readonly weights: readonly { readonly weight: number; readonly jurors: number }[]
  /** Since the first day asked for, as are services. */
  readonly exams: { readonly passed: number; readonly failed: number; readonly open: number }
  readonly services: {
    readonly seats: number
    readonly voted: number
    readonly controls: number
    readonly controlsRight: number
  }
  readonly appealsWaiting: number
  readonly disputes: readonly RunningDispute[]
  readonly panels: readonly EndedPanel[]
}

/** A dispute that the log tells of and that has no verdict yet. */
export interface RunningDispute {
  readonly reference: string
  readonly status: DisputeStatus
  readonly mode: 'panel' | 'open'
  readonly dueAt: Temporal.Instant | null
}

/** Who of a decided dispute answered and voted, in numbers. */
export interface EndedPanel {
  readonly reference: string
  readonly mode: 'panel' | 'open'
  readonly endedAt: Temporal.Instant
  readonly drawn: number
  readonly accepted: number
  readonly declined: number
  readonly silent: number
  readonly seated: number
  readonly voted: number
}

/** Statuses that the log tells of: before them nobody but the board and the reviewers knows that there is a dispute. */
const running = ['list-committed', 'seating', 'voting', 'counting'] as const satisfies readonly DisputeStatus[]
const mostDisputes = 200
/** An open vote may have a quarter of a million seats. */
const panelsShown = 10

export async function boardFigures(reader: Reader, planCode: string, since: Temporal.Instant): Promise<BoardFigures> {
  const [jurors, exams, services, appeals, disputes, panels] = await Promise.all([
    jurorCounts(reader, planCode),
    examCounts(reader, planCode, since),
    serviceCounts(reader, planCode, since),
    sql<{ count: number }>`
      select count(*)::int as count from juror_suspensions s join jurors j on j.juror_id = s.juror_id
      where j.plan_code = ${planCode} and s.appealed_at is not null and s.decided_at is null`.execute(reader),
    runningDisputes(reader, planCode),
    endedPanels(reader, planCode),
  ])
  return {
    ...jurors,
    exams,
    services,
    appealsWaiting: appeals.rows[0]!.count,
    disputes,
    panels,
  }
}

/** How many may serve in a dispute that opens today, whatever it is about: asks for everybody's debts, seconds for a large plan. */
export async function countServing(reader: Reader, standing: StandingTerms): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from (${eligibleJurors(standing)}) e`.execute(reader)
  return rows[0]!.count
}

async function jurorCounts(reader: Reader, planCode: string): Promise<Pick<BoardFigures, 'jurors' | 'weights'>> {
  const { rows } = await sql<{ status: JurorStatus; weight: number; count: number }>`
    select status, weight, count(*)::int as count from jurors where plan_code = ${planCode}
    group by status, weight order by weight desc`.execute(reader)
  const jurors = { active: 0, paused: 0, left: 0, suspended: 0 }
  for (const { count, status } of rows) jurors[status] += count
  const active = rows.filter(({ status }) => status === 'active')
  return { jurors, weights: active.map(({ count, weight }) => ({ weight, jurors: count })) }
}

async function examCounts(reader: Reader, planCode: string, since: Temporal.Instant): Promise<BoardFigures['exams']> {
  const { rows } = await sql<BoardFigures['exams']>`
    select count(*) filter (where passed)::int as passed, count(*) filter (where not passed)::int as failed,
      count(*) filter (where passed is null)::int as open
    from exam_attempts where plan_code = ${planCode} and begun_at >= ${since}`.execute(reader)
  return rows[0]!
}

async function serviceCounts(
  reader: Reader,
  planCode: string,
  since: Temporal.Instant,
): Promise<BoardFigures['services']> {
  const { rows } = await sql<BoardFigures['services']>`
    select count(*)::int as seats, count(*) filter (where s.attended)::int as voted,
      count(s.control_right)::int as controls, count(*) filter (where s.control_right)::int as "controlsRight"
    from juror_services s join jurors j on j.juror_id = s.juror_id
    where j.plan_code = ${planCode} and s.recorded_at >= ${since}`.execute(reader)
  return rows[0]!
}

async function runningDisputes(reader: Reader, planCode: string): Promise<readonly RunningDispute[]> {
  const { rows } = await sql<RunningDispute>`
    select reference, status, mode, due_at as "dueAt" from disputes
    where plan_code = ${planCode} and status = any (${[...running]}::text[])
    order by due_at nulls last, reference limit ${mostDisputes}`.execute(reader)
  return rows
}

async function endedPanels(reader: Reader, planCode: string): Promise<readonly EndedPanel[]> {
  const { rows } = await sql<EndedPanel>`
    with ended as (
      select dispute_id, reference, mode, ended_at from disputes where plan_code = ${planCode} and status = 'decided'
      order by ended_at desc, reference limit ${panelsShown}),
    answers as (
      select dispute_id, count(lot_reference)::int as drawn, count(*) filter (where answer = 'accepted')::int as accepted,
        count(*) filter (where answer = 'declined')::int as declined, count(*) filter (where answer is null)::int as silent,
        count(*) filter (where seated)::int as seated
      from dispute_seats where dispute_id in (select dispute_id from ended) group by dispute_id),
    votes as (
      select dispute_id, count(distinct pseudonym)::int as voted from ballots
      where dispute_id in (select dispute_id from ended) group by dispute_id)
    select e.reference, e.mode, e.ended_at as "endedAt", coalesce(a.drawn, 0) as drawn, coalesce(a.accepted, 0) as accepted,
      coalesce(a.declined, 0) as declined, coalesce(a.silent, 0) as silent, coalesce(a.seated, 0) as seated,
      coalesce(v.voted, 0) as voted
    from ended e left join answers a using (dispute_id) left join votes v using (dispute_id)
    order by e.ended_at desc, e.reference`.execute(reader)
  return rows
}
