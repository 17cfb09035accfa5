import type { Language } from './language.ts'

/**
 * An amount of fen as people read it: `¥1,234.05`; whole yuan without the fen where `whole` asks for it. Takes the decimal text of
 * the API; no floating point touches it.
 */
export function formatFen(fen: bigint | string, language: Language, { whole = false } = {}): string {
  const amount = BigInt(fen)
  const size = amount < 0n ? -amount : amount
  const cents = size % 100n
  const yuan = new Intl.NumberFormat(language).format(size / 100n)
  const tail = whole && cents === 0n ? '' : `.${cents.toString().padStart(2, '0')}`
  return `${amount < 0n ? '−' : ''}¥${yuan}${tail}`
}

/** The fen of an amount of yuan as people type it, `12`, `12.5`, `12.05`; null where it is none. No floating point touches it. */
export function fenOf(yuan: string): string | null {
  const match = /^([0-9]{1,9})(?:\.([0-9]{1,2}))?$/.exec(yuan.trim())
  return match ? (BigInt(match[1]!) * 100n + BigInt((match[2] ?? '').padEnd(2, '0'))).toString() : null
}
