import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import { withdrawClaim } from '../../packages/platform/src/claims/index.ts'
import { verifyEverything } from '../../packages/platform/src/cli/verify-everything.ts'
import { system } from '../../packages/platform/src/commit/commit.ts'
import { openFolderStore } from '../../packages/platform/src/evidence/index.ts'
import { type LeafFile, openLeafFile, sequenceAll } from '../../packages/platform/src/journal/index.ts'
import { recordRoll } from '../../packages/platform/src/participants/index.ts'
import { loadPlan } from '../../packages/platform/src/plans/index.ts'
import { castBallot, conductDisputes, reviewBoard } from '../../packages/platform/src/review-board/index.ts'
import { Board } from '../../packages/platform/test/made-up-board.ts'
import { readyDispute } from '../../packages/platform/test/made-up-disputes.ts'
import { admitMadeUpJurors } from '../../packages/platform/test/made-up-jurors.ts'
import { addParticipants } from '../../packages/platform/test/made-up-sharing.ts'
import { type SeatedJuror, seatEveryone } from '../../packages/platform/test/made-up-votes.ts'
import type { TestPlatform } from '../../packages/platform/test/platform.ts'
import { clause, firstCaseFile, reasons } from './first-case-file.ts'
import type { BallotToCast, SealTask } from './juror-thread.ts'
import { startKeepers } from './keeper-threads.ts'
import { Thread } from './thread.ts'

/** Figures of the case: 58 per cent against, 42 for; 10,000 of 250,000 ballots in the first of ten half hours; 27,765 comments. */
const payPercent = 42
const firstHalfHour = 0.04
const ballotsPerReason = 9
const hours = 5
const opensAt = '2019-03-26T04:00:00Z'
const joinedOn = '2018-12-01'
const passedOn = '2019-01-10'
const claimants = 2

/** Ballots that are sealed, then cast, then put onto the log. */
const blockSize = 25_000
const sealedAtOnce = 250
const castAtOnce = 100

const keeperNames = ['hospital.example', 'notary.example', 'union.example', 'university.example']
const threshold = 3
const down = ['university.example']

/** One part of the re-enactment; `count` says how many ballots (jurors, leaves) it was for. */
export interface Part {
  readonly name: string
  readonly seconds: number
  readonly count: number
}

export interface Reenacted {
  readonly parts: readonly Part[]
  readonly ballots: number
  readonly withdrawn: { readonly ballots: number; readonly opened: number }
  readonly verdict: {
    readonly outcome: string
    readonly pay: number
    readonly doNotPay: number
    readonly invalid: number
  }
  /** Opened ballots that say something else than their juror meant. */
  readonly mistaken: number
  readonly leaves: number
  readonly finding: string | null
}

type OnProgress = (stage: string, done: number, of: number) => void

interface Stage {
  readonly platform: TestPlatform
  readonly leafFile: LeafFile
  readonly plan: PlanVersion
  readonly board: Board
  readonly sealers: readonly Thread<SealTask, readonly string[]>[]
  readonly onProgress: OnProgress
  readonly watch: Stopwatch
}

/**
 * The first published case of the original's board, twice: as it was, the claimant withdrawing before the close, and to the verdict. On
 * the platform's own code and an empty database; the jurors' browsers and the keepers are threads.
 */
export async function reenactFirstCase(given: {
  readonly platform: TestPlatform
  readonly folder: string
  readonly jurors: number
  readonly onProgress: OnProgress
}): Promise<Reenacted> {
  const { folder, jurors, onProgress, platform } = given
  const leafFile = await openLeafFile(join(folder, 'leaves'))
  let opened = 0
  const keepers = await startKeepers(keeperNames, threshold, down, (keeper, shares) => {
    if (keeper !== keeperNames[0]) return
    opened += shares
    onProgress('opening', opened, jurors)
  })
  const sealers = Array.from({ length: Math.min(2, availableParallelism()) }, () => {
    return new Thread<SealTask, readonly string[]>(new URL('juror-thread.ts', import.meta.url), null)
  })
  const plan = await firstPlan()
  const board = new Board(platform, leafFile, keepers.keepers)
  const watch = new Stopwatch()
  const stage: Stage = { platform, leafFile, plan, board, sealers, onProgress, watch }
  try {
    await watch.time('jurors made', jurors, () => makeJurors(stage, jurors))
    const withdrawn = await voteAndWithdraw(stage, jurors)
    const counted = await voteAndCount(stage, jurors)
    const files = await openFolderStore(join(folder, 'evidence'))
    const verifying = (what: string, done: number, of: number) => onProgress(`verify ${what}`, done, of)
    const { finding, leaves } = await watch.time('verify', 2 * jurors, () =>
      verifyEverything(platform, { files, leafFile }, verifying),
    )
    return {
      parts: watch.parts(),
      ballots: jurors,
      withdrawn,
      ...counted,
      leaves,
      finding: finding && JSON.stringify(finding),
    }
  } finally {
    await keepers.close()
    for (const sealer of sealers) await sealer.close()
    await leafFile.close()
  }
}

