import { sql } from 'kysely'
import { commit, system } from '../src/commit/commit.ts'
import type { Database, Platform } from '../src/commit/platform.ts'
import { jurorEvent } from '../src/review-board/juror-command.ts'

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

/** `addJurors`, with the entry that accounts for them, so that `verify` stays clean. */
export async function admitMadeUpJurors(platform: Platform, made: MadeJurors): Promise<void> {
  await addJurors(platform.database, made)
  const { count, first, planCode } = made
  const content = { planCode, first, count }
  const command = { key: `made-up-jurors:${planCode}:${first}`, kind: 'test', actor: system, content }
  const outcome = await commit<null>(platform, command, async (unit) => {
    const event = jurorEvent(unit, 'juror-admitted', { plan: planCode, version: 1 }, 'passed', count)
    return { answer: null, rows: [], events: [event] }
  })
  if (!outcome.accepted) throw new Error(outcome.refusal.code)
}
