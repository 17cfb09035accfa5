import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'
import type { Vault } from './encryption.ts'

interface Keyed {
  readonly vault: Vault
}

/** The data of this subject was deleted on request: its key is gone, and nothing sealed with it can be read again. */
export class SubjectKeyDestroyed extends Error {
  constructor(subject: string) {
    super(`the key of ${subject} was destroyed: what was sealed with it can't be read any more`)
    this.name = 'SubjectKeyDestroyed'
  }
}

/** Keeps a new subject's key, wrapped. `subject` is `person:<id>` or `claim:<id>`. */
export function insertSubjectKey({ vault }: Keyed, subject: string, subjectKey: Uint8Array): Write {
  return sql`
    insert into subject_keys (subject, wrapped_key)
    values (${subject}, ${Buffer.from(vault.wrapSubjectKey(subject, subjectKey))})`
}

/**
 * The key of a subject. Throws `SubjectKeyDestroyed` after a deletion, `SealBroken` where the stored key was changed or
 * the master key is another one, and an Error where the subject never had a key.
 */
export async function openSubjectKey({ vault }: Keyed, reader: Reader, subject: string): Promise<Uint8Array> {
  const { rows } = await sql<{ wrapped_key: Buffer | null }>`
    select wrapped_key from subject_keys where subject = ${subject}`.execute(reader)
  const row = rows[0]
  if (!row) throw new Error(`there is no key of ${subject}`)
  if (row.wrapped_key === null) throw new SubjectKeyDestroyed(subject)
  return vault.unwrapSubjectKey(subject, row.wrapped_key)
}

/** The keys of several subjects in one round trip, for lists; a destroyed or unknown subject is left out of the map. */
export async function openSubjectKeys(
  { vault }: Keyed,
  reader: Reader,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const { rows } = await sql<{ subject: string; wrapped_key: Buffer }>`
    select subject, wrapped_key from subject_keys
    where subject = any(${[...subjects]}::text[]) and wrapped_key is not null`.execute(reader)
  return new Map(rows.map((row) => [row.subject, vault.unwrapSubjectKey(row.subject, row.wrapped_key)]))
}

/** Makes everything sealed for a subject unreadable for ever. Changes no row where that was done before. */
export function destroySubjectKey(subject: string, now: Temporal.Instant): Write {
  return sql`
    update subject_keys set wrapped_key = null, destroyed_at = ${now}
    where subject = ${subject} and wrapped_key is not null`
}
