import { refuse } from './decision.ts'
import { type Parsed, parsed } from './parsed.ts'

/**
 * Largest amount that is read from outside, in fen (just below ten trillion yuan). Beyond it an amount would no longer
 * be exact as a JSON number in other people's programs, and sums of thousands of them would overflow a PostgreSQL bigint.
 */
export const maxAmountFen = 999_999_999_999_999n

export type AmountRefusal = 'amount-malformed' | 'amount-signed' | 'amount-fraction-of-fen' | 'amount-too-large'

/**
 * Reads an amount of yuan such as `12`, `12.3` or `12.34` into fen, without floating point.
 * Refused, in this order: signs, anything but plain digits and one point (exponents, NaN, separators, blanks, leading
 * zeros), more than two decimal places, more than `maxAmountFen`. Zero is an amount; whether it makes sense is the
 * caller's rule.
 */
export function parseFen(yuan: string): Parsed<bigint, AmountRefusal> {
  if (/^[+\-\u2212\uFF0B\uFF0D]/.test(yuan)) return refuse('amount-signed')
  const match = /^(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(yuan)
  if (match === null) return refuse('amount-malformed')
  const whole = match[1]!
  const decimals = match[2] ?? ''
  if (decimals.length > 2) return refuse('amount-fraction-of-fen', { decimalPlaces: decimals.length })
  const tooLarge = refuse('amount-too-large', { maxAmount: formatYuan(maxAmountFen) })
  // Counting digits first keeps a megabyte of nines from being turned into a number.
  if (whole.length > maxAmountFen.toString().length) return tooLarge
  const amountFen = BigInt(whole) * 100n + BigInt(decimals.padEnd(2, '0'))
  return amountFen > maxAmountFen ? tooLarge : parsed(amountFen)
}

/** `123456789n` fen as `1,234,567.89`; always two decimals, a minus sign before negative amounts, no currency sign. */
export function formatYuan(amountFen: bigint): string {
  const size = amountFen < 0n ? -amountFen : amountFen
  const whole = (size / 100n).toString().replace(/\B(?=(?:[0-9]{3})+$)/g, ',')
  const decimals = (size % 100n).toString().padStart(2, '0')
  return `${amountFen < 0n ? '-' : ''}${whole}.${decimals}`
}

/**
 * A rate in basis points (800 = 8 %) of an amount in fen, rounded half up to a fen. Rates and amounts are never
 * negative: a correction is a posting the other way, not a negative fee.
 */
export function rateFen(amountFen: bigint, basisPoints: number): bigint {
  if (amountFen < 0n) throw new RangeError(`a rate of a negative amount: ${amountFen}`)
  if (!Number.isSafeInteger(basisPoints) || basisPoints < 0) throw new RangeError(`not a rate: ${basisPoints}`)
  return (amountFen * BigInt(basisPoints) + 5_000n) / 10_000n
}
