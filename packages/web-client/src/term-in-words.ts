import type { Language } from './language.ts'
import { formatFen } from './money.ts'

/** A term's value as people read it: sums in yuan, of two texts the right one, the rest as it stands in the plan. */
export function termInWords(pointer: string, value: unknown, language: Language): string {
  if (typeof value === 'string') return value
  if (value === null) return '—'
  if (Number.isSafeInteger(value) && pointer.endsWith('Fen')) return formatFen(BigInt(value as number), language)
  if (isTwoTexts(value)) return language === 'en' ? value.en : value.zh
  return JSON.stringify(value, null, 1)
}

function isTwoTexts(value: unknown): value is { readonly en: string; readonly zh: string } {
  return typeof value === 'object' && value !== null && 'en' in value && 'zh' in value
}
