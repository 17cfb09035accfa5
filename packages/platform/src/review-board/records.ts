import { canonicalJson, type EventKind, jurorListRoot, type Recordable } from '@tongzhou/core'
import { toBase64 } from '@tongzhou/tlog'
import { sql } from 'kysely'
import { system } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { openSubjectKeys, SealBroken } from '../identity/index.ts'
import { type Content, erased, type Finding, type RecordSource, type StateCheck } from '../journal/index.ts'
import { disputeRow, disputeStepContext, disputeSubject, loadDispute } from './dispute-store.ts'
import { linesOf, readJurorList } from './juror-list-store.ts'

const stepKinds: readonly EventKind[] = [
  'dispute-opened',
  'statement-added',
  'case-file-sealed',
  'juror-list-committed',
  'panel-drawn',
  'panel-continued',
  'panel-seated',
  'vote-opened',
  'vote-extended',
  'vote-closed',
  'dispute-decided',
  'dispute-withdrawn',
]

/** Steps that the log is told of together, by the board's own work, once the case file is sealed. */
const preparations: readonly string[] = ['dispute-opened', 'statement-added', 'case-file-sealed']

/** The log knows nothing of the dispute `d` yet, or never will: it was taken back before the board told of it. */
const untold = sql`(d.status in ('preparing', 'ready', 'withdrawn') and not exists (
  select from dispute_steps other join journal_events using (event_id) where other.dispute_id = d.dispute_id))`

/** The steps of disputes behind the log's `step` commitments. */
export const disputeStepSource: RecordSource = {
  table: 'dispute_steps',
  commitment: 'step',
  kinds: stepKinds,
  contents: stepContents,
  stray: async (reader) => {
    const { rows } = await sql<{ reference: string; step_no: number }>`
      select d.reference, s.step_no
      from dispute_steps s join disputes d using (dispute_id) left join journal_events e using (event_id)
      where (e.event_id is null and not ${untold}) or e.kind <> s.kind or e.subject <> 'dispute/' || d.reference
      order by s.recorded_at, s.step_no limit 1`.execute(reader)
    return rows[0] ? `step ${rows[0].step_no} of dispute ${rows[0].reference}` : null
  },
}

interface StepRow {
  event_id: string
  dispute_id: string
  reference: string
  step_no: number
  kind: string
  actor_role: string
  sealed: Buffer
  entry_role: string
}

async function stepContents(platform: Platform, reader: Reader, eventIds: readonly string[]) {
  const { rows } = await sql<StepRow>`
    select s.event_id, s.dispute_id, d.reference, s.step_no, s.kind, s.actor_role, s.sealed,
      e.entry::jsonb ->> 'role' as entry_role
    from dispute_steps s join disputes d using (dispute_id) join journal_events e using (event_id)
    where s.event_id = any(${[...eventIds]}::uuid[])`.execute(reader)
  const subjects = [...new Set(rows.map((row) => disputeSubject(row.dispute_id)))]
  const keys = await openSubjectKeys(platform, reader, subjects)
  return new Map(
    rows.map((row): [string, Content] => {
      const key = keys.get(disputeSubject(row.dispute_id))
      const description = `step ${row.step_no} of dispute ${row.reference}`
      return [row.event_id, { content: key ? openContent(platform, key, row) : erased, description }]
    }),
  )
}

/** What can't be opened, or says another kind or role than its columns, is a content that no commitment matches. */
function openContent({ vault }: Platform, key: Uint8Array, row: StepRow): Recordable {
  try {
    const step = JSON.parse(vault.openText(key, disputeStepContext(row.dispute_id, row.step_no), row.sealed))
    const role = preparations.includes(row.kind) ? system.role : row.actor_role
    return step.kind === row.kind && role === row.entry_role ? step : 'its columns do not say what it says'
  } catch (fault) {
    if (fault instanceof SealBroken) return 'unreadable'
    throw fault
  }
}

/** Every row of `disputes` says what the fold of its steps says, and every list has the root that was committed to. */
export const disputesAreTheirSteps: StateCheck = {
  name: 'disputes',
  run: async (platform, reader, progress) => {
    const { rows } = await sql<Record<string, unknown> & { reference: string }>`
      select reference, ${sql.join(rowNames.map((name) => sql.ref(name)))} from disputes order by reference`.execute(
      reader,
    )
    for (const [at, row] of rows.entries()) {
      const finding = await checkDispute(platform, reader, row)
      if (finding) return finding
      progress(at + 1, rows.length)
    }
    return null
  },
}

const rowNames = [
  'claim_id',
  'plan_code',
  'rules_version',
  'mode',
  'opener',
  'status',
  'illness_code',
  'mild',
  'clause',
  'due_at',
  'outcome',
  'pay',
  'do_not_pay',
  'invalid',
  'summary',
  'step_count',
] as const

