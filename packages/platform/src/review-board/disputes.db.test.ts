import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ballotHash } from '@tongzhou/ballot'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Board, madeKeepers, madeUpFile, planWithBoard } from '../../test/made-up-board.ts'
import { planWithOpenVotes, readyDispute } from '../../test/made-up-disputes.ts'
import { addJurors } from '../../test/made-up-jurors.ts'
import { addParticipants } from '../../test/made-up-sharing.ts'
import { testPlatform } from '../../test/platform.ts'
import { claimStepSource, loadClaim, withdrawClaim } from '../claims/index.ts'
import { system } from '../commit/commit.ts'
import { openLeafFile, verify } from '../journal/index.ts'
import { loadPlan } from '../plans/index.ts'
import { castBallot } from './cast-ballot.ts'
import { openControl } from './open-control.ts'
import { reviewBoard } from './open-dispute.ts'
import { ballotsAsLogged, disputeStepSource, disputesAreTheirSteps } from './records.ts'
import { takeSeat } from './take-seat.ts'
import { openedBallots, searchVerdicts } from './verdict-store.ts'

const platform = await testPlatform('2020-06-15')
const { database } = platform
const folder = await mkdtemp(join(tmpdir(), 'tongzhou-board-'))
const leafFile = await openLeafFile(join(folder, 'leaves'))
const plan = planWithBoard()
const open = planWithOpenVotes('open-plan')
const board = new Board(platform, leafFile, await madeKeepers(['a.example', 'b.example', 'c.example'], 2))
const operator = { role: 'operator', personId: 900_003n } as const
let cases = 0

beforeAll(async () => {
  for (const one of [plan, open]) {
    const outcome = await loadPlan(platform, { key: `plan-${one.plan}`, actor: system, source: JSON.stringify(one) })
    if (!outcome.accepted) throw new Error(JSON.stringify(outcome.refusal))
  }
  await addParticipants(database, plan, { first: 1n, count: 60, joinedOn: '2020-01-02' })
  await addParticipants(database, open, { first: 101n, count: 40, joinedOn: '2020-01-02' })
  await addJurors(database, { first: 21n, count: 40, planCode: plan.plan, passedOn: '2020-02-02' })
  await addJurors(database, { first: 121n, count: 20, planCode: open.plan, passedOn: '2020-02-02' })
})
afterAll(async () => {
  await leafFile.close()
  await rm(folder, { recursive: true })
})

/** A dispute of participant `id` that jurors may read. */
async function ready(id: bigint, by = plan): Promise<{ readonly caseReference: string; readonly dispute: string }> {
  cases += 1
  const caseReference = `TEST-${String(cases).padStart(4, '0')}`
  const dispute = await readyDispute(board, by, { caseReference, participantId: id, on: '2020-06-10' })
  return { caseReference, dispute }
}

/** To the open vote of a seated panel. */
async function voting(id: bigint) {
  const one = await ready(id)
  await board.work()
  await board.answer(one.dispute)
  await board.work()
  expect((await board.dispute(one.dispute)).status).toBe('voting')
  return one
}

const statusOf = async (caseReference: string) => (await loadClaim(platform, database, caseReference))!.claim.status

