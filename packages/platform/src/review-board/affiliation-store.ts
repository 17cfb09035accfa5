import type { AffiliationKind } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Platform, Reader, Write } from '../commit/platform.ts'

/** The keyed hash under which an affiliation is found; `name` as `comparableAffiliation` of core returns it. */
export function affiliationHash({ vault }: Pick<Platform, 'vault'>, kind: AffiliationKind, name: string): Buffer {
  return Buffer.from(vault.lookupHash(`affiliation:${kind}`, name))
}

/** All affiliations of a kind that a person has stated are now these. The names themselves are not kept. */
export function replaceAffiliations(
  personId: bigint,
  kind: AffiliationKind,
  hashes: readonly Uint8Array[],
  now: Temporal.Instant,
): readonly Write[] {
  const given = hashes.map((hash) => Buffer.from(hash))
  return [
    sql`
      delete from person_affiliations
      where person_id = ${personId} and kind = ${kind} and name_hash <> all (${given}::bytea[])`,
    sql`
      insert into person_affiliations (person_id, kind, name_hash, recorded_at)
      select ${personId}::bigint, ${kind}::text, given, ${now}::timestamptz from unnest(${given}::bytea[]) given
      on conflict do nothing`,
  ]
}

/** How many of each kind a person has stated: all that can be shown of them. */
export async function countAffiliations(
  reader: Reader,
  personId: bigint,
): Promise<Readonly<Record<AffiliationKind, number>>> {
  const { rows } = await sql<{ kind: AffiliationKind; count: number }>`
    select kind, count(*)::integer as count from person_affiliations where person_id = ${personId} group by kind`.execute(
    reader,
  )
  const counts = { hospital: 0, employer: 0, household: 0 }
  for (const { kind, count } of rows) counts[kind] = count
  return counts
}
