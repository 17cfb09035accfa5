import { hash } from 'node:crypto'
import { sha256, toBase64, utf8 } from '@tongzhou/tlog'
import { describe, expect, test } from 'vitest'
import { jurorLine, jurorRecords, lotReference, rankJurors, seedOf } from './lot.ts'

/** Chances over draws whose seeds come from made-up signatures, always the same ones: what holds once holds at every run. */
const draws = 10_000
const jurors = 60
const seats = 31

const seeds = Array.from({ length: draws }, (_, number) => {
  const signatures = ['ash.example', 'elm.example', 'oak.example'].map((member) => ({
    member,
    signature: toBase64(sha256(utf8(`${member} signs ${number}`))),
  }))
  return seedOf(signatures)
})

const equal = Array.from({ length: jurors }, () => 1)
const mixed = Array.from({ length: jurors }, (_, at) => 1 + (at % 4))

/** The order of every draw; jurors as places in the list, whose weights come back with it. */
function drawFrom(weights: readonly number[]) {
  const lines = weights
    .map((weight, at) => jurorLine({ reference: lotReference(sha256(utf8(`juror ${at}`)), '7F3K-9Q2M-D1'), weight }))
    .sort()
  const { references } = jurorRecords(lines)
  const orders = seeds.map((seed) =>
    rankJurors({ seed, references, count: seats, hash: (bytes) => hash('sha256', bytes) }),
  )
  return { orders, weights: lines.map((line) => Number(line.at(-1))) }
}

function times(orders: readonly (readonly number[])[], isCounted: (seat: number) => boolean): number[] {
  const counts = Array.from({ length: jurors }, () => 0)
  for (const order of orders) for (const [seat, juror] of order.entries()) if (isCounted(seat)) counts[juror]! += 1
  return counts
}

function chiSquare(found: readonly number[], expected: readonly number[]): number {
  return found.reduce((sum, count, at) => sum + (count - expected[at]!) ** 2 / expected[at]!, 0)
}

/** What chi-square exceeds once in a thousand times by chance (Wilson and Hilferty, 1931; off by less than 0.1 for 59 degrees). */
function onceInAThousand(degrees: number): number {
  const spread = 2 / (9 * degrees)
  return degrees * (1 - spread + 3.0902 * Math.sqrt(spread)) ** 3
}

const limit = onceInAThousand(jurors - 1)
const evenly = equal.map(() => draws / jurors)

describe(`over ${draws} draws of ${seats} from ${jurors}`, () => {
  const { orders } = drawFrom(equal)

  test.each([0, 1, 15, seats - 1])('seat %i goes to each of equal jurors as often as to any other', (wanted) => {
    expect(
      chiSquare(
        times(orders, (seat) => seat === wanted),
        evenly,
      ),
    ).toBeLessThan(limit)
  })

  test('each of equal jurors sits as often as any other', () => {
    const expected = equal.map(() => (draws * seats) / jurors)
    // Who sits once can't sit twice in one draw: counts spread less than those of a multinomial by this factor.
    const spread = (jurors - seats) / (jurors - 1)
    const found =
      chiSquare(
        times(orders, () => true),
        expected,
      ) / spread
    expect(found).toBeLessThan(limit)
    expect(found).toBeGreaterThan(25)
  })

  test('two neighbours in the list sit together as often as any two', () => {
    const together = orders.map((order) => {
      const sits = new Set(order)
      return order.filter((juror) => sits.has((juror + 1) % jurors)).length
    })
    const mean = together.reduce((sum, pairs) => sum + pairs, 0) / draws
    // 60 pairs of neighbours, each with the chance (31 x 30) / (60 x 59); the standard error of the mean is below 0.03.
    expect(Math.abs(mean - (seats * (seats - 1)) / (jurors - 1))).toBeLessThan(0.09)
  })

  test('the first seat goes to jurors of weights 1 to 4 in that proportion', () => {
    const { orders: weighted, weights } = drawFrom(mixed)
    const sum = weights.reduce((total, weight) => total + weight, 0)
    const expected = weights.map((weight) => (draws * weight) / sum)
    const found = times(weighted, (seat) => seat === 0)
    expect(chiSquare(found, expected)).toBeLessThan(limit)
    expect(chiSquare(found, evenly)).toBeGreaterThan(10 * limit)
  })

  test('one juror with a second ticket among equal ones would show', () => {
    const { orders: tilted } = drawFrom(equal.with(7, 2))
    expect(
      chiSquare(
        times(tilted, (seat) => seat === 0),
        evenly,
      ),
    ).toBeGreaterThan(limit)
  })
})
