import { randomInt } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ballotHash, sealBallot } from '@tongzhou/ballot'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { openFolderStore } from '../../packages/platform/src/evidence/index.ts'
import { buildApp } from '../../packages/platform/src/http/app.ts'
import { disputeRoutes } from '../../packages/platform/src/review-board/index.ts'
import {
  expectWhole,
  killBoardProcess,
  movesOf,
  startBoardProcess,
  untilItMoves,
} from '../../packages/platform/test/killed-board.ts'
import { momentsOf, openKilledVotes, type VotedDispute } from '../../packages/platform/test/killed-votes.ts'
import { testPlatform } from '../../packages/platform/test/platform.ts'
import { kills } from '../support/kills.ts'

/** As a test's limit of time; a tenth of it does on a machine that is not shared. */
const minutes = (count: number) => count * 60_000
/** Milliseconds; a batch of ballots takes as long on a busy machine. */
const longestPause = 300
const platform = await testPlatform('2020-06-15')
const { database } = platform
const folder = await mkdtemp(join(tmpdir(), 'tongzhou-killed-votes-'))
/** Ten batches of opened ballots. */
const voters = 3_900
const votes = await openKilledVotes(platform, folder, voters, 1_500)

afterAll(async () => {
  await votes.close()
  await rm(folder, { recursive: true })
})

test(
  'killed at each write of close, log, batches and verdict, a count goes on where it was',
  async () => {
    const voted = await votes.votedDispute(1n)
    for (const [moment, [held, state]] of Object.entries(momentsOf(voted))) {
      await votes.killWhileItWaitsFor(held)
      expect([moment, await expectWhole(database, voted.dispute, voters)]).toMatchObject([moment, state])
    }
    await votes.finish()
    await votes.expectEnd(voted)
  },
  minutes(15),
)

/** Starts the board's work and kills it: some milliseconds later, or as long after its next move. */
async function killAtRandom(dispute: string, afterMove: boolean): Promise<void> {
  const before = await movesOf(database, dispute)
  const work = startBoardProcess(votes.conducted())
  await work.atWork
  if (afterMove) await untilItMoves(database, dispute, before, work)
  await pause(randomInt(longestPause))
  await killBoardProcess(database, work)
}

test(
  `${kills} times kill -9 of the board's process, wherever it is: no ballot lost or counted twice, no gap`,
  async () => {
    let round = 0
    const states = new Map<string, number>()
    for (let participant = 2n; round < kills; participant += 1n) {
      const voted = await votes.votedDispute(participant)
      for (let status = 'voting'; round < kills && status !== 'decided'; round += 1) {
        await killAtRandom(voted.dispute, round % 2 === 0)
        const whole = await expectWhole(database, voted.dispute, voters)
        status = whole.status
        const state = `${status}, ${whole.batches} batches`
        states.set(state, (states.get(state) ?? 0) + 1)
      }
      await votes.finish()
      await votes.expectEnd(voted)
    }
    console.info(`killed at ${[...states].map(([state, times]) => `${state}: ${times}`).join('; ')}`)
    expect(states.size).toBeGreaterThan(kills >= 50 ? 5 : 2)
  },
  minutes(30),
)

/** Who votes, by the bearer's token, which is the person's id. */
async function serveVotes() {
  const app = await buildApp(platform, {
    settings: { TONGZHOU_TRUSTED_PROXIES: 0, TONGZHOU_REQUESTS_PER_MINUTE: 10_000_000 },
    version: '0.0.0',
    resolveSession: async ({ headers }) => ({ personId: BigInt(headers.authorization!), roles: ['participant'] }),
    routes: [
      disputeRoutes(await openFolderStore(join(folder, 'evidence')), sql`select null::bigint as person_id where false`),
    ],
    checks: [],
    measured: { pool: { totalCount: 1, idleCount: 1, waitingCount: 0 }, outboxLag: async () => 0 },
  })
  return { url: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() }
}

/**
 * The clock of the server that takes the ballots stands before the hour of the close, the board's process is past it: a ballot is let in
 * until the very transaction of the close.
 */
test(
  'ballots that come over HTTP while the vote is closed and its board killed are counted if and only if they were taken',
  async () => {
    const server = await serveVotes()
    const voted = await votes.openedDispute(9n)
    const { keepers, threshold } = await votes.board.dispute(voted.dispute)
    const refusals = new Map<string, number>()
    let isOver = false
    // Whoever has voted changes the ballot.
    const vote = async (at: number) => {
      const { juror, personId } = voted.seated[at % voters]!
      const choice = at % 3 === 0 ? 'pay' : 'do-not-pay'
      const place = { dispute: voted.dispute, juror }
      const sealed = await sealBallot({ vote: { choice, clause: '1' }, text: '', place, keepers, threshold })
      const before = voted.cast.get(juror)
      const answer = await fetch(`${server.url}/disputes/${voted.dispute}/ballot`, {
        method: 'POST',
        headers: {
          authorization: String(personId),
          'idempotency-key': `over-http-${at}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ sealed, replaces: before ? ballotHash(before.sealed) : null }),
      })
      const { code = `status ${answer.status}` } = (await answer.json()) as { readonly code?: string }
      if (answer.status === 200) voted.cast.set(juror, { choice, sealed })
      else refusals.set(code, (refusals.get(code) ?? 0) + 1)
    }
    let next = 0
    const voter = async () => {
      while (!isOver) await vote(next++)
    }
    const voting = Array.from({ length: 8 }, voter)
    while (voted.cast.size < 500) await pause(20)
    // Until it is closed, and then a few times more.
    for (let tries = 0; (await statusOf(voted)) === 'voting'; tries += 1)
      await killAtRandom(voted.dispute, tries % 2 === 1)
    for (let tries = 0; tries < 6 && (await statusOf(voted)) !== 'decided'; tries += 1)
      await killAtRandom(voted.dispute, true)
    const closedAt = next
    while (next < closedAt + 50) await pause(20)
    isOver = true
    await Promise.all(voting)
    await votes.finish()
    await votes.expectEnd(voted)
    const refused = [...refusals].map(([code, times]) => `${times} refused: ${code}`).join(', ')
    console.info(`${voted.cast.size} jurors' ballots taken, ${refused}`)
    expect([...refusals.keys()]).toEqual(['vote-closed'])
    await server.close()
  },
  minutes(15),
)

async function statusOf({ dispute }: VotedDispute): Promise<string> {
  const { rows } = await sql<{ status: string }>`select status from disputes where reference = ${dispute}`.execute(
    database,
  )
  return rows[0]!.status
}
