import { sql } from 'kysely'
import type { Reader } from '../commit/platform.ts'
import type { Cell } from './csv.ts'

/** One table of an export: a column's title in both languages, and its rows in chunks. */
export interface ExportTable {
  readonly columns: readonly { readonly en: string; readonly zh: string }[]
  /** Rows of one plan, or of all, in chunks that fit into memory. */
  chunks(reader: Reader, plan: string | null): AsyncIterable<readonly (readonly Cell[])[]>
}

/** Rows read in one query: large enough that round trips do not count. */
const chunkRows = 10_000

/** Pages by key, so that the table is not held in memory and no transaction stays open for the whole file. */
async function* byKey<Row>(
  read: (after: bigint) => Promise<readonly Row[]>,
  keyOf: (row: Row) => bigint,
  toCells: (row: Row) => readonly Cell[],
): AsyncGenerator<readonly (readonly Cell[])[]> {
  for (let after = -1n; ; ) {
    const rows = await read(after)
    if (rows.length > 0) yield rows.map(toCells)
    if (rows.length < chunkRows) return
    after = keyOf(rows.at(-1)!)
  }
}

interface ParticipantRow {
  participant_id: bigint
  relation: string
  plan_code: string
  plan_version: number
  joined_on: Temporal.PlainDate
  ended_on: Temporal.PlainDate | null
  ended_reason: string | null
  paid_out_on: Temporal.PlainDate | null
  birth_year: number
  sex: string | null
  region: string | null
}

/** Memberships without names and numbers: those are shown to offices that need them, person by person. */
export const participantsTable: ExportTable = {
  columns: [
    { en: 'participant', zh: '成员编号' },
    { en: 'plan', zh: '互助计划' },
    { en: 'version at joining', zh: '加入时规则版本' },
    { en: 'relation to payer', zh: '与付款人关系' },
    { en: 'joined on', zh: '加入日期' },
    { en: 'ended on', zh: '终止日期' },
    { en: 'reason of the end', zh: '终止原因' },
    { en: 'paid out on', zh: '互助金给付日期' },
    { en: 'year of birth', zh: '出生年份' },
    { en: 'sex', zh: '性别' },
    { en: 'region', zh: '地区' },
  ],
  chunks: (reader, plan) =>
    byKey(
      async (after) => {
        const { rows } = await sql<ParticipantRow>`
          select participant_id, relation, plan_code, plan_version, joined_on, ended_on, ended_reason, paid_out_on,
            extract(year from birth_date)::integer as birth_year, sex, region
          from participants
          where participant_id > ${after} and (${plan}::text is null or plan_code = ${plan})
          order by participant_id limit ${chunkRows}`.execute(reader)
        return rows
      },
      (row) => row.participant_id,
      (row) => [
        row.participant_id,
        row.plan_code,
        row.plan_version,
        row.relation,
        day(row.joined_on),
        day(row.ended_on),
        row.ended_reason,
        day(row.paid_out_on),
        row.birth_year,
        row.sex,
        row.region,
      ],
    ),
}

interface PeriodRow {
  period_id: bigint
  plan_code: string
  period_code: string
  plan_version: number
  publicity_day: Temporal.PlainDate
  sharing_day: Temporal.PlainDate
  status: string
  case_count: number | null
  participants: bigint | null
  payouts_fen: bigint | null
  fees_fen: bigint | null
  carry_in_fen: bigint | null
  shortfall_fen: bigint | null
  due_fen: bigint | null
  share_fen: bigint | null
  carry_out_fen: bigint | null
  operator_fen: bigint | null
}

