import { answerPrefix, type ImportColumn, importColumns } from '@tongzhou/core'
import type { Language, PostPlansByPlanImportPreviewsResponse } from '@tongzhou/web-client'
import i18next from 'i18next'

/** Why a row joins nobody, as the platform says it: the rule, and never what the row says. */
export type RefusedRow = PostPlansByPlanImportPreviewsResponse['refused'][number]

/** Columns by the field that a refusal names; others have the field's own name. */
const columnsOfFields: Readonly<Record<string, ImportColumn>> = {
  identity: 'document_number',
  'identity.number': 'document_number',
  'identity.kind': 'document_kind',
  'consents.health-data': 'consent_health_data',
  'health-data': 'consent_health_data',
  'consents.publication': 'consent_publication',
  publication: 'consent_publication',
}

/** The heading of the column that has to change; null where no single one has to. */
export function columnOf(field: string | null, language: Language): string | null {
  const zh = language === 'zh-CN'
  const code = field === null ? null : /^answers?[.:](.+)$/.exec(field)?.[1]
  if (code) return `${zh ? answerPrefix.zh : answerPrefix.en}${code}`
  const column = field === null ? undefined : (columnsOfFields[field] ?? field)
  if (column === undefined || !Object.hasOwn(importColumns, column)) return null
  return zh ? importColumns[column as ImportColumn] : column
}

/** Column and rule, in words of one language; its texts of `problems` and `import` must be there. */
export function reasonInWords({ code, facts, field }: RefusedRow, language: Language): string {
  const t = i18next.getFixedT(language, 'import')
  const column = columnOf(field, language)
  // What a rule means for a row of a file, where it has words of its own.
  const known = [`rules.${code}`, `problems:${code}`].find((key) =>
    i18next.exists(key, { lng: language, ns: 'import' }),
  )
  const rule = known === undefined ? code : t(known as never, { ...facts })
  return column === null ? rule : t('reason', { column, rule })
}

export interface Reason {
  readonly code: string
  readonly field: string | null
  /** One of those rows, for its words. */
  readonly example: RefusedRow
  readonly rows: readonly RefusedRow[]
}

/** Refused rows by what has to change, the most frequent first. */
export function byReason(refused: readonly RefusedRow[]): readonly Reason[] {
  const groups = Map.groupBy(refused, ({ code, field }) => `${code} ${field ?? ''}`)
  return [...groups.values()]
    .map((rows) => ({ code: rows[0]!.code, field: rows[0]!.field, example: rows[0]!, rows }))
    .toSorted((one, other) => other.rows.length - one.rows.length)
}
