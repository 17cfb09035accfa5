/**
 * The parts in which a payout is sent through a gateway that takes at most `limitFen` per transfer: as few as possible,
 * all of the limit but the last. They sum to the amount, and none is zero. The same input always gives the same
 * parts, so part numbers can serve as keys.
 *
 * @example splitTransfer(30_000_000n, 20_000_000n) // [20_000_000n, 10_000_000n]
 */
export function splitTransfer(amountFen: bigint, limitFen: bigint): bigint[] {
  if (amountFen <= 0n) throw new RangeError(`a transfer of ${amountFen} fen`)
  if (limitFen <= 0n) throw new RangeError(`a limit of ${limitFen} fen per transfer`)
  const count = (amountFen + limitFen - 1n) / limitFen
  if (count > BigInt(mostParts)) throw new RangeError(`${amountFen} fen in parts of ${limitFen} fen are ${count} parts`)
  const rest = amountFen - (count - 1n) * limitFen
  return Array.from({ length: Number(count) }, (_, index) => (BigInt(index) < count - 1n ? limitFen : rest))
}

/** A payout in more parts than this is a wrong limit in the settings (such as yuan written for fen), not a payout. */
export const mostParts = 1_000