describe('a panel', () => {
  test('is listed, drawn, seated, votes in secret, and its verdict goes back to the claim', async () => {
    const { caseReference, dispute } = await ready(1n)
    await board.work()
    const drawn = await board.dispute(dispute)
    expect([drawn.status, drawn.drawn.length, drawn.list?.size]).toEqual(['seating', 7, 40])
    // One declines, so the sixth, a reserve, takes the seat.
    await board.answer(dispute, (place) => place !== 1)
    await board.work()
    const seated = await board.seated(dispute)
    expect(seated).toHaveLength(5)
    for (const [place, { personId }] of seated.entries()) {
      const choice = place < 3 ? 'pay' : 'do-not-pay'
      const cast = await board.vote(dispute, personId, { choice, clause: '1' }, `理由 ${place}，电话 13812345678`)
      expect(cast).toMatchObject({ accepted: true })
    }
    platform.clock.advance({ hours: 72 })
    await board.work()
    expect((await board.dispute(dispute)).verdict).toMatchObject({ outcome: 'upheld', pay: 3, doNotPay: 2, invalid: 0 })
    expect(await statusOf(caseReference)).toBe('approved')
    const ballots = await openedBallots(database, dispute, { after: '', limit: 10 })
    expect(ballots.map(({ choice }) => choice)).toEqual(seated.map((_, place) => (place < 3 ? 'pay' : 'do-not-pay')))
    expect(ballots[0]!.reason).toBe('理由 0，电话 ███████████')
    const [verdict] = await searchVerdicts(database, { illness: 'stroke', clause: '1', limit: 10, offset: 0 })
    expect(verdict).toMatchObject({ dispute, outcome: 'upheld', summary: madeUpFile.summary, control: false })
    const { rows } = await sql<{ attended: boolean; with_majority: boolean | null }>`
      select attended, with_majority from juror_services join disputes using (dispute_id) where reference = ${dispute}
      order by with_majority`.execute(database)
    expect(rows.map(({ with_majority }) => with_majority)).toEqual([false, false, true, true, true])
  })

  test('passes over who does not answer, draws on in order, and goes on below its size when nobody is left', async () => {
    const { dispute } = await ready(2n)
    await board.work()
    await board.answer(dispute, (place) => place < 2)
    await board.work()
    const first = await board.dispute(dispute)
    expect(first.drawn.length).toBe(13)
    platform.clock.advance({ hours: 25 })
    await board.work()
    const second = await board.dispute(dispute)
    expect(second.drawn.slice(0, 13)).toEqual(first.drawn)
    expect(second.drawn.length).toBe(19)
    for (let round = 0; round < 10 && (await board.dispute(dispute)).status === 'seating'; round += 1) {
      platform.clock.advance({ hours: 25 })
      await board.work()
    }
    const seatedFew = await board.dispute(dispute)
    expect([seatedFew.status, seatedFew.seats, seatedFew.drawn.length]).toEqual(['voting', 2, seatedFew.list!.size])
  })

  test('too few ballots extend the vote once; then the refusal stands, and may be appealed against', async () => {
    const { caseReference, dispute } = await voting(3n)
    const [one] = await board.seated(dispute)
    expect(await board.vote(dispute, one!.personId, { choice: 'pay', clause: '1' })).toMatchObject({ accepted: true })
    platform.clock.advance({ hours: 72 })
    await board.work()
    expect(await board.dispute(dispute)).toMatchObject({ status: 'voting', extended: true })
    platform.clock.advance({ hours: 24 })
    await board.work()
    expect((await board.dispute(dispute)).verdict).toMatchObject({ outcome: 'no-quorum', pay: 1 })
    expect(await statusOf(caseReference)).toBe('refused')
    const { rows } = await sql<{ attended: boolean; with_majority: boolean | null }>`
      select attended, with_majority from juror_services join disputes using (dispute_id) where reference = ${dispute}
      order by attended desc`.execute(database)
    expect(rows).toEqual([
      { attended: true, with_majority: null },
      ...Array(4).fill({ attended: false, with_majority: null }),
    ])
  })

  test('nobody tied to the case is in its list', async () => {
    await sql`insert into kinships values (22, 4, 22, now())`.execute(database)
    await sql`update participants set payer_person_id = 4, relation = 'spouse' where person_id = 23`.execute(database)
    await sql`
      insert into person_affiliations select person_id, 'employer', sha256('works') , now() from unnest(array[4, 24]::bigint[]) person_id`.execute(
      database,
    )
    const { dispute } = await ready(4n)
    await board.work()
    const { list } = await board.dispute(dispute)
    // 40 jurors less the kin, the family member and the colleague, and whoever has an open claim: none of the jurors.
    expect(list!.size).toBe(37)
    const { rows } = await sql<{ person_id: bigint }>`
      select person_id from dispute_seats join disputes using (dispute_id) where reference = ${dispute}`.execute(
      database,
    )
    expect(rows.map(({ person_id }) => person_id)).not.toContain(22n)
  })
})

