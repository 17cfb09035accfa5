import {
  answerPrefix,
  atField,
  type ConsentAnswer,
  type ConsentKind,
  chineseRelations,
  type ImportColumn,
  importColumns,
  importErrorColumns,
  neededImportColumns,
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

export type ImportRecord = Readonly<Record<string, string>>

const words: Readonly<Record<string, boolean>> = { yes: true, no: false, 是: true, 否: false }
/** As a spreadsheet writes a number that is too long for it. */
const roundedNumber = /^\d(\.\d+)?E\+\d+$/i

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
  const missing = neededImportColumns.find((column) => !columns.includes(column))
  return missing === undefined ? parsed(columns) : refuse('column-missing', { column: missing })
}

function columnOf(title: string): string | null {
  if (title.startsWith(answerPrefix.en)) return title
  if (title.startsWith(answerPrefix.zh)) return `${answerPrefix.en}${title.slice(answerPrefix.zh.length)}`
  const names = Object.entries({ ...importColumns, ...importErrorColumns })
  return names.find(([english, chinese]) => title === english || title === chinese)?.[0] ?? null
}

/** Reads one row. Empty cells are answers that were not given; the rules of joining refuse them where they are asked. */
export function readImportRow(record: ImportRecord): Parsed<ImportRow> {
  const cell = (column: ImportColumn) => (record[column] ?? '').trim()
  const rounded = (['document_number', 'payer_document_number', 'phone'] as const).find((column) =>
    roundedNumber.test(cell(column)),
  )
  if (rounded !== undefined) return refuse('number-rounded', {}, { field: rounded })
  // Files of ours put an apostrophe before what a spreadsheet would take for a formula.
  const phone = cell('phone').replace(/^'/, '')
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
  return (
    relations.find((relation) => relation === text) ??
    (Object.hasOwn(chineseRelations, text) ? chineseRelations[text as keyof typeof chineseRelations] : null)
  )
}

function readAnswers(record: ImportRecord): Parsed<Readonly<Record<string, boolean>>> {
  const answers: Record<string, boolean> = {}
  for (const [column, value] of Object.entries(record)) {
    if (!column.startsWith(answerPrefix.en) || value.trim() === '') continue
    const word = value.trim().toLowerCase()
    const answer = Object.hasOwn(words, word) ? words[word] : undefined
    if (answer === undefined) return refuse('answer-unreadable', {}, { field: column })
    answers[column.slice(answerPrefix.en.length)] = answer
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
