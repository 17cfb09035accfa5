import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { expectWhole } from '../../test/killed-board.ts'
import { momentsOf, openKilledVotes } from '../../test/killed-votes.ts'
import { testPlatform } from '../../test/platform.ts'

// acceptance/faults/board-killed.test.ts kills it at more moments, and while ballots come in.
const platform = await testPlatform('2020-06-15')
const { database } = platform
const folder = await mkdtemp(join(tmpdir(), 'tongzhou-killed-count-'))
/** Two batches of opened ballots. */
const voters = 410
const votes = await openKilledVotes(platform, folder, voters, 300)

afterAll(async () => {
  await votes.close()
  await rm(folder, { recursive: true })
})

test('a count that is killed in close, log, batch and verdict goes on where it was, and two processes count once', async () => {
  const voted = await votes.votedDispute(1n)
  const { dispute } = voted
  const moments = momentsOf(voted)
  const { closeIsWritten, leafIsWritten, secondBatchIsWritten, servicesAreWritten } = moments
  for (const [held, state] of [closeIsWritten, leafIsWritten, secondBatchIsWritten, servicesAreWritten]) {
    await votes.killWhileItWaitsFor(held)
    expect(await expectWhole(database, dispute, voters)).toMatchObject(state)
  }
  await Promise.all([votes.finish(), votes.finish()])
  await votes.expectEnd(voted)
}, 180_000)
