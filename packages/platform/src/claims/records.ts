import { type Claim, canonicalJson, type EventKind, type Recordable } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Platform, Reader } from '../commit/platform.ts'
import { openSubjectKeys, SealBroken } from '../identity/index.ts'
import { type Content, erased, type Finding, type RecordSource, type StateCheck } from '../journal/index.ts'
import { publishedContent } from './published-case-store.ts'
import { claimSubject, loadClaim, stepContext } from './store.ts'

const stepKinds: readonly EventKind[] = [
  'claim-filed',
  'evidence-added',
  'claim-submitted',
  'evidence-requested',
  'desk-review-passed',
  'investigation-assigned',
  'investigation-reported',
  'approval-proposed',
  'approval-returned',
  'claim-approved',
  'claim-refused',
  'refusal-accepted',
  'refusal-disputed',
  'objection-disputed',
  'claim-referred',
  'verdict-received',
  'claim-withdrawn',
  'claim-published',
  'objection-raised',
  'objection-dismissed',
  'objection-upheld',
  'claim-held-over',
  'claim-settled',
  'claim-paid',
  'claim-closed',
]

/** The steps of claims behind the log's `step` commitments. */
export const claimStepSource: RecordSource = {
  table: 'claim_steps',
  commitment: 'step',
  kinds: stepKinds,
  contents: stepContents,
  stray: async (reader) => {
    const { rows } = await sql<{ case_reference: string; step_no: number }>`
      select c.case_reference, s.step_no
      from claim_steps s join claims c using (claim_id) left join journal_events e using (event_id)
      where e.event_id is null or e.kind <> s.kind or e.subject <> 'claim/' || c.case_reference
      order by s.recorded_at, s.step_no limit 1`.execute(reader)
    return rows[0] ? `step ${rows[0].step_no} of case ${rows[0].case_reference}` : null
  },
}

async function stepContents(platform: Platform, reader: Reader, eventIds: readonly string[]) {
  const { rows } = await sql<{
    event_id: string
    claim_id: string
    case_reference: string
    step_no: number
    kind: string
    actor_role: string
    sealed: Buffer
    entry_role: string
  }>`
    select s.event_id, s.claim_id, c.case_reference, s.step_no, s.kind, s.actor_role, s.sealed,
      e.entry::jsonb ->> 'role' as entry_role
    from claim_steps s join claims c using (claim_id) join journal_events e using (event_id)
    where s.event_id = any(${[...eventIds]}::uuid[])`.execute(reader)
  const subjects = [...new Set(rows.map((row) => claimSubject(row.claim_id)))]
  const keys = await openSubjectKeys(platform, reader, subjects)
  const contents = new Map<string, Content>()
  for (const row of rows) {
    const key = keys.get(claimSubject(row.claim_id))
    const description = `step ${row.step_no} of case ${row.case_reference}`
    const content = key ? openContent(platform, key, row) : erased
    contents.set(row.event_id, { content, description })
  }
  return contents
}

/** What can't be opened, or says another kind or role than its columns, is a content that no commitment matches. */
function openContent(
  platform: Platform,
  key: Uint8Array,
  row: { claim_id: string; step_no: number; kind: string; actor_role: string; entry_role: string; sealed: Buffer },
): Recordable {
  try {
    const step = JSON.parse(platform.vault.openText(key, stepContext(row.claim_id, row.step_no), row.sealed))
    return step.kind === row.kind && row.actor_role === row.entry_role ? step : 'its columns do not say what it says'
  } catch (fault) {
    if (fault instanceof SealBroken) return 'unreadable'
    throw fault
  }
}

