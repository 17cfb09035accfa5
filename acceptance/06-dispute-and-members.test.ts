import { combineShares, openShare } from '@tongzhou/ballot'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadKeys } from '../packages/member-node/src/keys.ts'
import { system } from '../packages/platform/src/commit/commit.ts'
import { loadPlan } from '../packages/platform/src/plans/index.ts'
import { castBallot, conductDisputes, memberKeepers, openControl } from '../packages/platform/src/review-board/index.ts'
import { openedBallots, publicEntries } from '../packages/platform/src/review-board/verdict-store.ts'
import { Board, madeUpFile, planWithBoard } from '../packages/platform/test/made-up-board.ts'
import { addJurors } from '../packages/platform/test/made-up-jurors.ts'
import { addParticipants } from '../packages/platform/test/made-up-sharing.ts'
import { testPlatform } from '../packages/platform/test/platform.ts'
import { type MadeConsortium, makeConsortium, memberNames } from './support/consortium.ts'

/** The board against four members that are real: they sign its lots, keep its ballots, and see what it does wrong. */
const platform = await testPlatform('2020-06-15')
const { database } = platform
const plan = planWithBoard()
let consortium: MadeConsortium
let board: Board

beforeAll(async () => {
  consortium = await makeConsortium(platform)
  const loaded = await loadPlan(platform, { key: 'plan', actor: system, source: JSON.stringify(plan) })
  if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
  await addParticipants(database, plan, { first: 1n, count: 40, joinedOn: '2020-01-02' })
  await addJurors(database, { first: 1n, count: 40, planCode: plan.plan, passedOn: '2020-02-02' })
  board = new Board(platform, consortium.leafFile, memberKeepers(consortium.members, 3))
})
afterAll(() => consortium.close())

/** The log is published, the members look at it, and the board does what it can by itself. A member that was away is spoken to after a while. */
async function work(down: readonly string[] = [], after: Temporal.DurationLike = { seconds: 1 }): Promise<void> {
  platform.clock.advance(after)
  const tools = { ...board.tools, origin: consortium.signer.key.name }
  do {
    await consortium.publish()
    for (const name of memberNames) if (!down.includes(name)) await consortium.member(name).gossipNow()
  } while ((await conductDisputes(platform, tools)) > 0)
}

const noAlarms = () => {
  for (const name of memberNames) expect([name, consortium.alarms(name)]).toEqual([name, []])
}

/** The operator starts again after its file has changed. */
function reopenBoard(): void {
  board.tools = { ...board.tools, keepers: memberKeepers(consortium.members, 3) }
}

async function opened(): Promise<string> {
  const actor = { role: 'operator', personId: 900_003n } as const
  const control = {
    planCode: plan.plan,
    illness: 'stroke',
    mild: false,
    file: madeUpFile,
    knownOutcome: 'pay',
  } as const
  const outcome = await openControl(platform, { key: board.key(), actor, ...control })
  if (!outcome.accepted) throw new Error(outcome.refusal.code)
  return outcome.event.answer.dispute
}

/** A seated panel that has voted: three to pay, two not. */
async function voted(down: readonly string[] = []): Promise<string> {
  const dispute = await opened()
  await work(down)
  await board.answer(dispute)
  await work(down)
  for (const [place, { personId }] of (await board.seated(dispute)).entries()) {
    const vote = { choice: place < 3 ? 'pay' : 'do-not-pay', clause: '1' } as const
    expect(await board.vote(dispute, personId, vote, 'because')).toMatchObject({ accepted: true })
  }
  await work(down)
  return dispute
}

const ballotsOf = async (dispute: string) => {
  const { rows } = await sql<{ juror: string; sealed: string }>`
    select pseudonym as juror, sealed from ballots join disputes using (dispute_id) where reference = ${dispute}`.execute(
    database,
  )
  return rows
}

test('four members sign the lot, keep the ballots shut until the close is final, and then open them', async () => {
  const dispute = await voted()
  const { signatures, status } = await board.dispute(dispute)
  expect([status, signatures.map(({ member }) => member).toSorted()]).toEqual(['voting', [...memberNames].sort()])

  const ballots = await ballotsOf(dispute)
  expect(ballots).toHaveLength(5)
  for (const keeper of board.tools.keepers.all)
    await expect(keeper.openShares(dispute, ballots)).rejects.toThrow(/409: the vote of .* is not closed/)
  platform.clock.advance({ hours: 72 })
  await work()
  const { verdict } = await board.dispute(dispute)
  expect(verdict).toMatchObject({ outcome: 'upheld', pay: 3, doNotPay: 2, invalid: 0 })
  await work()
  noAlarms()
})

