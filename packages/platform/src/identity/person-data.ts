import type { Refused } from '@tongzhou/core'
import type { JournalEvent, Row, Unit } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'

/** What one part holds about people: how it is shown to them, what keeps it from being deleted, and how it is deleted. */
export interface PersonDataPart {
  /** Its name in a person's own copy. */
  readonly section: string
  /** Everything this part holds about a person, opened; ids of other people are left out. */
  collect(platform: Platform, personId: bigint): AsyncIterable<object>
  /** Why the data can't be deleted now; null where nothing keeps it. */
  obstacle?(reader: Reader, personId: bigint): Promise<Refused | null>
  /**
   * What is deleted, besides the key of the person, which makes unreadable whatever it sealed. Runs in the transaction of the deletion, before
   * the key goes.
   */
  erase?(unit: Unit, personId: bigint): Promise<Erasure>
}

export interface Erasure {
  readonly rows: readonly Row[]
  readonly events?: readonly JournalEvent[]
  /** Figures for the entry of the log. */
  readonly facts?: Readonly<Record<string, number>>
}