/** The shipped plan, with a vote of the length of that day's. */
async function firstPlan(): Promise<PlanVersion> {
  const path = join(import.meta.dirname, '../../packages/platform/plans/critical-illness.json')
  const plan = JSON.parse(await readFile(path, 'utf8')) as PlanVersion
  return { ...plan, disputes: { ...plan.disputes, vote: { ...plan.disputes.vote!, openHours: hours } } }
}

async function makeJurors({ board, plan, platform }: Stage, jurors: number): Promise<void> {
  platform.clock.set(opensAt)
  const loaded = await loadPlan(platform, { key: 'plan', actor: system, source: JSON.stringify(plan) })
  if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
  await addParticipants(platform.database, plan, { first: 1n, count: claimants + jurors, joinedOn })
  await admitMadeUpJurors(platform, { first: BigInt(claimants + 1), count: jurors, planCode: plan.plan, passedOn })
  await recordRoll(platform, plan, Temporal.PlainDate.from('2019-03-25'))
  await board.work()
}

/** The claimant's case comes before the board, the vote opens, and everybody takes a seat. */
async function openVote(stage: Stage, participantId: bigint, jurors: number) {
  const { board, plan, platform, watch } = stage
  platform.clock.set(opensAt)
  const caseReference = `F1RS-T00${participantId}`
  const made = { caseReference, participantId, illness: 'deep-coma', payoutFen: 10_000_000n, on: '2019-03-01', clause }
  const dispute = await readyDispute(board, plan, made, firstCaseFile)
  await board.work()
  const seated = await watch.time('seats', jurors, () => seatEveryone(platform, plan, dispute))
  if (seated.length !== jurors) throw new Error(`${seated.length} jurors of ${jurors} have a seat`)
  return { caseReference, dispute, seated }
}

async function voteAndWithdraw(stage: Stage, jurors: number) {
  const { board, platform, watch } = stage
  const { caseReference, dispute, seated } = await openVote(stage, 1n, jurors)
  await castEverything(stage, dispute, seated)
  const command = { key: board.key(), actor: board.actor(1n), caseReference }
  const outcome = await watch.time('withdrawal', 1, () => withdrawClaim(platform, reviewBoard(platform), command))
  if (!outcome.accepted) throw new Error(outcome.refusal.code)
  platform.clock.advance({ hours: 2 * hours })
  await board.work()
  const { status } = await board.dispute(dispute)
  if (status !== 'withdrawn') throw new Error(`the dispute that was withdrawn is ${status}`)
  const { rows } = await sql<{ ballots: bigint; opened: bigint }>`
    select (select count(*) from ballots b where b.dispute_id = d.dispute_id) as ballots,
      (select count(*) from opened_ballots o where o.dispute_id = d.dispute_id) as opened
    from disputes d where reference = ${dispute}`.execute(platform.database)
  return { ballots: Number(rows[0]!.ballots), opened: Number(rows[0]!.opened) }
}

async function voteAndCount(stage: Stage, jurors: number) {
  const { board, leafFile, platform, watch } = stage
  const { dispute, seated } = await openVote(stage, 2n, jurors)
  await castEverything(stage, dispute, seated)
  platform.clock.set(Temporal.Instant.from(opensAt).add({ hours }).toString())
  await watch.time('close', jurors, () => conductDisputes(platform, board.tools))
  await sequenceAll(platform, leafFile)
  await watch.time('opening and verdict', jurors, () => conductDisputes(platform, board.tools))
  await board.work()
  const { verdict } = await board.dispute(dispute)
  if (!verdict) throw new Error('the vote has no verdict')
  const meant = seated.map((_, at) => choiceOf(at))
  const { rows } = await sql<{ mistaken: bigint }>`
    select count(*) as mistaken
    from unnest(${seated.map(({ juror }) => juror)}::text[], ${meant}::text[]) as meant (juror, choice)
      left join opened_ballots o on o.pseudonym = meant.juror and o.choice = meant.choice
        and o.dispute_id = (select dispute_id from disputes where reference = ${dispute})
    where o.pseudonym is null`.execute(platform.database)
  return { verdict, mistaken: Number(rows[0]!.mistaken) }
}