test('before the close, the whole database and the keys of two members open no ballot; a third one would', async () => {
  const dispute = await voted()
  const keysOf = (name: string) => loadKeys({ name, folder: `${consortium.folder}/${name}`, mlDsa44: false })
  for (const { juror, sealed } of await ballotsOf(dispute)) {
    const shares = new Map<string, Uint8Array>()
    const open = (threshold: number) => combineShares({ sealed, shares, threshold })
    for (const keeper of memberNames) {
      // Whatever a thief believes the threshold to be.
      if (shares.size < 3) for (const threshold of [1, 2, 3]) expect(await open(threshold)).toBeNull()
      const { privateKey } = keysOf(keeper).ballot
      shares.set(keeper, (await openShare({ privateKey, keeper, place: { dispute, juror }, sealed }))!)
    }
    expect(await open(3)).not.toBeNull()
  }
  platform.clock.advance({ hours: 72 })
  await work()
})

test('with one member down the count ends; with two it waits, and ends when one is back', async () => {
  const [one, two] = [memberNames[0]!, memberNames[1]!]
  const first = await voted()
  await consortium.stopMember(one)
  platform.clock.advance({ hours: 72 })
  await work([one])
  expect((await board.dispute(first)).verdict).toMatchObject({ pay: 3, doNotPay: 2, invalid: 0 })
  await consortium.startMember(one)

  const second = await voted()
  platform.clock.advance({ hours: 72 })
  await consortium.stopMember(one)
  await consortium.stopMember(two)
  await work([one, two])
  expect((await board.dispute(second)).verdict).toBeNull()
  await consortium.startMember(two)
  await work([one], { minutes: 10 })
  expect((await board.dispute(second)).verdict).toMatchObject({ pay: 3, doNotPay: 2, invalid: 0 })
  await consortium.startMember(one)
  await work([], { minutes: 10 })
  noAlarms()
})

test('a member that is silent for a day is passed over by the lot, and sees nothing wrong in it when it is back', async () => {
  const [silent] = memberNames
  await consortium.stopMember(silent!)
  const dispute = await opened()
  await work([silent!])
  expect((await board.dispute(dispute)).status).toBe('list-committed')
  platform.clock.advance({ hours: 24 })
  await work([silent!])
  const { signatures, status } = await board.dispute(dispute)
  expect([status, signatures.length, signatures.some(({ member }) => member === silent)]).toEqual(['seating', 3, false])
  await consortium.startMember(silent!)
  await work([], { minutes: 10 })
  noAlarms()
})

const signers = async (dispute: string) =>
  (await board.dispute(dispute)).signatures.map(({ member }) => member).toSorted()

test('a member that changes its lot key before it has signed a list is silent in that draw, and signs the next', async () => {
  const changing = memberNames[0]!
  await consortium.stopMember(changing)
  const dispute = await opened()
  await work([changing])
  await consortium.rotate(changing, 'lot')
  reopenBoard()
  await work([], { minutes: 10 })
  expect((await board.dispute(dispute)).status).toBe('list-committed')
  await work([], { hours: 24 })
  expect(await signers(dispute)).toEqual(memberNames.filter((name) => name !== changing).toSorted())
  const next = await opened()
  await work()
  expect(await signers(next)).toEqual([...memberNames].sort())
  noAlarms()
})

test('a member that changes its lot key after it has signed a list is heard with what it signed', async () => {
  const [changing, late] = [memberNames[0]!, memberNames[1]!]
  await consortium.stopMember(late)
  const dispute = await opened()
  await work([late])
  await consortium.rotate(changing, 'lot')
  reopenBoard()
  await work([], { minutes: 10 })
  expect(await signers(dispute)).toEqual([...memberNames].sort())
  noAlarms()
})

