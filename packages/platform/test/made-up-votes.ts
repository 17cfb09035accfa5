import { ballotHash, makeKeeperKey, openShare, readKeeperKey, sealBallot, type Vote } from '@tongzhou/ballot'
import { dayOf, type PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Platform } from '../src/commit/platform.ts'
import { castBallot, eligibleJurors, type Keeper, type Keepers, standingTerms } from '../src/review-board/index.ts'
import { pseudonymOf } from '../src/review-board/names.ts'
import type { Board } from './made-up-board.ts'

/** Fewer than the connections of a test's pool. */
const castAtOnce = 8

/** A keeper with its secret, as plain text: a test hands it to the process or thread that plays the keeper. */
export interface KeeperSecret {
  readonly name: string
  readonly publicKey: string
  readonly privateKey: string
}

export function makeKeeperSecrets(names: readonly string[]): Promise<readonly KeeperSecret[]> {
  return Promise.all(names.map(async (name) => ({ name, ...(await makeKeeperKey()) })))
}

/** Keepers of open votes: these have no lot to sign. */
export async function keepersWith(secrets: readonly KeeperSecret[], threshold: number): Promise<Keepers> {
  return { threshold, all: await Promise.all(secrets.map(keeperWith)) }
}

async function keeperWith({ name, privateKey, publicKey }: KeeperSecret): Promise<Keeper> {
  const key = await readKeeperKey(privateKey)
  return {
    name,
    ballotKey: publicKey,
    lotKey: '',
    unprovenLotKeys: async () => [],
    signLot: async () => {
      throw new Error('an open vote has no lot')
    },
    openShares: (dispute, ballots) =>
      Promise.all(
        ballots.map(({ juror, sealed }) =>
          openShare({ privateKey: key, keeper: name, place: { dispute, juror }, sealed }),
        ),
      ),
  }
}

export interface SeatedJuror {
  readonly personId: bigint
  readonly juror: string
}

/** Every juror of the plan who may serve today takes a seat in an open vote and passes its quiz, set-based. In the order of people. */
export async function seatEveryone(
  platform: Platform,
  plan: PlanVersion,
  reference: string,
): Promise<readonly SeatedJuror[]> {
  const { clock, database, dice } = platform
  const now = clock.now()
  const nobody = sql`select null::bigint as person_id where false`
  const eligible = eligibleJurors(standingTerms(plan, dayOf(now, plan.timeZone), nobody))
  const counted = await sql<{ count: bigint }>`select count(*) as count from (${eligible}) e`.execute(database)
  const pseudonyms = Array.from({ length: Number(counted.rows[0]!.count) }, () => pseudonymOf(dice.bytes(12)))
  await sql`
    insert into dispute_seats (dispute_id, juror_id, person_id, pseudonym, answer, answered_at, seated, opened_at,
      quiz_passed_at, quiz_tries, recorded_at)
    select (select dispute_id from disputes where reference = ${reference}), juror_id, person_id, pseudonym, 'accepted',
      ${now}::timestamptz, true, ${now}::timestamptz, ${now}::timestamptz, 1, ${now}::timestamptz
    from (select juror_id, person_id, row_number() over (order by person_id) as place from (${eligible}) e) numbered
      join unnest(${pseudonyms}::text[]) with ordinality as given (pseudonym, place) using (place)`.execute(database)
  await sql`analyze dispute_seats`.execute(database)
  const { rows } = await sql<{ person_id: bigint; pseudonym: string }>`
    select person_id, pseudonym from dispute_seats join disputes using (dispute_id)
    where reference = ${reference} order by person_id`.execute(database)
  return rows.map(({ person_id: personId, pseudonym: juror }) => ({ personId, juror }))
}

export interface CastBallot {
  readonly by: SeatedJuror
  readonly vote: Vote
}

/** By pseudonym, what each juror meant and the sealed ballot that counts. */
export type Cast = Map<string, { readonly choice: Vote['choice']; readonly sealed: string }>

/** Casts ballots through the verb, some at a time. Those in `cast` already are changed by their jurors. */
export async function castAll(board: Board, reference: string, ballots: readonly CastBallot[], cast: Cast) {
  const { keepers, threshold } = await board.dispute(reference)
  const waiting = ballots.values()
  const voter = async () => {
    for (const { by, vote } of waiting) {
      const { juror, personId } = by
      const sealed = await sealBallot({ vote, text: '', place: { dispute: reference, juror }, keepers, threshold })
      const before = cast.get(juror)
      const replaces = before ? ballotHash(before.sealed) : null
      const command = { key: board.key(), actor: board.actor(personId), dispute: reference, sealed, replaces }
      const outcome = await castBallot(board.platform, command)
      if (!outcome.accepted) throw new Error(outcome.refusal.code)
      cast.set(juror, { choice: vote.choice, sealed })
    }
  }
  await Promise.all(Array.from({ length: castAtOnce }, voter))
}
