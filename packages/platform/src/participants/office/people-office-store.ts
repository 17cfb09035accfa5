import type { IdentityFacts } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Reader, Write } from '../../commit/platform.ts'

/** The copies of sex and region that memberships carry. The day of birth stays: the log's rolls hold it. */
export function correctMemberships(personId: bigint, { region, sex }: Pick<IdentityFacts, 'region' | 'sex'>): Write {
  return sql`update participants set sex = ${sex}, region = ${region} where person_id = ${personId}`
}

/** The person of a membership. */
export async function personOfParticipant(reader: Reader, participantId: bigint): Promise<bigint | null> {
  const { rows } = await sql<{ person_id: bigint }>`
    select person_id from participants where participant_id = ${participantId}`.execute(reader)
  return rows[0]?.person_id ?? null
}