describe('a ballot', () => {
  test('is changed until the close by who names the one before, and refused after it', async () => {
    const { dispute } = await voting(5n)
    const [one, ...others] = await board.seated(dispute)
    const { personId } = one!
    const first = await board.vote(dispute, personId, { choice: 'do-not-pay', clause: '1' })
    if (!first.accepted) throw new Error(first.refusal.code)
    const before = first.event.answer.ballot
    const pay = { choice: 'pay', clause: '1' } as const
    expect(await board.vote(dispute, personId, pay)).toMatchObject({ refusal: { code: 'ballot-cast-already' } })
    expect(await board.vote(dispute, personId, pay, '', before)).toMatchObject({ accepted: true })
    expect(await board.vote(dispute, personId, pay, '', before)).toMatchObject({
      refusal: { code: 'ballot-changed-elsewhere' },
    })
    for (const { personId: other } of others) await board.vote(dispute, other, pay)
    const late = await board.seal(dispute, personId, pay)
    platform.clock.advance({ hours: 72 })
    const command = { key: board.key(), actor: board.actor(personId), dispute, sealed: late, replaces: null }
    expect(await castBallot(platform, command)).toMatchObject({ refusal: { code: 'vote-closed' } })
    await board.work()
    expect(await castBallot(platform, command)).toMatchObject({ refusal: { code: 'vote-closed' } })
    expect((await board.dispute(dispute)).verdict).toMatchObject({ pay: 5, doNotPay: 0 })
  })

  test('50 at once of one juror, through 50 servers, are one', async () => {
    const { dispute } = await voting(6n)
    const [one] = await board.seated(dispute)
    const vote = { choice: 'pay', clause: '1' } as const
    await board.vote(dispute, one!.personId, vote).then((cast) => expect(cast.accepted).toBe(true))
    const second = (await board.seated(dispute))[1]!
    await board.vote(dispute, second.personId, vote, '', 'no such ballot')
    const ballots = await Promise.all(Array.from({ length: 50 }, () => board.seal(dispute, second.personId, vote)))
    const cast = await Promise.all(
      ballots.map((sealed) =>
        // Each in a server of its own: within one, a juror's ballots take turns.
        castBallot(
          { ...platform },
          {
            key: board.key(),
            actor: board.actor(second.personId),
            dispute,
            sealed,
            replaces: null,
          },
        ),
      ),
    )
    expect(cast.filter(({ accepted }) => accepted)).toHaveLength(1)
    const refusals = cast.flatMap((outcome) => (outcome.accepted ? [] : [outcome.refusal.code]))
    expect(new Set(refusals)).toEqual(new Set(['ballot-cast-already']))
    const { rows } = await sql<{ ballots: bigint; entries: bigint }>`
      select (select count(*) from ballots b join disputes using (dispute_id) where reference = ${dispute}) as ballots,
        (select count(*) from journal_events where kind = 'ballot-cast' and subject = ${`dispute/${dispute}`}) as entries`.execute(
      database,
    )
    expect(rows[0]).toEqual({ ballots: 2n, entries: 2n })
  })

  test('is refused from whoever has no seat, has not passed the quiz, or seals it wrongly', async () => {
    const { dispute } = await voting(7n)
    const [one] = await board.seated(dispute)
    const vote = { choice: 'pay', clause: '1' } as const
    const sealed = await board.seal(dispute, one!.personId, vote)
    const cast = (personId: bigint, text: string) =>
      castBallot(platform, { key: board.key(), actor: board.actor(personId), dispute, sealed: text, replaces: null })
    expect(await cast(1n, sealed)).toMatchObject({ refusal: { code: 'not-seated' } })
    expect(await cast(one!.personId, sealed)).toMatchObject({ refusal: { code: 'quiz-not-passed' } })
    expect(await cast(one!.personId, '{}')).toMatchObject({ refusal: { code: 'ballot-malformed' } })
    expect(ballotHash(sealed)).toHaveLength(44)
  })

  test('of a juror that seals for another place is cast, counts as invalid, and hurts nobody', async () => {
    const { dispute } = await voting(8n)
    const [one, two, three, four] = await board.seated(dispute)
    const pay = { choice: 'pay', clause: '1' } as const
    for (const juror of [two!, three!, four!]) await board.vote(dispute, juror.personId, pay)
    await board.vote(dispute, one!.personId, pay, '', 'wrong')
    const stolen = await board.seal(dispute, two!.personId, pay)
    const actor = board.actor(one!.personId)
    expect(
      await castBallot(platform, { key: board.key(), actor, dispute, sealed: stolen, replaces: null }),
    ).toMatchObject({ accepted: true })
    platform.clock.advance({ hours: 72 })
    await board.work()
    expect((await board.dispute(dispute)).verdict).toMatchObject({ pay: 3, doNotPay: 0, invalid: 1 })
  })
})