/** The public rows of cases behind the log's `published` commitments. */
export const publishedCaseSource: RecordSource = {
  table: 'published_cases',
  commitment: 'published',
  kinds: ['claim-published'],
  contents: async (_platform, reader, eventIds) => {
    const { rows } = await sql<{
      event_id: string
      case_reference: string
      plan_code: string
      period_code: string
      age_band: string
      region: string | null
      illness_code: string
      mild: boolean
      payout_fen: bigint
      days_since_joining: number
      published_on: Temporal.PlainDate
    }>`select * from published_cases where event_id = any(${[...eventIds]}::uuid[])`.execute(reader)
    return new Map(
      rows.map((row) => {
        const content = publishedContent({
          caseReference: row.case_reference,
          planCode: row.plan_code,
          period: row.period_code,
          eventId: row.event_id,
          ageBand: row.age_band,
          region: row.region,
          illness: row.illness_code,
          mild: row.mild,
          payoutFen: row.payout_fen,
          daysSinceJoining: row.days_since_joining,
          publishedOn: row.published_on,
        })
        return [row.event_id, { content, description: `public row of case ${row.case_reference}` }]
      }),
    )
  },
  stray: async (reader) => {
    const { rows } = await sql<{ case_reference: string }>`
      select p.case_reference from published_cases p left join journal_events e using (event_id)
      where e.event_id is null or e.kind <> 'claim-published' or e.subject <> 'claim/' || p.case_reference
      order by p.published_on, p.case_reference limit 1`.execute(reader)
    return rows[0] ? `public row of case ${rows[0].case_reference}` : null
  },
}

/** Claims opened at once: bounds the memory of a check over all of them. */
const checkBatch = 500

/** Every row of `claims` says what the fold of its steps says. */
export const claimsAreTheirSteps: StateCheck = {
  name: 'claims',
  run: async (platform, reader, progress) => {
    const total = await countClaims(reader)
    let after = ''
    for (let done = 0; ; done += checkBatch) {
      const rows = await claimRows(reader, after)
      for (const row of rows) {
        const finding = await compare(platform, reader, row)
        if (finding) return finding
      }
      progress(Math.min(done + rows.length, total), total)
      if (rows.length < checkBatch) return null
      after = rows.at(-1)!.case_reference
    }
  },
}

async function countClaims(reader: Reader): Promise<number> {
  const { rows } = await sql<{ count: bigint }>`select count(*) from claims`.execute(reader)
  return Number(rows[0]!.count)
}

async function claimRows(reader: Reader, after: string) {
  const { rows } = await sql<{ case_reference: string; row: Record<string, unknown>; destroyed: boolean }>`
    select case_reference, to_jsonb(c) as row, k.wrapped_key is null as destroyed
    from claims c left join subject_keys k on k.subject = 'claim:' || c.claim_id
    where case_reference > ${after} order by case_reference limit ${checkBatch}`.execute(reader)
  return rows
}

async function compare(
  platform: Platform,
  reader: Reader,
  {
    case_reference: reference,
    row,
    destroyed,
  }: { case_reference: string; row: Record<string, unknown>; destroyed: boolean },
): Promise<Finding | null> {
  if (destroyed) return null
  const record = `case ${reference}`
  const stored = await loadClaim(platform, reader, reference)
  if (!stored) return { problem: 'added', record, detail: 'it has no steps', leafIndex: null }
  const said = canonicalJson(rowOf(stored.claim, stored.steps.length))
  const kept = canonicalJson(
    Object.fromEntries(Object.keys(rowOf(stored.claim, 0)).map((name) => [name, text(row[name])])),
  )
  if (said === kept) return null
  return { problem: 'changed', record, detail: `its row says ${kept}, its steps say ${said}`, leafIndex: null }
}

const text = (value: unknown) => (value === null ? null : String(value))

function rowOf(claim: Claim, stepCount: number): Record<string, string | null> {
  return {
    status: claim.status,
    plan_version: String(claim.planVersion),
    participant_id: String(claim.statement.participantId),
    claimant_person_id: String(claim.claimantPersonId),
    illness_code: claim.statement.illness,
    mild: String(claim.statement.mild),
    payout_fen: String(claim.payoutFen),
    filed_on: String(claim.filedOn),
    evidence_due_on: text(claim.evidenceDueOn),
    refused_on: text(claim.refusal?.refusedOn ?? null),
    period_code: claim.period,
    objections_until: text(claim.objectionsUntil),
    open_objections: String(claim.openObjections.length),
    investigator_person_id: text(claim.investigatorPersonId),
    step_count: String(stepCount),
  }
}
