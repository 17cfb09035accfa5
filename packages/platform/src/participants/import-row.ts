import {
  atField,
  type ConsentAnswer,
  type ConsentKind,
  type Parsed,
  parsed,
  parsePhoneNumber,
  type Relation,
  refuse,
  relations,
  type StatedDocument,
} from '@tongzhou/core'
import type { StatedPerson } from './joining.ts'

/** One person of a group's file, as typed in; name and documents are checked when the batch is decided. */
export interface ImportRow {
  readonly person: StatedPerson
  readonly phoneNumber: string | null
  readonly relation: 'self' | Relation
  /** Null where the person pays for themselves. */
  readonly payer: StatedDocument | null
  readonly consents: Readonly<Partial<Record<ConsentKind, ConsentAnswer>>>
  readonly answers: Readonly<Record<string, boolean>>
}

/**
 * The columns of a group's file, by their English and Chinese headers. `name` and `document_number` are needed in each
 * row, the consents hold the version of the wording that the person signed, and every health question of the plan that
 * the person is asked has a column `answer:<code>` (`健康告知:<code>`) with yes or no (是, 否). Payers stand before those
 * whom they pay for, in the same file or an earlier one.
 */
export const importColumns = {
  name: '姓名',
  document_kind: '证件类型',
  document_number: '证件号码',
  phone: '手机号',
  relation: '与付款人关系',
  payer_document_kind: '付款人证件类型',
  payer_document_number: '付款人证件号码',
  consent_health_data: '健康信息同意书版本',
  consent_publication: '公示同意书版本',
} as const

export type ImportColumn = keyof typeof importColumns
export type ImportRecord = Readonly<Record<string, string>>

const neededColumns: readonly ImportColumn[] = ['name', 'document_number', 'consent_health_data', 'consent_publication']
const answerPrefix = 'answer:'
const chineseAnswerPrefix = '健康告知:'
const words: Readonly<Record<string, boolean>> = { yes: true, no: false, 是: true, 否: false }
const chineseRelations: Readonly<Record<string, 'self' | Relation>> = {
  本人: 'self',
  子女: 'child',
  配偶: 'spouse',
  父母: 'parent',
  其他: 'other-family',
}

export type ImportHeaderRefusal = 'column-unknown' | 'column-twice' | 'column-missing'

/**
 * The columns of a header line in their English names. Refused: a column that is not known (a misspelt one would lose
 * what it holds), one that stands twice, one that is missing.
 */
export function readHeader(header: readonly string[]): Parsed<readonly string[], ImportHeaderRefusal> {
  const columns: string[] = []
  for (const [index, title] of header.entries()) {
    const column = columnOf(title.trim())
    if (column === null) return refuse('column-unknown', { column: index + 1 })
    if (columns.includes(column)) return refuse('column-twice', { column })
    columns.push(column)
  }
  const missing = neededColumns.find((column) => !columns.includes(column))
  return missing === undefined ? parsed(columns) : refuse('column-missing', { column: missing })
}

function columnOf(title: string): string | null {
  if (title.startsWith(answerPrefix)) return title
  if (title.startsWith(chineseAnswerPrefix)) return `${answerPrefix}${title.slice(chineseAnswerPrefix.length)}`
  const names = Object.entries(importColumns)
  return names.find(([english, chinese]) => title === english || title === chinese)?.[0] ?? null
}

/** Reads one row. Empty cells are answers that were not given; the rules of joining refuse them where they are asked. */
export function readImportRow(record: ImportRecord): Parsed<ImportRow> {
  const cell = (column: ImportColumn) => (record[column] ?? '').trim()
  const phone = cell('phone')
  const phoneNumber = phone === '' ? null : parsePhoneNumber(phone)
  if (phoneNumber !== null && !phoneNumber.accepted) return atField(phoneNumber, 'phone')
  const relation = relationOf(cell('relation'))
  if (relation === null) return refuse('relation-unknown', {}, { field: 'relation' })
  const payerNumber = cell('payer_document_number')
  if ((relation === 'self') !== (payerNumber === '')) {
    return refuse('payer-and-relation-differ', {}, { field: 'payer_document_number' })
  }
  const answers = readAnswers(record)
  if (!answers.accepted) return answers
  const consents = readConsents(cell('consent_health_data'), cell('consent_publication'))
  if (!consents.accepted) return consents
  const document = { kind: cell('document_kind') || 'cn-resident-id', number: cell('document_number') }
  const payer = { kind: cell('payer_document_kind') || 'cn-resident-id', number: payerNumber }
  return parsed({
    person: { name: record.name ?? '', document },
    phoneNumber: phoneNumber?.value ?? null,
    relation,
    payer: relation === 'self' ? null : payer,
    consents: consents.value,
    answers: answers.value,
  })
}

function relationOf(text: string): 'self' | Relation | null {
  if (text === '' || text === 'self') return 'self'
  return relations.find((relation) => relation === text) ?? chineseRelations[text] ?? null
}

function readAnswers(record: ImportRecord): Parsed<Readonly<Record<string, boolean>>> {
  const answers: Record<string, boolean> = {}
  for (const [column, value] of Object.entries(record)) {
    if (!column.startsWith(answerPrefix) || value.trim() === '') continue
    const answer = words[value.trim().toLowerCase()]
    if (answer === undefined) return refuse('answer-unreadable', {}, { field: column })
    answers[column.slice(answerPrefix.length)] = answer
  }
  return parsed(answers)
}

function readConsents(healthData: string, publication: string): Parsed<ImportRow['consents']> {
  const consents: Partial<Record<ConsentKind, ConsentAnswer>> = {}
  for (const [kind, text] of [['health-data', healthData] as const, ['publication', publication] as const]) {
    if (text === '') continue
    if (!/^[0-9]{1,6}$/.test(text)) return refuse('consent-version-unreadable', {}, { field: kind })
    consents[kind] = { given: true, wordingVersion: Number(text) }
  }
  return parsed(consents)
}
