import { createHash } from 'node:crypto'
import pino from 'pino'
import type { Clock, Dice, Platform } from '../src/commit/platform.ts'
import { createVault } from '../src/identity/encryption.ts'
import { type FreshDatabase, freshDatabase } from './database.ts'

/** A clock that stands still until a test moves it. */
export interface TestClock extends Clock {
  set(instant: string): void
  advance(duration: Temporal.DurationLike): void
}

export function testClock(start: string): TestClock {
  let now = Temporal.Instant.from(start)
  return {
    now: () => now,
    set: (instant) => {
      now = Temporal.Instant.from(instant)
    },
    advance: (duration) => {
      now = now.add(duration)
    },
  }
}

/** Dice that roll the same for the same seed: SHA-256 in counter mode. */
export function testDice(seed: string): Dice {
  let counter = 0
  return {
    bytes: (length) => {
      const blocks: Buffer[] = []
      for (let have = 0; have < length; have += 32) {
        blocks.push(createHash('sha256').update(`${seed}:${counter++}`).digest())
      }
      return new Uint8Array(Buffer.concat(blocks).subarray(0, length))
    },
  }
}

export interface TestPlatform extends Platform {
  readonly clock: TestClock
  readonly databaseUrl: string
}

/** A platform on a fresh database of this test file, at noon in Shanghai of the given day. */
export async function testPlatform(day = '2020-06-15', seed = 'test'): Promise<TestPlatform> {
  return platformOn(await freshDatabase(), day, seed)
}

/** The same on a database that is there. */
export function platformOn({ url, database }: FreshDatabase, day: string, seed = 'test'): TestPlatform {
  const dice = testDice(seed)
  return {
    database,
    databaseUrl: url,
    clock: testClock(`${day}T04:00:00Z`),
    dice,
    vault: createVault({ masterKey: new Uint8Array(32).fill(7), random: (length) => dice.bytes(length) }),
    logger: pino({ level: 'silent' }),
  }
}
