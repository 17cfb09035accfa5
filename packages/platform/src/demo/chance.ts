import { createHash } from 'node:crypto'
import type { Dice } from '../commit/platform.ts'

/**
 * Seeded chance for the demo and the bench: the same seed gives the same people, illnesses and papers on every machine.
 * Never for keys or salts of real data.
 */
export interface Chance extends Dice {
  /** What it began with; printed, so that a run can be repeated. */
  readonly seed: string
  /** A whole number from 0 to `limit - 1`. */
  below(limit: number): number
  /** A whole number, both ends included. */
  between(first: number, last: number): number
  /** A number from 0 (included) to 1 (excluded). */
  fraction(): number
  happens(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
  /** Picks by weights that need not add up to 1. */
  pickWeighted<Item>(items: readonly (readonly [Item, number])[]): Item
  /** A stream of its own: what is drawn from it changes nothing elsewhere. */
  fork(name: string): Chance
}

/** Chance from a seed: xoshiro128** (Blackman and Vigna 2018), its 128 bits of state taken from SHA-256 of the seed. */
export function seededChance(seed: string): Chance {
  const next = xoshiro(createHash('sha256').update(seed).digest())
  const fraction = () => next() / 2 ** 32
  const below = (limit: number) => {
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > 2 ** 32) throw new RangeError(`not a limit: ${limit}`)
    return Math.floor(fraction() * limit)
  }
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)]!
  return {
    seed,
    below,
    between: (first, last) => first + below(last - first + 1),
    fraction,
    happens: (probability) => fraction() < probability,
    pick,
    pickWeighted: (items) => pickWeighted(items, fraction()),
    fork: (name) => seededChance(`${seed}/${name}`),
    bytes: (length) => bytesFrom(next, length),
  }
}

function xoshiro(state: Buffer): () => number {
  const words = new Uint32Array([0, 4, 8, 12].map((at) => state.readUInt32LE(at)))
  return () => {
    const [first, second, third, fourth] = words as unknown as [number, number, number, number]
    const result = Math.imul(rotateLeft(Math.imul(second, 5), 7), 9) >>> 0
    words[2] = third ^ first
    words[3] = fourth ^ second
    words[1] = second ^ words[2]
    words[0] = first ^ words[3]
    words[2] ^= second << 9
    words[3] = rotateLeft(words[3], 11)
    return result
  }
}

function rotateLeft(word: number, count: number): number {
  return (word << count) | (word >>> (32 - count))
}

function pickWeighted<Item>(items: readonly (readonly [Item, number])[], fraction: number): Item {
  const total = items.reduce((sum, [, weight]) => sum + weight, 0)
  let left = fraction * total
  for (const [item, weight] of items) {
    left -= weight
    if (left < 0) return item
  }
  return items.at(-1)![0]
}

function bytesFrom(next: () => number, length: number): Uint8Array {
  const bytes = Buffer.alloc(Math.ceil(length / 4) * 4)
  for (let at = 0; at < length; at += 4) bytes.writeUInt32LE(next(), at)
  return new Uint8Array(bytes.subarray(0, length))
}