/** All published periods; the figures of those that are not settled are empty. */
export const periodsTable: ExportTable = {
  columns: [
    { en: 'plan', zh: '互助计划' },
    { en: 'period', zh: '期' },
    { en: 'version', zh: '规则版本' },
    { en: 'publicity day', zh: '公示日' },
    { en: 'sharing day', zh: '分摊日' },
    { en: 'status', zh: '状态' },
    { en: 'people helped', zh: '救助人数' },
    { en: 'participants', zh: '分摊人数' },
    { en: 'payouts, yuan', zh: '互助金(元)' },
    { en: 'management fee, yuan', zh: '管理费(元)' },
    { en: 'carried in, yuan', zh: '上期结转(元)' },
    { en: 'unpaid of earlier periods, yuan', zh: '前期未收(元)' },
    { en: 'to be shared, yuan', zh: '分摊总额(元)' },
    { en: 'share of each, yuan', zh: '每人分摊(元)' },
    { en: 'carried on, yuan', zh: '结转下期(元)' },
    { en: 'borne by the operator, yuan', zh: '运营方承担(元)' },
  ],
  chunks: (reader, plan) =>
    byKey(
      async (after) => {
        const { rows } = await sql<PeriodRow>`
          select period_id, plan_code, period_code, plan_version, publicity_day, sharing_day, status, case_count, participants,
            payouts_fen, fees_fen, carry_in_fen, shortfall_fen, due_fen, share_fen, carry_out_fen,
            case_cap_fen + year_cap_fen + no_participants_fen + run_off_fen as operator_fen
          from periods where period_id > ${after} and (${plan}::text is null or plan_code = ${plan})
          order by period_id limit ${chunkRows}`.execute(reader)
        return rows
      },
      (row) => row.period_id,
      (row) => [
        row.plan_code,
        row.period_code,
        row.plan_version,
        day(row.publicity_day),
        day(row.sharing_day),
        row.status,
        row.case_count,
        row.participants,
        ...[
          row.payouts_fen,
          row.fees_fen,
          row.carry_in_fen,
          row.shortfall_fen,
          row.due_fen,
          row.share_fen,
          row.carry_out_fen,
          row.operator_fen,
        ].map((amountFen) => (amountFen === null ? null : { amountFen })),
      ],
    ),
}

interface PostingRow {
  event_no: bigint
  recorded_at: Temporal.Instant
  plan_code: string
  subject: string
  memo: string
  account: string
  amount_fen: bigint
  event_id: string
  reverses: string | null
}

/** All postings in the order of the journal; debits positive, credits negative. */
export const ledgerTable: ExportTable = {
  columns: [
    { en: 'recorded at', zh: '记账时间' },
    { en: 'plan', zh: '互助计划' },
    { en: 'subject', zh: '事项' },
    { en: 'memo', zh: '摘要' },
    { en: 'account', zh: '科目' },
    { en: 'amount, yuan (debit +, credit -)', zh: '金额(元，借正贷负)' },
    { en: 'journal event', zh: '日志事件' },
    { en: 'reverses', zh: '冲销' },
  ],
  chunks: async function* (reader, plan) {
    for (let after = -1n; ; ) {
      const { rows } = await sql<PostingRow>`
        with page as (
          select event_no, event_id from journal_events e
          where event_no > ${after} and exists (
            select from ledger_transactions t
            where t.event_id = e.event_id and (${plan}::text is null or t.plan_code = ${plan}))
          order by event_no limit ${chunkRows})
        select page.event_no, t.recorded_at, t.plan_code, t.subject, t.memo, p.account, p.amount_fen, t.event_id, t.reverses
        from page join ledger_transactions t using (event_id) join ledger_postings p using (event_id, transaction_no)
        where ${plan}::text is null or t.plan_code = ${plan}
        order by page.event_no, t.transaction_no, p.posting_no`.execute(reader)
      if (rows.length === 0) return
      yield rows.map((row) => [
        row.recorded_at.toString(),
        row.plan_code,
        row.subject,
        row.memo,
        row.account,
        { amountFen: row.amount_fen },
        row.event_id,
        row.reverses,
      ])
      after = rows.at(-1)!.event_no
    }
  },
}

function day(date: Temporal.PlainDate | null): string | null {
  return date === null ? null : date.toString()
}
