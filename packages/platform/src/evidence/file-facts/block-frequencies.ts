/** Frequencies of a block that are looked at: all but the mean up to this sum of both directions. The rest are zero in most saved pictures. */
const highestSum = 7
const side = 8

/** Across and down, in the zigzag order of ITU-T T.81, without the mean. */
const frequencies = zigzag().filter(([across, down]) => across + down <= highestSum)
export const frequencyCount = frequencies.length

/** The pairs of a block in the order in which a JPEG writes their steps, from the second on. */
function zigzag(): (readonly [across: number, down: number])[] {
  const pairs: [number, number][] = []
  for (let sum = 1; sum < 2 * side - 1; sum += 1) {
    for (let at = 0; at <= sum; at += 1) {
      const [across, down] = sum % 2 === 0 ? [at, sum - at] : [sum - at, at]
      if (across < side && down < side) pairs.push([across, down])
    }
  }
  return pairs
}

/** `waves[frequency * 4 + at]`: the left half of each wave; the right half is the same, or its negative where the frequency is odd. */
const waves = Float64Array.from({ length: side * 4 }, (_, index) => {
  const [frequency, at] = [index >> 2, index & 3]
  return (frequency === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * at + 1) * frequency * Math.PI) / 16)
})
const signs = Float64Array.from({ length: side }, (_, frequency) => (frequency % 2 === 0 ? 1 : -1))
const acrossOf = Uint8Array.from(frequencies, ([across]) => across)
const downOf = Uint8Array.from(frequencies, ([, down]) => down)
const crosswise = new Float64Array(side * side)

/** Writes the frequencies of a block of 64 values (discrete cosine transform as in ITU-T T.81, A.3.3) into `found`. */
export function transformBlock(block: Float64Array, found: Float64Array): void {
  for (let row = 0; row < side; row += 1) transformRow(block, row)
  for (let index = 0; index < frequencyCount; index += 1) {
    const from = acrossOf[index]! * side
    const wave = downOf[index]! * 4
    const sign = signs[downOf[index]!]!
    found[index] =
      waves[wave]! * (crosswise[from]! + sign * crosswise[from + 7]!) +
      waves[wave + 1]! * (crosswise[from + 1]! + sign * crosswise[from + 6]!) +
      waves[wave + 2]! * (crosswise[from + 2]! + sign * crosswise[from + 5]!) +
      waves[wave + 3]! * (crosswise[from + 3]! + sign * crosswise[from + 4]!)
  }
}

function transformRow(block: Float64Array, row: number): void {
  const at = row * side
  for (let across = 0; across < side; across += 1) {
    const sign = signs[across]!
    const wave = across * 4
    crosswise[across * side + row] =
      waves[wave]! * (block[at]! + sign * block[at + 7]!) +
      waves[wave + 1]! * (block[at + 1]! + sign * block[at + 6]!) +
      waves[wave + 2]! * (block[at + 2]! + sign * block[at + 5]!) +
      waves[wave + 3]! * (block[at + 3]! + sign * block[at + 4]!)
  }
}
