import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { ballotHash } from '@tongzhou/ballot'
import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Database } from '../src/commit/platform.ts'
import type { ConductedVotes } from './conduct-disputes-process.ts'
import { untilItIsGone } from './waiting.ts'

/** A process that does the board's work, told by `atWork` once it begins. */
export interface BoardProcess {
  readonly child: ChildProcess
  readonly atWork: Promise<unknown>
  /** The exit code and the signal. */
  readonly ended: Promise<readonly [number | null, NodeJS.Signals | null]>
}

/** Its name in the database. */
export const boardProcess = 'conduct-disputes-process'

export function startBoardProcess(votes: ConductedVotes): BoardProcess {
  const program = join(import.meta.dirname, 'conduct-disputes-process.ts')
  const child = spawn(process.execPath, [program, JSON.stringify(votes)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  return { child, ended, atWork: Promise.race([once(child.stdout!, 'data'), ended]) }
}

/** Kills with SIGKILL, unless it has ended, and waits until the database has let its transaction die; true where it was at work. */
export async function killBoardProcess(database: Database, { child, ended }: BoardProcess): Promise<boolean> {
  child.kill('SIGKILL')
  const [code, signal] = await ended
  if (signal === null && code !== 0) throw new Error(`the board's process ended with ${code}`)
  await untilItIsGone(database, boardProcess)
  return signal === 'SIGKILL'
}

/** Steps and batches of a dispute that its board has put on record. */
export async function movesOf(database: Database, reference: string): Promise<number> {
  const { rows } = await sql<{ moves: bigint }>`select count(*) as moves ${moves(reference)}`.execute(database)
  return Number(rows[0]!.moves)
}

/** Until the board has made one more move than `before`, or its process has ended. */
export async function untilItMoves(database: Database, reference: string, before: number, { child }: BoardProcess) {
  while ((await movesOf(database, reference)) === before && child.exitCode === null)
    await sql`select pg_sleep(0.005)`.execute(database)
}

const moves = (reference: string) => sql`
  from journal_events where subject = ${`dispute/${reference}`}
    and kind in ('vote-closed', 'ballots-opened', 'dispute-decided')`

interface Torn {
  readonly status: string
  readonly closes: number
  readonly verdicts: number
  readonly opened: number
  readonly ahead: number
  readonly batches: number
  readonly logged: number
  readonly jurors: number
  readonly gaps: number
  readonly services: number
  readonly claim: number
  readonly claimStatus: string
  readonly leaves: number
  readonly highest: number
}

/**
 * What must hold of a dispute at every moment, wherever its board was killed: ballots are opened in order and as the log says, batch
 * upon batch; verdict, services and the claim's step are there together or not at all; the log has no gap.
 */
export async function expectWhole(database: Database, reference: string, voters: number): Promise<Torn> {
  const found = await stateOf(database, reference)
  const { batches: _, highest, status, ...counted } = found
  const decided = status === 'decided' ? 1 : 0
  const isClosed = status === 'counting' || status === 'decided'
  expect({ status, ...counted }).toEqual({
    status,
    closes: isClosed ? 1 : 0,
    verdicts: decided,
    opened: isClosed ? counted.opened : 0,
    ahead: 0,
    logged: counted.opened,
    jurors: counted.opened,
    gaps: 0,
    services: decided * voters,
    claim: decided,
    claimStatus: decided ? counted.claimStatus : 'disputed',
    leaves: highest,
  })
  return found
}

async function stateOf(database: Database, reference: string): Promise<Torn> {
  const subject = `dispute/${reference}`
  const { rows } = await sql<Torn>`
    with own as (select dispute_id, claim_id, status from disputes where reference = ${reference}),
    events as (select event_no, kind, entry::jsonb -> 'facts' as facts from journal_events
      where subject = ${subject} and kind in ('vote-closed', 'ballots-opened', 'dispute-decided')),
    batches as (
      select (facts ->> 'from')::integer as first, jsonb_array_length(facts -> 'ballots') as size,
        sum(jsonb_array_length(facts -> 'ballots')) over (order by event_no) as until
      from events where kind = 'ballots-opened')
    select own.status,
      (select count(*) from events where kind = 'vote-closed')::integer as closes,
      (select count(*) from events where kind = 'dispute-decided')::integer as verdicts,
      (select count(*) from opened_ballots join own using (dispute_id))::integer as opened,
      (select count(*) from ballots b join own using (dispute_id) where b.ballot_no = 1
        and b.pseudonym <= (select max(pseudonym) from opened_ballots join own using (dispute_id))
        and not exists (select 1 from opened_ballots o where o.dispute_id = b.dispute_id and o.pseudonym = b.pseudonym)
      )::integer as ahead,
      (select count(*) from batches)::integer as batches,
      (select coalesce(sum(size), 0) from batches)::integer as logged,
      (select count(distinct ballot ->> 'juror') from events, jsonb_array_elements(facts -> 'ballots') ballot
        where kind = 'ballots-opened')::integer as jurors,
      (select count(*) from batches where first <> until - size)::integer as gaps,
      (select count(*) from juror_services join own using (dispute_id))::integer as services,
      (select count(*) from claim_steps s where s.claim_id = own.claim_id and s.kind = 'verdict-received')::integer as claim,
      (select c.status from claims c where c.claim_id = own.claim_id) as "claimStatus",
      (select count(*) from log_leaves)::integer as leaves,
      (select coalesce(max(leaf_index) + 1, 0) from log_leaves)::integer as highest
    from own`.execute(database)
  return rows[0]!
}

/** Every juror's last ballot is opened once and as it was sealed: `cast` is by pseudonym what each of them meant. */
export async function expectOpened(
  database: Database,
  reference: string,
  cast: ReadonlyMap<string, { readonly choice: string; readonly sealed: string }>,
): Promise<void> {
  const { rows } = await sql<{ pseudonym: string; choice: string; hash: Buffer }>`
    select o.pseudonym, o.choice, b.hash from opened_ballots o join disputes d using (dispute_id)
      join lateral (select hash from ballots b where b.dispute_id = o.dispute_id and b.pseudonym = o.pseudonym
        order by ballot_no desc limit 1) b on true
    where d.reference = ${reference} order by o.pseudonym`.execute(database)
  const meant = [...cast].map(([pseudonym, { choice, sealed }]) => `${pseudonym} ${choice} ${ballotHash(sealed)}`)
  expect(rows.map((row) => `${row.pseudonym} ${row.choice} ${row.hash.toString('base64')}`)).toEqual(meant.toSorted())
}