test('a member that is dismissed between list and draw is named silent, by the rules of the day of the list', async () => {
  const leaving = memberNames[2]!
  await consortium.stopMember(leaving)
  const dispute = await opened()
  await work([leaving])
  await consortium.dismiss(leaving)
  reopenBoard()
  await work([leaving])
  expect((await board.dispute(dispute)).status).toBe('list-committed')
  await work([leaving], { hours: 24 })
  const { signatures, status } = await board.dispute(dispute)
  expect([status, signatures.length]).toEqual(['seating', 3])
  await work([leaving])
  for (const { name } of consortium.members) expect([name, consortium.alarms(name)]).toEqual([name, []])
})

test('no list is committed to before the lot keys of all are proven to the members', async () => {
  for (const { name } of consortium.members) consortium.member(name).member.store.database.exec('delete from lot_keys')
  const dispute = await opened()
  const tools = { ...board.tools, origin: consortium.signer.key.name }
  const publishOnly = async () => {
    platform.clock.advance({ seconds: 1 })
    do await consortium.publish()
    while ((await conductDisputes(platform, tools)) > 0)
  }
  await publishOnly()
  expect((await board.dispute(dispute)).status).toBe('ready')
  for (const { name } of consortium.members) await consortium.member(name).gossipNow()
  await publishOnly()
  expect((await board.dispute(dispute)).status).toBe('seating')
})

/** A panel that has voted to pay, but for one juror whose ballot was sealed for another's place. */
async function votedWithOneInvalid(): Promise<{ readonly dispute: string; readonly juror: string }> {
  const dispute = await opened()
  await work(gone)
  await board.answer(dispute)
  await work(gone)
  const [first, ...others] = await board.seated(dispute)
  const pay = { choice: 'pay', clause: '1' } as const
  for (const { personId } of others) await board.vote(dispute, personId, pay)
  await board.vote(dispute, first!.personId, pay)
  const { rows } = await sql<{ pseudonym: string; hash: Buffer }>`
    select s.pseudonym, b.hash from dispute_seats s join disputes using (dispute_id) join ballots b using (dispute_id, pseudonym)
    where reference = ${dispute} and person_id = ${first!.personId}`.execute(database)
  const sealed = await board.seal(dispute, others[0]!.personId, pay)
  const actor = { role: 'participant', personId: first!.personId } as const
  const replaces = rows[0]!.hash.toString('base64')
  expect(await castBallot(platform, { key: board.key(), actor, dispute, sealed, replaces })).toMatchObject({
    accepted: true,
  })
  await work(gone)
  platform.clock.advance({ hours: 72 })
  return { dispute, juror: rows[0]!.pseudonym }
}

const gone = [memberNames[2]!]
const invalidOf = async (dispute: string) =>
  (await openedBallots(database, dispute, { after: '', limit: 100 })).filter(({ choice }) => choice === 'invalid')
const allAlarms = () => consortium.members.flatMap(({ name }) => consortium.alarms(name))

test('of an invalid ballot, what the keepers gave is published, and the members find it in order', async () => {
  const { dispute, juror } = await votedWithOneInvalid()
  await work(gone)
  const shares = consortium.members.map(({ name: keeper }) => ({ keeper, share: null }))
  expect(await invalidOf(dispute)).toMatchObject([{ juror, key: '', shares }])
  expect((await board.dispute(dispute)).verdict).toMatchObject({ outcome: 'upheld', pay: 4, invalid: 1 })
  await work(gone)
  expect(allAlarms()).toEqual([])
})

test('an operator that calls good ballots invalid by shares it made up is caught by every member', async () => {
  const { dispute } = await votedWithOneInvalid()
  const { keepers } = board.tools
  const all = keepers.all.map((keeper) => ({
    ...keeper,
    openShares: async (...given: Parameters<typeof keeper.openShares>) => {
      await keeper.openShares(...given)
      return given[1].map(() => new Uint8Array(33).fill(7))
    },
  }))
  board.tools = { ...board.tools, keepers: { ...keepers, all } }
  await work(gone)
  await work(gone)
  // It has its verdict, and no member signs that: nothing follows from it.
  const verdict = (await publicEntries(database, dispute)).find(({ kind }) => kind === 'dispute-decided')
  expect(verdict!.index).toBeGreaterThanOrEqual(await consortium.publish())
  expect(allAlarms()).toEqual(consortium.members.map(() => `ballots-miscounted dispute/${dispute}`))
})
