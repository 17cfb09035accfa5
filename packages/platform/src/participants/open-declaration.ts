import { sql } from 'kysely'
import type { Platform } from '../commit/platform.ts'
import { openSubjectKey, personSubject } from '../identity/index.ts'
import { type Declaration, openDeclaration } from './joining.ts'
import type { StoredParticipant } from './store.ts'

/** What was declared at joining, for whoever judges a claim; null where nothing was asked. */
export async function openDeclarationOf(
  platform: Platform,
  { participantId, personId }: Pick<StoredParticipant, 'participantId' | 'personId'>,
): Promise<Declaration | null> {
  const { database } = platform
  const { rows } = await sql<{ sealed_answers: Buffer }>`
    select sealed_answers from health_declarations where participant_id = ${participantId}`.execute(database)
  if (!rows[0]) return null
  const subjectKey = await openSubjectKey(platform, database, personSubject(personId))
  return openDeclaration(platform, subjectKey, participantId, rows[0].sealed_answers)
}
