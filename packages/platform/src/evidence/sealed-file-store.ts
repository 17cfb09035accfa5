/**
 * Where sealed files lie. A store sees random names and encrypted bytes only: whoever runs it can lose or change files
 * (a change is noticed when the file is opened), and learns nothing but sizes and times.
 */
export interface SealedFileStore {
  /** When this returns the file survives a power cut. When it throws, what may be left is swept as an orphan. */
  put(ref: string, bytes: Uint8Array): Promise<void>
  /** Throws `FileMissing` where there is none. */
  get(ref: string): Promise<Uint8Array>
  has(ref: string): Promise<boolean>
  /** Does nothing where there is none. */
  delete(ref: string): Promise<void>
  /** Every file, in no order. */
  list(): AsyncIterable<StoredFile>
  /** The time by the clock of the machine that stores, by which `storedAt` is meant. */
  now(): Promise<Temporal.Instant>
  /** Removes what writers that were killed before `before` left half written; how many. */
  deleteUnfinished(before: Temporal.Instant): Promise<number>
}

export interface StoredFile {
  readonly ref: string
  /** By the clock of the machine that stores, which is not the platform's clock. */
  readonly storedAt: Temporal.Instant
}

export class FileMissing extends Error {
  constructor(ref: string) {
    super(`the sealed file ${ref} is not in the store`)
    this.name = 'FileMissing'
  }
}

const refForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether `text` has the form of a file's name in a store: a UUID in lower case. */
export function isFileRef(text: string): boolean {
  return refForm.test(text)
}

/** Throws where `ref` is anything else: a name with a path in it would reach outside of the store. */
export function requireFileRef(ref: string): void {
  if (!isFileRef(ref)) throw new RangeError('the name of a sealed file is a UUID in lower case')
}
