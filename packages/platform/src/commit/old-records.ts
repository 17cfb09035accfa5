import type { Actor } from './commit.ts'
import type { Platform, Reader } from './platform.ts'

/** What is old enough to go. */
export interface RetentionTerms {
  readonly now: Temporal.Instant
  /** Of this plan only; then what belongs to no plan stays. */
  readonly planCode: string | null
  /** Claims that ended, and messages that were written, before this moment; null: none of them. */
  readonly before: Temporal.Instant | null
}

export interface Counted {
  readonly count: number
  /** Of files as they were handed in, elsewhere of rows. */
  readonly bytes: bigint
}

/** One kind of records that need not be kept for ever. */
export interface OldRecords {
  readonly what: 'claims' | 'messages' | 'sign-ins'
  count(reader: Reader, terms: RetentionTerms): Promise<Counted>
  /**
   * Erases what `count` counts, in transactions that each stand by themselves: killed and run again, it goes on where it was. `told` hears how
   * many are done after each. How many were erased.
   */
  erase(platform: Platform, actor: Actor, terms: RetentionTerms, told: (done: number) => void): Promise<number>
}
