import { malformed } from './tlog-error.ts'

/** The two classes of the Encoding standard that this package needs; browsers and Node have both. */
declare class TextEncoder {
  encode(text: string): Uint8Array
}
declare class TextDecoder {
  constructor(label: 'utf-8', options: { fatal: true; ignoreBOM: true })
  decode(bytes: Uint8Array): string
}

/** UTF-8 bytes of a text. A lone surrogate has no UTF-8 form and would become U+FFFD, so it is refused. */
export function utf8(text: string): Uint8Array {
  if (!text.isWellFormed()) throw malformed('the text has a lone surrogate, which UTF-8 cannot express')
  return new TextEncoder().encode(text)
}

/** Text of UTF-8 bytes; throws `malformed` on any byte sequence that is not UTF-8. Keeps a byte order mark. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw malformed('the bytes are not UTF-8')
  }
}

/** Whether both hold the same bytes. Not constant time: everything on a log is public. */
export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false
  return true
}

/** All `parts` in one new array. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Standard base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const group = (bytes[at]! << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0)
    const left = bytes.length - at
    text += base64Alphabet[group >> 18]! + base64Alphabet[(group >> 12) & 63]!
    text += left > 1 ? base64Alphabet[(group >> 6) & 63]! : '='
    text += left > 2 ? base64Alphabet[group & 63]! : '='
  }
  return text
}

/** By character code; 0 for padding, whose place is checked by the shape. */
const base64Values = new Uint8Array(128)
for (let value = 0; value < 64; value += 1) base64Values[base64Alphabet.charCodeAt(value)] = value
const base64Shape = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/**
 * Bytes of standard base64 (RFC 4648 section 4). Strict: padding is required, no white space, and the bits that
 * padding leaves over must be zero (section 3.5), so that one value has one spelling. Throws `malformed`.
 */
export function fromBase64(text: string): Uint8Array {
  if (!base64Shape.test(text)) throw malformed('the text is not padded standard base64')
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  const valueAt = (at: number) => base64Values[text.charCodeAt(at)]!
  for (let at = 0, to = 0; at < text.length; at += 4, to += 3) {
    const group = (valueAt(at) << 18) | (valueAt(at + 1) << 12) | (valueAt(at + 2) << 6) | valueAt(at + 3)
    bytes[to] = group >> 16
    if (to + 1 < bytes.length) bytes[to + 1] = (group >> 8) & 255
    if (to + 2 < bytes.length) bytes[to + 2] = group & 255
    const left = bytes.length - to
    if ((left === 1 && (group & 0xffff) !== 0) || (left === 2 && (group & 255) !== 0))
      throw malformed('base64 has stray bits at its end')
  }
  return bytes
}

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Bytes of lower-case hexadecimal; throws `malformed` on anything else. */
export function fromHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw malformed('the text is not lower-case hexadecimal')
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}
