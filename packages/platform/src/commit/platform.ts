import type { Kysely, RawBuilder, Transaction } from 'kysely'
import type { Logger } from 'pino'
import type { Vault } from '../identity/encryption.ts'

/** What every use case is given. Clock and dice are arguments, so that a year can be replayed in a test. */
export interface Platform {
  readonly database: Database
  readonly clock: Clock
  readonly dice: Dice
  readonly vault: Vault
  readonly logger: Logger
}

export type Database = Kysely<unknown>

/** Where SQL runs that only reads: the database, or the transaction of a unit of work. */
export type Reader = Kysely<unknown> | Transaction<unknown>

/** One SQL statement that changes rows. Only `commit` runs it. */
export type Write = RawBuilder<unknown>

export interface Clock {
  now(): Temporal.Instant
}

export interface Dice {
  /** `length` random bytes from a cryptographic source (a seeded one in tests and the demo). */
  bytes(length: number): Uint8Array
}

/** A version 4 UUID (RFC 9562 section 5.4) from the given dice. */
export function newId(dice: Dice): string {
  const bytes = dice.bytes(16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
