/** Crockford's base 32: no I, L, O, U, so that a reference survives a telephone line. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A public name for a case, such as `7F3K-9Q2M`: 40 random bits, nothing to guess a person or an order from. */
export function caseReference(bytes: Uint8Array): string {
  if (bytes.length !== 8) throw new RangeError('a case reference is made of 8 random bytes')
  const text = Array.from(bytes, (byte) => digits[byte % 32]).join('')
  return `${text.slice(0, 4)}-${text.slice(4)}`
}
