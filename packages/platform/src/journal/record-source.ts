import type { EventKind, Recordable } from '@tongzhou/core'
import type { Platform, Reader } from '../commit/platform.ts'

/** Returned in place of a content whose key was destroyed on request: the commitment stays and says nothing any more. */
export const erased = Symbol('erased')

/**
 * Where the content behind one kind of commitment stands, so that `verify` can find it again. Each part declares its own
 * sources; the journal knows none of the parts.
 */
export interface RecordSource {
  /** The table, as a finding names it. */
  readonly table: string
  /** The name of the commitment in the entry: `step`, `terms`, `postings`. */
  readonly commitment: string
  /** Kinds of entries that carry it; null where any kind may (postings). */
  readonly kinds: readonly EventKind[] | null
  /** The content of each event as it stands in the database now. An event without a record is left out. */
  contents(platform: Platform, reader: Reader, eventIds: readonly string[]): Promise<ReadonlyMap<string, Content>>
  /** The first record that no entry of the right kind accounts for, as words; null where there is none. */
  stray(reader: Reader): Promise<string | null>
}

export interface Content {
  readonly content: Recordable | typeof erased
  /** How a person finds the record: `step 3 of case 7F3K-9Q2M`. */
  readonly description: string
}

/** A further check of what the log can't say by itself: rows that repeat what others say, files, invariants. */
export interface StateCheck {
  readonly name: string
  /** The first thing that is wrong; null where all is well. */
  run(platform: Platform, reader: Reader, progress: (done: number, of: number) => void): Promise<Finding | null>
}

/** What is wrong with which record. */
export interface Finding {
  readonly problem: 'changed' | 'removed' | 'added' | 'reordered'
  /** The record, in words that lead to it. */
  readonly record: string
  readonly detail: string
  readonly leafIndex: number | null
}
