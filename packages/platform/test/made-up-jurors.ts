import { sql } from 'kysely'
import type { Database } from '../src/commit/platform.ts'

export interface MadeJurors {
  /** Participants who exist already; person ids are the participant ids. */
  readonly first: bigint
  readonly count: number
  readonly planCode: string
  readonly passedOn: string
}

/** Jurors of full weight over made-up participants, set-based. Their secrets follow from their numbers. */
export async function addJurors(database: Database, { first, count, planCode, passedOn }: MadeJurors): Promise<void> {
  await sql`
    insert into jurors (person_id, plan_code, participant_id, secret, status, status_since, passed_on)
    select id, ${planCode}::text, id, sha256(convert_to('juror ' || id, 'UTF8')), 'active', ${passedOn}::date, ${passedOn}::date
    from generate_series(${first}::bigint, ${first}::bigint + ${count}::integer - 1) id`.execute(database)
  await sql`analyze jurors`.execute(database)
}
