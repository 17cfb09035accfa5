/** Crockford's base 32: no I, L, O, U, so that a name survives a telephone line. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

const written = (bytes: Uint8Array) => Array.from(bytes, (byte) => digits[byte % 32]).join('')

/** A public name for a dispute, such as `D7F3-K9Q2`: 35 random bits; it says nothing of the case that it is about. */
export function disputeReference(bytes: Uint8Array): string {
  const text = written(bytes.subarray(0, 7))
  return `D${text.slice(0, 3)}-${text.slice(3)}`
}

/** A juror's name in one case: 60 random bits, nothing to guess a person or an order from. */
export function pseudonymOf(bytes: Uint8Array): string {
  return written(bytes.subarray(0, 12))
}