async function checkDispute(
  platform: Platform,
  reader: Reader,
  row: Record<string, unknown> & { readonly reference: string },
): Promise<Finding | null> {
  const { reference } = row
  const record = `dispute ${reference}`
  const stored = await loadDispute(platform, reader, { reference })
  if (!stored) return { problem: 'added', record, detail: 'it has no steps', leafIndex: null }
  const { dispute, disputeId, steps } = stored
  const text = (value: unknown) => (value === null ? null : String(value))
  const fold = disputeRow(dispute, steps.length)
  const said = canonicalJson(Object.fromEntries(rowNames.map((name) => [name, text(fold[name])])))
  const kept = canonicalJson(Object.fromEntries(rowNames.map((name) => [name, text(row[name])])))
  if (said !== kept) {
    return { problem: 'changed', record, detail: `its row says ${kept}, its steps say ${said}`, leafIndex: null }
  }
  if (!dispute.list || rootOf(await readJurorList(reader, disputeId)) === dispute.list.root) return null
  return {
    problem: 'changed',
    record,
    detail: 'its list of jurors has another root than was committed to',
    leafIndex: null,
  }
}

/** Null for what is no list any more: not sorted, or somebody is there twice. */
function rootOf(records: Buffer): string | null {
  try {
    return toBase64(jurorListRoot(linesOf(records)))
  } catch (fault) {
    if (fault instanceof RangeError) return null
    throw fault
  }
}

/**
 * Ballots and opened ballots against their entries, as sets: each `ballot-cast` has its row and each row its entry, each opened
 * ballot stands in an entry as it is, none is opened twice or in a vote that is not closed, and the counts of a verdict are theirs.
 */
export const ballotsAsLogged: StateCheck = {
  name: 'ballots',
  run: async (_platform, reader) => {
    for (const [what, query] of Object.entries(ballotChecks)) {
      const { rows } = await query.execute(reader)
      if (rows[0]) return { problem: 'changed', record: rows[0].record, detail: what, leafIndex: null }
    }
    return null
  },
}

const ballotChecks = {
  'its hash, juror or place is not what the log says': sql<{ record: string }>`
    select 'ballot of juror ' || b.pseudonym || ' in dispute ' || d.reference as record
    from ballots b join disputes d using (dispute_id) left join journal_events e using (event_id)
    where e.event_id is null or e.kind <> 'ballot-cast' or e.subject <> 'dispute/' || d.reference
      or e.entry::jsonb -> 'facts' ->> 'juror' <> b.pseudonym
      or e.entry::jsonb -> 'facts' ->> 'ballot' <> encode(b.hash, 'base64')
      or encode(sha256(convert_to(b.sealed, 'UTF8')), 'base64') <> encode(b.hash, 'base64') limit 1`,
  'the log has a ballot that is not there': sql<{ record: string }>`
    select 'journal event ' || e.event_id as record from journal_events e left join ballots b using (event_id)
    where e.kind = 'ballot-cast' and b.event_id is null limit 1`,
  'it was opened otherwise than the log says, or the log has it not': sql<{ record: string }>`
    with logged as (
      select e.event_id, e.subject, l ->> 'juror' as juror, l ->> 'choice' as choice, l ->> 'clause' as clause,
        l ->> 'key' as key, l -> 'shares' as shares
      from journal_events e, jsonb_array_elements(e.entry::jsonb -> 'facts' -> 'ballots') l where e.kind = 'ballots-opened'),
    kept as (
      select o.event_id, 'dispute/' || d.reference as subject, o.pseudonym as juror, o.choice, o.clause,
        coalesce(encode(o.vote_key, 'base64'), '') as key, o.shares
      from opened_ballots o join disputes d using (dispute_id))
    select 'opened ballot of juror ' || juror || ' of ' || subject as record from (
      (table logged except all table kept) union all (table kept except all table logged)) differing limit 1`,
  'the counts of its verdict are not those of its ballots': sql<{ record: string }>`
    select 'dispute ' || d.reference as record
    from disputes d left join lateral (
      select count(*) filter (where choice = 'pay') as pay, count(*) filter (where choice = 'do-not-pay') as do_not_pay,
        count(*) filter (where choice = 'invalid') as invalid
      from opened_ballots o where o.dispute_id = d.dispute_id) c on true
    where d.status = 'decided' and (d.pay, d.do_not_pay, d.invalid) is distinct from (c.pay, c.do_not_pay, c.invalid) limit 1`,
  'its ballots were opened, and its vote was not closed': sql<{ record: string }>`
    select 'dispute ' || d.reference as record from disputes d join opened_ballots using (dispute_id)
    where d.status not in ('counting', 'decided') limit 1`,
}
