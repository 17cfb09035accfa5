import { createHash } from 'node:crypto'

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: string): () => number {
  let state = createHash('sha256').update(seed).digest().readUInt32BE()
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function oneOf<Thing>(things: readonly Thing[], random: () => number): Thing {
  return things[Math.floor(random() * things.length)]!
}

export const between = (low: number, high: number, random: () => number) => Math.round(low + (high - low) * random())