describe('the end of a dispute', () => {
  test('taken back before the close its ballots stay sealed for ever; after the close it can not be taken back', async () => {
    const withdrawal = (caseReference: string, id: bigint) =>
      withdrawClaim(platform, reviewBoard(platform), { key: board.key(), actor: board.actor(id), caseReference })
    const first = await voting(9n)
    for (const { personId } of await board.seated(first.dispute)) {
      await board.vote(first.dispute, personId, { choice: 'pay', clause: '1' })
    }
    expect(await withdrawal(first.caseReference, 9n)).toMatchObject({ accepted: true })
    platform.clock.advance({ hours: 200 })
    await board.work()
    expect((await board.dispute(first.dispute)).status).toBe('withdrawn')
    expect(await statusOf(first.caseReference)).toBe('withdrawn')
    const { rows } =
      await sql`select 1 from opened_ballots join disputes using (dispute_id) where reference = ${first.dispute}`.execute(
        database,
      )
    expect(rows).toEqual([])

    const second = await voting(10n)
    platform.clock.advance({ hours: 72 })
    expect(await withdrawal(second.caseReference, 10n)).toMatchObject({ refusal: { code: 'vote-closed' } })
  })

  test('with one keeper down the count still ends; with two it waits', async () => {
    const down = { now: new Set<string>() }
    const keepers = {
      ...board.tools.keepers,
      all: board.tools.keepers.all.map((keeper) => ({
        ...keeper,
        openShares: async (...given: Parameters<typeof keeper.openShares>) => {
          if (down.now.has(keeper.name)) throw new Error('down')
          return keeper.openShares(...given)
        },
      })),
    }
    const shaky = new Board(platform, leafFile, keepers)
    const { dispute } = await voting(11n)
    for (const { personId } of await board.seated(dispute))
      await board.vote(dispute, personId, { choice: 'pay', clause: '1' })
    platform.clock.advance({ hours: 72 })
    down.now = new Set(['a.example', 'b.example'])
    await shaky.work()
    expect((await board.dispute(dispute)).status).toBe('counting')
    down.now = new Set(['b.example'])
    await shaky.work()
    expect((await board.dispute(dispute)).verdict).toMatchObject({ outcome: 'upheld', pay: 5 })
  })

  test('a ballot that a liar’s share does not open waits for a keeper who is down, and then counts', async () => {
    const down = { now: new Set(['c.example']) }
    const [liar, ...others] = board.tools.keepers.all
    const lies = {
      ...liar!,
      openShares: async (...[, ballots]: Parameters<NonNullable<typeof liar>['openShares']>) =>
        ballots.map(() => new Uint8Array(33).fill(7)),
    }
    const all = [lies, ...others].map((keeper) => ({
      ...keeper,
      openShares: async (...given: Parameters<typeof keeper.openShares>) => {
        if (down.now.has(keeper.name)) throw new Error('down')
        return keeper.openShares(...given)
      },
    }))
    const deceived = new Board(platform, leafFile, { threshold: 2, all })
    const { dispute } = await voting(12n)
    for (const { personId } of await board.seated(dispute)) {
      await board.vote(dispute, personId, { choice: 'pay', clause: '1' })
    }
    platform.clock.advance({ hours: 72 })
    await deceived.work()
    expect((await board.dispute(dispute)).status).toBe('counting')
    down.now = new Set()
    await deceived.work()
    expect((await board.dispute(dispute)).verdict).toMatchObject({ outcome: 'upheld', pay: 5, invalid: 0 })
  })

  const control = { illness: 'stroke', mild: false, file: madeUpFile, knownOutcome: 'do-not-pay' } as const

  test.each([
    [{ planCode: 'no-such-plan' }, 'plan-unknown'],
    [{ illness: 'no-such-illness' }, 'illness-unknown'],
  ] as const)('a control case is refused: %j is %s', async (wrong, code) => {
    const command = { key: board.key(), actor: operator, planCode: plan.plan, ...control, ...wrong }
    expect(await openControl(platform, command)).toMatchObject({ accepted: false, refusal: { code } })
  })

  test('a control case decides nothing but the records of its jurors', async () => {
    const command = { key: board.key(), actor: operator, planCode: plan.plan, ...control }
    const outcome = await openControl(platform, command)
    if (!outcome.accepted) throw new Error(outcome.refusal.code)
    const { dispute } = outcome.event.answer
    await board.work()
    await board.answer(dispute)
    await board.work()
    for (const [place, { personId }] of (await board.seated(dispute)).entries()) {
      await board.vote(dispute, personId, { choice: place === 0 ? 'pay' : 'do-not-pay', clause: '1' })
    }
    platform.clock.advance({ hours: 72 })
    await board.work()
    expect((await board.dispute(dispute)).verdict).toMatchObject({ outcome: 'rejected' })
    const { rows } = await sql<{ control_right: boolean; weight: number }>`
      select control_right, weight from juror_services join disputes using (dispute_id) join jurors using (juror_id)
      where reference = ${dispute} order by control_right`.execute(database)
    expect(rows.map(({ control_right }) => control_right)).toEqual([false, true, true, true, true])
    expect(rows[0]!.weight).toBeLessThan(4)
  })
})