/** 42 of any hundred in a row. */
function choiceOf(at: number): 'pay' | 'do-not-pay' {
  const paidBefore = (count: number) => Math.floor((count * payPercent) / 100)
  return paidBefore(at + 1) > paidBefore(at) ? 'pay' : 'do-not-pay'
}

function ballotOf({ juror }: SeatedJuror, at: number): BallotToCast {
  const choice = choiceOf(at)
  const text = at % ballotsPerReason === 0 ? reasons[choice][at % 2]! : ''
  return { juror, choice, clause, text }
}

/** The share of the five hours that is over when a share of the ballots is cast. */
function hourOf(share: number): number {
  return share < firstHalfHour
    ? (share / firstHalfHour) * 0.5
    : 0.5 + ((share - firstHalfHour) / (1 - firstHalfHour)) * (hours - 0.5)
}

async function castEverything(stage: Stage, dispute: string, seated: readonly SeatedJuror[]): Promise<void> {
  const { leafFile, platform, watch } = stage
  for (let from = 0; from < seated.length; from += blockSize) {
    const block = seated.slice(from, from + blockSize)
    const sealed = await watch.time('sealing', block.length, () =>
      sealBlock(stage, dispute, block, from, seated.length),
    )
    await watch.time('casting', block.length, () => castBlock(stage, dispute, { block, sealed, from }, seated.length))
    await watch.time('log', block.length, () => sequenceAll(platform, leafFile))
  }
}

async function sealBlock(stage: Stage, dispute: string, block: readonly SeatedJuror[], from: number, all: number) {
  let done = 0
  const { keepers, threshold: needed } = await stage.board.dispute(dispute)
  const sealed: string[] = []
  const pieces = Array.from({ length: Math.ceil(block.length / sealedAtOnce) }, (_, piece) => piece * sealedAtOnce)
  const waiting = pieces.values()
  const work = async (thread: Stage['sealers'][number]) => {
    for (const first of waiting) {
      const piece = block.slice(first, first + sealedAtOnce)
      const ballots = piece.map((juror, at) => ballotOf(juror, from + first + at))
      const answer = await thread.ask({ dispute, keepers, threshold: needed, ballots })
      for (const [at, one] of answer.entries()) sealed[first + at] = one
      done += answer.length
      stage.onProgress('sealing and casting', 2 * from + done, 2 * all)
    }
  }
  await Promise.all(stage.sealers.map(work))
  return sealed
}

interface Block {
  readonly block: readonly SeatedJuror[]
  readonly sealed: readonly string[]
  /** Place of the first. */
  readonly from: number
}

/** Casts through the verb of the route, some at a time, the clock going with the ballots. */
async function castBlock(stage: Stage, dispute: string, { block, from, sealed }: Block, all: number): Promise<void> {
  const { board, onProgress, platform } = stage
  const opened = Temporal.Instant.from(opensAt)
  const waiting = block.entries()
  const voter = async () => {
    for (const [at, { personId }] of waiting) {
      const place = from + at
      const milliseconds = Math.floor(hourOf(place / all) * 3_600_000)
      platform.clock.set(opened.add({ milliseconds }).toString())
      const command = { key: board.key(), actor: board.actor(personId), dispute, sealed: sealed[at]!, replaces: null }
      const outcome = await castBallot(platform, command)
      if (!outcome.accepted) throw new Error(`ballot ${place}: ${outcome.refusal.code}`)
      onProgress('sealing and casting', from + block.length + place + 1, 2 * all)
    }
  }
  await Promise.all(Array.from({ length: castAtOnce }, voter))
}

/** Seconds by the name of a part, which may come in several pieces. */
class Stopwatch {
  readonly #parts = new Map<string, Part>()

  async time<Result>(name: string, count: number, work: () => Promise<Result>): Promise<Result> {
    const began = performance.now()
    const result = await work()
    const before = this.#parts.get(name) ?? { seconds: 0, count: 0 }
    const seconds = before.seconds + (performance.now() - began) / 1_000
    this.#parts.set(name, { name, seconds, count: before.count + count })
    return result
  }

  parts(): readonly Part[] {
    return [...this.#parts.values()]
  }
}
