import type { Text } from '@tongzhou/core'
import type { FaultAt } from './plan-fault.ts'

/**
 * Largest plan file in bytes; the largest shipped one has 62,000. Without a limit a file of gigabytes would be parsed in
 * memory before anybody says that it is no plan.
 */
export const maxPlanBytes = 1_000_000

export const encodingRules = {
  'file-too-large': {
    en: `A plan file has at most ${maxPlanBytes} bytes: this is another file.`,
    zh: `计划文件最多 ${maxPlanBytes} 字节：这是别的文件。`,
  },
  'not-utf-8': {
    en: 'This line is not UTF-8 (it may be GBK): save the file with the encoding UTF-8.',
    zh: '这一行不是 UTF-8（可能是 GBK）：请以 UTF-8 编码保存文件。',
  },
  'byte-order-mark': {
    en: 'The file begins with a byte order mark: save it as UTF-8 without one.',
    zh: '文件以字节顺序标记开头：请保存为不带标记的 UTF-8。',
  },
} as const satisfies Readonly<Record<string, Text>>

export type EncodingRule = keyof typeof encodingRules

/** The text of a plan file, or the one fault of its bytes. */
export function decodePlan(
  source: string | Uint8Array,
): { readonly text: string } | { readonly text: string; readonly fault: FaultAt } {
  const length = typeof source === 'string' ? Buffer.byteLength(source) : source.length
  if (length > maxPlanBytes) return { text: '', fault: fault('file-too-large', 0) }
  // A text is taken as it is: by way of bytes, half a character in it would silently become U+FFFD.
  const text = typeof source === 'string' ? source : Buffer.from(source).toString('utf8')
  if (text.startsWith('\uFEFF')) return { text, fault: fault('byte-order-mark', 0) }
  const bytes = typeof source === 'string' ? null : Buffer.from(source)
  if (bytes === null || bytes.equals(Buffer.from(text))) return { text }
  // Decoding puts U+FFFD where bytes make no sense; the first one that was not in the file is the place.
  return { text, fault: fault('not-utf-8', firstDifference(bytes, text)) }
}

function fault(rule: EncodingRule, offset: number): FaultAt {
  return { offset, pointer: '', rule, message: encodingRules[rule] }
}

function firstDifference(bytes: Buffer, text: string): number {
  const again = Buffer.from(text)
  const at = bytes.findIndex((byte, index) => byte !== again[index])
  // Up to there both are the same bytes, so the text before has as many characters as those decode to.
  return bytes.subarray(0, at).toString('utf8').length
}