describe('verify', () => {
  const verified = () =>
    verify(platform, {
      leafFile,
      sources: [claimStepSource, disputeStepSource],
      checks: [disputesAreTheirSteps, ballotsAsLogged],
    })
  const edit = async (...statements: readonly string[]) => {
    for (const statement of statements) await sql.raw(statement).execute(database)
  }
  const without = (table: string, ...statements: readonly string[]) =>
    edit(`alter table ${table} disable trigger user`, ...statements, `alter table ${table} enable trigger user`)

  test('finds nothing where nothing was changed', async () => {
    await board.work()
    expect((await verified()).finding).toBeNull()
  })

  test.each<[string, RegExp, () => Promise<void>, () => Promise<void>]>([
    [
      'an outcome',
      /dispute D/,
      () => edit("update disputes set outcome = 'rejected' where outcome = 'upheld'"),
      () => edit("update disputes set outcome = 'upheld' where outcome = 'rejected' and pay >= do_not_pay"),
    ],
    [
      'an opened ballot',
      /opened ballot of juror/,
      () => without('opened_ballots', "update opened_ballots set choice = 'pay' where choice = 'do-not-pay'"),
      () =>
        without(
          'opened_ballots',
          `update opened_ballots o set choice = l ->> 'choice' from journal_events e, jsonb_array_elements(e.entry::jsonb -> 'facts' -> 'ballots') l
           where e.event_id = o.event_id and l ->> 'juror' = o.pseudonym`,
        ),
    ],
    [
      'what a keeper gave for an invalid ballot',
      /opened ballot of juror/,
      () => without('opened_ballots', "update opened_ballots set shares = shares - 0 where choice = 'invalid'"),
      () =>
        without(
          'opened_ballots',
          `update opened_ballots o set shares = l -> 'shares' from journal_events e, jsonb_array_elements(e.entry::jsonb -> 'facts' -> 'ballots') l
           where e.event_id = o.event_id and l ->> 'juror' = o.pseudonym`,
        ),
    ],
    [
      'a sealed ballot',
      /ballot of juror/,
      () => without('ballots', "update ballots set sealed = sealed || ' '"),
      () => without('ballots', 'update ballots set sealed = rtrim(sealed)'),
    ],
    [
      'a list of jurors',
      /dispute D/,
      () => without('dispute_lists', 'update dispute_lists set records = records || substr(records, 1, 17)'),
      () =>
        without('dispute_lists', 'update dispute_lists set records = substr(records, 1, octet_length(records) - 17)'),
    ],
  ])('finds %s that was changed', async (_, record, change, back) => {
    await change()
    const { finding } = await verified()
    expect(finding?.record).toMatch(record)
    await back()
    expect((await verified()).finding).toBeNull()
  })
})

test('an open vote seats whoever qualifies, once', async () => {
  const { dispute } = await ready(101n, open)
  await board.work()
  expect((await board.dispute(dispute)).status).toBe('voting')
  const take = (personId: bigint) =>
    takeSeat(platform, { key: board.key(), actor: board.actor(personId), dispute, accept: true }, board.tools.debtors)
  for (let id = 121n; id < 131n; id += 1n) expect(await take(id)).toMatchObject({ accepted: true })
  expect(await take(121n)).toMatchObject({ accepted: true })
  expect(await take(101n)).toMatchObject({ refusal: { code: 'not-a-juror-now' } })
  const seated = await board.seated(dispute)
  expect(seated).toHaveLength(10)
  for (const { personId } of seated.slice(0, 4))
    await board.vote(dispute, personId, { choice: 'do-not-pay', clause: '1' })
  platform.clock.advance({ hours: 72 })
  await board.work()
  expect((await board.dispute(dispute)).verdict).toMatchObject({ outcome: 'rejected', doNotPay: 4 })
})
