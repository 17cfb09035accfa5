/**
 * The columns of a group's file, by their English and Chinese headers. `name`, `document_number` and the consents are needed in each
 * row; the consents hold the version of the wording that the person signed, and every health question of the plan that
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

export const neededImportColumns = [
  'name',
  'document_number',
  'consent_health_data',
  'consent_publication',
] as const satisfies readonly ImportColumn[]

/** What an error file has before those: it is read again as it is, once its rows are mended, so these columns are passed over. */
export const importErrorColumns = {
  error_row: '原行号',
  error_code: '原因代码',
  error_reason_zh: '原因',
  error_reason_en: '原因（英文）',
} as const

export type ImportErrorColumn = keyof typeof importErrorColumns

/** Before the code of a health question, in English and in Chinese. */
export const answerPrefix = { en: 'answer:', zh: '健康告知:' } as const

/** How relations may be written in Chinese. */
export const chineseRelations = {
  本人: 'self',
  子女: 'child',
  配偶: 'spouse',
  父母: 'parent',
  其他: 'other-family',
} as const

/** What the console sends, and the platform takes from it; a larger group is split, or imported on the server's command line. */
export const importLimits = {
  /** More would be a request of more than its body may have. */
  mostRows: 20_000,
  /** One transaction: short, and quick to send again. */
  rowsAPiece: 500,
  /** The columns of people and 60 health questions, with room. */
  mostColumns: 80,
  /** The longest name as it may be typed. */
  longestCell: 400,
  mostFileBytes: 8 * 1024 * 1024,
} as const
