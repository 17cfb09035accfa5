import { join } from 'node:path'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { verifyEverything } from '../src/cli/verify-everything.ts'
import { system } from '../src/commit/commit.ts'
import type { Write } from '../src/commit/platform.ts'
import { openFolderStore } from '../src/evidence/index.ts'
import { openLeafFile } from '../src/journal/index.ts'
import { loadPlan } from '../src/plans/index.ts'
import { lockVote } from '../src/review-board/dispute-store.ts'
import type { ConductedVotes } from './conduct-disputes-process.ts'
import { boardProcess, expectOpened, expectWhole, startBoardProcess } from './killed-board.ts'
import { Board } from './made-up-board.ts'
import { planWithOpenVotes, readyDispute } from './made-up-disputes.ts'
import { admitMadeUpJurors } from './made-up-jurors.ts'
import { addParticipants } from './made-up-sharing.ts'
import { type Cast, castAll, keepersWith, makeKeeperSecrets, type SeatedJuror, seatEveryone } from './made-up-votes.ts'
import type { TestPlatform } from './platform.ts'
import { untilItIsGone, untilItWaitsFor } from './waiting.ts'

const opensAt = '2020-06-15T04:00:00Z'
const closesAt = '2020-06-18T04:00:00Z'
const threshold = 2

export interface VotedDispute {
  readonly dispute: string
  readonly seated: readonly SeatedJuror[]
  readonly cast: Cast
}

/** A plan with open votes, `voters` jurors and three keepers, of whom two open; `pay` of the jurors mean to pay. */
export async function openKilledVotes(platform: TestPlatform, folder: string, voters: number, pay: number) {
  const { clock, database, databaseUrl: url } = platform
  const leaves = join(folder, 'leaves')
  const leafFile = await openLeafFile(leaves)
  const keepers = await makeKeeperSecrets(['a.example', 'b.example', 'c.example'])
  const board = new Board(platform, leafFile, await keepersWith(keepers, threshold))
  const plan = planWithOpenVotes('killed-votes')
  const loaded = await loadPlan(platform, { key: 'plan', actor: system, source: JSON.stringify(plan) })
  if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
  const claimants = 9
  await addParticipants(database, plan, { first: 1n, count: claimants + voters, joinedOn: '2020-01-02' })
  const first = BigInt(claimants + 1)
  await admitMadeUpJurors(platform, { first, count: voters, planCode: plan.plan, passedOn: '2020-02-02' })
  const conducted = (): ConductedVotes => ({ url, leaves, now: closesAt, threshold, keepers })

  return {
    board,
    conducted,
    /** An open vote in which nobody has voted; everybody has a seat. */
    async openedDispute(participantId: bigint): Promise<VotedDispute> {
      clock.set(opensAt)
      const caseReference = `KC00-000${participantId}`
      const dispute = await readyDispute(board, plan, { caseReference, participantId, on: '2020-06-10' })
      await board.work()
      const seated = await seatEveryone(platform, plan, dispute)
      expect(seated).toHaveLength(voters)
      return { dispute, seated, cast: new Map() }
    },
    /** A vote with a ballot of everyone; every tenth juror has changed it. */
    async votedDispute(participantId: bigint): Promise<VotedDispute> {
      const voted = await this.openedDispute(participantId)
      const { cast, dispute, seated } = voted
      const doNotPay = { choice: 'do-not-pay', clause: '1' } as const
      const meant = seated.map((by, at) => ({
        by,
        vote: at < pay ? ({ ...doNotPay, choice: 'pay' } as const) : doNotPay,
      }))
      const unsure = seated.filter((_, at) => at % 10 === 0).map((by) => ({ by, vote: doNotPay }))
      await castAll(board, dispute, unsure, cast)
      await castAll(board, dispute, meant, cast)
      return voted
    },
    /** Lets the board work to the end, undisturbed. */
    async finish(): Promise<void> {
      const [code] = await startBoardProcess(conducted()).ended
      expect(code).toBe(0)
    },
    /** Every ballot was opened once and as it was meant, the counts are exact, and `verify` finds nothing. */
    async expectEnd({ cast, dispute }: VotedDispute): Promise<void> {
      const paying = [...cast.values()].filter(({ choice }) => choice === 'pay').length
      const batches = Math.ceil(cast.size / batchSize)
      const whole = await expectWhole(database, dispute, cast.size)
      expect(whole).toMatchObject({ status: 'decided', batches, opened: cast.size })
      const counts = { pay: paying, doNotPay: cast.size - paying, invalid: 0 }
      const outcome = paying * 2 >= cast.size ? 'upheld' : 'rejected'
      expect((await board.dispute(dispute)).verdict).toEqual({ kind: 'dispute-decided', outcome, ...counts })
      expect(whole.claimStatus).toBe(outcome === 'upheld' ? 'approved' : 'refused')
      await expectOpened(database, dispute, cast)
      const files = await openFolderStore(join(folder, 'evidence'))
      const verdict = await verifyEverything(platform, { files, leafFile })
      expect(verdict).toMatchObject({ clean: true, finding: null, waiting: 0 })
    },
    /** Starts the board's work, which has to wait for what `hold` locks or writes, kills it there, and takes `hold` back. */
    async killWhileItWaitsFor(hold: Write): Promise<void> {
      const holder = await database.startTransaction().execute()
      await hold.execute(holder)
      const work = startBoardProcess(conducted())
      await untilItWaitsFor(database, holder, boardProcess)
      work.child.kill('SIGKILL')
      expect(await work.ended).toEqual([null, 'SIGKILL'])
      await holder.rollback().execute()
      await untilItIsGone(database, boardProcess)
    },
    close: () => leafFile.close(),
  }
}

/** Of open-ballots.ts. */
const batchSize = 400

/** Moments of close, count and verdict: what has to be held for the board to wait there, and what is there once it was killed. */
export function momentsOf({ cast, dispute }: VotedDispute) {
  const voters = cast.size
  const pseudonyms = [...cast.keys()].toSorted()
  const tableHeld = (table: string) => sql`lock table ${sql.table(table)} in share mode`
  const ballotHeld = (place: number) => sql`
    insert into opened_ballots (dispute_id, pseudonym, event_id, choice, clause, vote_key, reason, shares)
    select d.dispute_id, ${pseudonyms[place]!}, s.event_id, 'invalid', '', null, '', '[]'
    from disputes d join dispute_steps s using (dispute_id) where d.reference = ${dispute} and s.step_no = 1`
  const voting = { status: 'voting', opened: 0 }
  const counting = (opened: number) => ({ status: 'counting', opened })
  return {
    closeWaitsForBallots: [lockVote(dispute, 'shared'), voting],
    closeIsWritten: [tableHeld('dispute_steps'), voting],
    leafIsWritten: [tableHeld('log_leaves'), counting(0)],
    firstBatchIsWritten: [ballotHeld(7), counting(0)],
    secondBatchIsWritten: [ballotHeld(batchSize + 7), counting(batchSize)],
    lastBatchIsWritten: [ballotHeld(voters - 1), counting(Math.floor((voters - 1) / batchSize) * batchSize)],
    servicesAreWritten: [tableHeld('juror_services'), counting(voters)],
    claimTakesItsVerdict: [tableHeld('claim_steps'), counting(voters)],
  } as const satisfies Record<string, readonly [Write, object]>
}
