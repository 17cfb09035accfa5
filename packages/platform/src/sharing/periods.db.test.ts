import type { PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { loadTestPlan } from '../../test/made-up-period.ts'
import { addParticipants, approveCase } from '../../test/made-up-sharing.ts'
import { testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { runAudits } from '../audits/run-audits.ts'
import { casesOfPeriod, payCase, roundTable, withdrawClaim } from '../claims/index.ts'
import { takeStep } from '../claims/take-step.ts'
import { commit, type Outcome, system } from '../commit/commit.ts'
import { trialBalance } from '../ledger/index.ts'
import { endAfterPayout, endMemberships } from '../participants/index.ts'
import { announceRunOff, isPlanOpen } from './announce-run-off.ts'
import { closePeriod } from './close-period.ts'
import { endCover } from './end-cover.ts'
import { publishPeriod } from './publish-period.ts'
import { recomputePeriod } from './show-period.ts'
import { loadPeriod, rollSlices } from './store.ts'
import { takeRoll } from './take-roll.ts'

const platform = await testPlatform('2020-06-01')
const { database, clock } = platform
const day = Temporal.PlainDate.from
let plans = 0
let plan: PlanVersion
/** Ids of this test's plan begin here. */
let base: bigint

/** Every test has a plan of its own in the one database, so that the audits at the end look at all of them together. */
async function newPlan(changes: Partial<PlanVersion> = {}): Promise<void> {
  plans += 1
  plan = { ...testPlan, plan: `plan-${plans}`, ...changes }
  base = BigInt(plans) * 1_000_000n
  clock.set('2020-06-01T04:00:00Z')
  await loadTestPlan(platform, plan)
}

const noonOn = (text: string) => clock.set(`${text}T04:00:00Z`)
const key = () => crypto.randomUUID()
const period = (code: string) => ({ key: key(), actor: system, planCode: plan.plan, code })
const join = (from: number, count: number, joinedOn = '2020-01-05') =>
  addParticipants(database, plan, { first: base + BigInt(from), count, joinedOn })
const ill = (n: number, reference: string, payoutFen = 30_000_000n) =>
  approveCase(platform, plan, {
    caseReference: reference,
    participantId: base + BigInt(n),
    payoutFen,
    on: '2020-05-20',
  })
let references = 0
/** A reference that no other test uses. */
function reference(): string {
  references += 1
  return `TEST-${String(references).padStart(4, '0')}`
}

function codeOf(outcome: Outcome<unknown> | { accepted: false; refusal: { code: string } }): string {
  return outcome.accepted ? 'accepted' : outcome.refusal.code
}

async function answerOf<Answer>(outcome: Promise<Outcome<Answer>>): Promise<Answer> {
  const settled = await outcome
  if (!settled.accepted) throw new Error(`${settled.refusal.code} ${JSON.stringify(settled.refusal.facts)}`)
  return settled.event.answer
}

async function settle(code: string, publicityDay: string, sharingDay: string) {
  noonOn(publicityDay)
  await answerOf(publishPeriod(platform, period(code)))
  noonOn(sharingDay)
  return answerOf(closePeriod(platform, period(code)))
}

async function chargedIds(code: string): Promise<readonly number[]> {
  const { rows } = await sql<{ n: bigint }>`
    select participant_id - ${base}::bigint as n from charges c join periods p using (period_id)
    where p.plan_code = ${plan.plan} and p.period_code = ${code} and not exists (
      select 1 from charge_exemptions e where e.period_id = c.period_id and e.participant_id = c.participant_id)
    order by 1`.execute(database)
  return rows.map((row) => Number(row.n))
}

/** The plan's accounts that are not level, in fen. */
async function balances(): Promise<Record<string, bigint>> {
  const lines = await trialBalance(database, plan.plan)
  const all = lines.map(({ account, debitFen, creditFen }) => [account, debitFen - creditFen] as const)
  return Object.fromEntries(all.filter(([, fen]) => fen !== 0n))
}

/** Returns when so many sessions of this database wait for a row that another holds. */
async function waitForWaiters(count: number): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    const { rows } = await sql<{ waiting: bigint }>`
      select count(*) as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(database)
    if (rows[0]!.waiting >= BigInt(count)) return
    await new Promise((wake) => setTimeout(wake, 10))
  }
  throw new Error('nobody waits')
}

beforeAll(async () => {
  expect(await runAudits(database)).toEqual([])
})
beforeEach(() => newPlan())

describe('a period', () => {
  test('is published, rolled, settled and booked, to the fen', async () => {
    await join(1, 1_000)
    const [one, two] = [reference(), reference()]
    await ill(1, one)
    await ill(2, two, 10_000_000n)
    noonOn('2020-06-07')
    expect(await answerOf(publishPeriod(platform, period('2020-06-A')))).toEqual({ period: '2020-06-A', cases: 2 })
    expect((await casesOfPeriod(database, plan.plan, '2020-06-A')).map((c) => c.caseReference)).toEqual([one, two])
    noonOn('2020-06-14')
    // 40,000,000 and 8 % of it over 998: 43,286.57... each
    expect(await answerOf(closePeriod(platform, period('2020-06-A')))).toEqual({
      period: '2020-06-A',
      cases: 2,
      heldOver: 0,
      participants: '998',
      shareFen: '43287',
      carryOutFen: '426',
    })
    expect(await balances()).toEqual({
      'participants-receivable': 43_200_426n,
      'payouts-payable': -40_000_000n,
      'management-fee': -3_200_000n,
      carry: -426n,
    })
    const ids = await chargedIds('2020-06-A')
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([998, 3, 1_000])
  })

  test('counts those in the plan at 00:00 of the publicity day, on both sides of every limit', async () => {
    await join(1, 1, '2020-06-06')
    await join(2, 1, '2020-06-07')
    const ended = (n: number, on: string) =>
      addParticipants(database, plan, {
        first: base + BigInt(n),
        count: 1,
        joinedOn: '2020-01-05',
        ended: { on, reason: 'left' },
      })
    await ended(3, '2020-06-06')
    await ended(4, '2020-06-07')
    await join(5, 2)
    const lapse = (n: number, on: string, resumed: string) =>
      sql`
      insert into membership_lapses (participant_id, ended_on, resumed_on)
      values (${base + BigInt(n)}, ${on}::date, ${resumed}::date)`.execute(database)
    await lapse(5, '2020-06-01', '2020-06-07')
    await lapse(6, '2020-06-01', '2020-06-06')
    await settle('2020-06-A', '2020-06-07', '2020-06-14')
    expect(await chargedIds('2020-06-A')).toEqual([1, 4, 6])
  })

  test('leaves the waiting out where the plan says so', async () => {
    await newPlan({ sharing: { ...testPlan.sharing, waitingShare: false } })
    await join(1, 1, '2020-03-09')
    await join(2, 1, '2020-03-10')
    await settle('2020-06-A', '2020-06-07', '2020-06-14')
    // Day 91 of the first is 7 June: their waiting is over when the day begins.
    expect(await chargedIds('2020-06-A')).toEqual([1])
  })

  test('is owed by who leaves after publicity, and not by who joins after it', async () => {
    await join(1, 3)
    noonOn('2020-06-07')
    await answerOf(publishPeriod(platform, period('2020-06-A')))
    await takeRoll(platform, plan.plan, '2020-06-A')
    await join(4, 1, '2020-06-08')
    await end(2, '2020-06-08', 'left')
    noonOn('2020-06-14')
    expect((await answerOf(closePeriod(platform, period('2020-06-A')))).participants).toBe('3')
    expect(await chargedIds('2020-06-A')).toEqual([1, 2, 3])
  })

  test('is not owed by somebody whose death before the publicity day became known after it', async () => {
    await join(1, 3)
    noonOn('2020-06-07')
    await answerOf(publishPeriod(platform, period('2020-06-A')))
    await takeRoll(platform, plan.plan, '2020-06-A')
    noonOn('2020-06-10')
    await end(2, '2020-06-06', 'died')
    await end(3, '2020-06-07', 'died')
    noonOn('2020-06-14')
    expect((await answerOf(closePeriod(platform, period('2020-06-A')))).participants).toBe('2')
    expect(await chargedIds('2020-06-A')).toEqual([1, 3])
  })

  test('hands its carry to the next, which is shared without those settled before and not paid yet', async () => {
    await join(1, 3)
    await ill(1, reference(), 100n)
    expect(await settle('2020-06-A', '2020-06-07', '2020-06-14')).toMatchObject({ shareFen: '54', carryOutFen: '0' })
    await ill(2, reference(), 51n)
    const next = await settle('2020-06-B', '2020-06-21', '2020-06-28')
    expect(next).toMatchObject({ participants: '1', shareFen: '55' })
    expect(await chargedIds('2020-06-B')).toEqual([3])
  })

  test('is not shared by who was paid out on its publicity day before it was published', async () => {
    await join(1, 4)
    const paid = reference()
    await ill(1, paid, 100n)
    await settle('2020-06-A', '2020-06-07', '2020-06-14')
    clock.set('2020-06-20T17:00:00Z')
    await payOut(paid, 1)
    expect(await settle('2020-06-B', '2020-06-21', '2020-06-28')).toMatchObject({ participants: '3' })
    expect(await chargedIds('2020-06-B')).toEqual([2, 3, 4])
  })

  test('begins a new year with a new sum of shares', async () => {
    await newPlan({ sharing: { ...testPlan.sharing, capPerYearFen: 40 } })
    await join(1, 5)
    await ill(1, reference(), 100n)
    expect(await settle('2020-12-B', '2020-12-21', '2020-12-28')).toMatchObject({ shareFen: '27' })
    await ill(2, reference(), 100n)
    expect(await settle('2021-01-A', '2021-01-07', '2021-01-14')).toMatchObject({ shareFen: '36' })
    await ill(3, reference(), 100n)
    expect(await settle('2021-01-B', '2021-01-21', '2021-01-28')).toMatchObject({ shareFen: '4' })
  })

  test('is free where the carry is enough', async () => {
    await join(1, 1_001)
    await ill(1, reference(), 300n)
    expect(await settle('2020-06-A', '2020-06-07', '2020-06-14')).toMatchObject({ shareFen: '1', carryOutFen: '676' })
    await ill(2, reference(), 300n)
    expect(await settle('2020-06-B', '2020-06-21', '2020-06-28')).toMatchObject({ shareFen: '0', carryOutFen: '352' })
  })

  test('holds a case with an open objection over', async () => {
    await join(1, 4)
    const [clear, disputed] = [reference(), reference()]
    await ill(1, clear, 100n)
    await ill(2, disputed, 100n)
    noonOn('2020-06-07')
    await answerOf(publishPeriod(platform, period('2020-06-A')))
    await object(disputed, base + 3n)
    noonOn('2020-06-14')
    const closed = await answerOf(closePeriod(platform, period('2020-06-A')))
    expect(closed).toMatchObject({ cases: 1, heldOver: 1, participants: '3', shareFen: '36' })
    expect(await chargedIds('2020-06-A')).toEqual([2, 3, 4])
  })

  test('leaves out a case that is withdrawn while the period is being published', async () => {
    await join(1, 10)
    const [stays, goes] = [reference(), reference()]
    await ill(1, stays)
    await ill(2, goes)
    noonOn('2020-06-07')
    const claimant = { role: 'participant' as const, personId: base + 2n }
    const withdrawal = { key: `withdraw-${goes}`, actor: claimant, caseReference: goes }
    const begun: { withdrawing?: Promise<unknown>; publishing?: ReturnType<typeof publishPeriod> } = {}
    await database.transaction().execute(async (transaction) => {
      await sql`select from claims where case_reference = ${goes} for update`.execute(transaction)
      begun.withdrawing = withdrawClaim(platform, roundTable, withdrawal)
      await waitForWaiters(1)
      begun.publishing = publishPeriod(platform, period('2020-06-A'))
      await waitForWaiters(2)
    })
    expect(await begun.withdrawing).toMatchObject({ accepted: true })
    expect(await begun.publishing).toMatchObject({ accepted: true, event: { answer: { cases: 1 } } })
    expect((await casesOfPeriod(database, plan.plan, '2020-06-A')).map((one) => one.caseReference)).toEqual([stays])
  })

  test('has nobody to share it and is borne by the operator', async () => {
    await join(1, 1)
    await ill(1, reference(), 100n)
    expect(await settle('2020-06-A', '2020-06-07', '2020-06-14')).toMatchObject({ participants: '0', shareFen: '0' })
    expect(await balances()).toEqual({
      'operator-receivable': 108n,
      'payouts-payable': -100n,
      'management-fee': -8n,
    })
  })

  test('gives the operator what is above the caps, counting the year’s shares', async () => {
    await newPlan({ sharing: { ...testPlan.sharing, capPerCaseFen: 30, capPerYearFen: 40 } })
    await join(1, 3)
    await ill(1, reference(), 100n)
    expect(await settle('2020-06-A', '2020-06-07', '2020-06-14')).toMatchObject({ shareFen: '30' })
    await ill(2, reference(), 20n)
    expect(await settle('2020-06-B', '2020-06-21', '2020-06-28')).toMatchObject({ shareFen: '10', participants: '1' })
    expect((await balances())['operator-receivable']).toBe(48n + 12n)
  })

  test('can be recomputed by anyone, and a changed figure shows', async () => {
    await join(1, 3)
    await ill(1, reference(), 100n)
    await settle('2020-06-A', '2020-06-07', '2020-06-14')
    const stored = (await loadPeriod(database, plan.plan, '2020-06-A'))!
    expect(await recomputePeriod(database, plan, stored)).toEqual([])
    const figures = { ...stored.figures!, shareFen: 55n }
    expect(await recomputePeriod(database, plan, { ...stored, figures })).toEqual(['shareFen'])
  })
})

describe('is refused and changes nothing', () => {
  test('a period that the plan’s calendar has not', async () => {
    expect(codeOf(await publishPeriod(platform, period('2020-06-C')))).toBe('period-unknown')
    expect(codeOf(await closePeriod(platform, period('2020-06-C')))).toBe('period-unknown')
    expect(codeOf(await takeRoll(platform, plan.plan, '2019-12-A'))).toBe('period-unknown')
  })

  test('publishing, rolling and closing out of turn', async () => {
    await join(1, 3)
    noonOn('2020-06-06')
    expect(codeOf(await publishPeriod(platform, period('2020-06-A')))).toBe('publicity-day-not-come')
    expect(codeOf(await takeRoll(platform, plan.plan, '2020-06-A'))).toBe('period-not-published')
    expect(codeOf(await closePeriod(platform, period('2020-06-A')))).toBe('period-not-published')
    noonOn('2020-06-07')
    expect(codeOf(await publishPeriod(platform, period('2020-06-A')))).toBe('accepted')
    expect(codeOf(await publishPeriod(platform, period('2020-06-A')))).toBe('period-already-published')
    expect(codeOf(await closePeriod(platform, period('2020-06-A')))).toBe('sharing-day-not-come')
    noonOn('2020-06-21')
    expect(codeOf(await publishPeriod(platform, period('2020-06-B')))).toBe('accepted')
    noonOn('2020-06-28')
    expect(codeOf(await closePeriod(platform, period('2020-06-B')))).toBe('earlier-period-not-settled')
    expect(codeOf(await closePeriod(platform, period('2020-06-A')))).toBe('accepted')
    expect(codeOf(await closePeriod(platform, period('2020-06-A')))).toBe('period-already-settled')
    expect(codeOf(await closePeriod(platform, period('2020-06-B')))).toBe('accepted')
  })
})

describe('the same command', () => {
  test('twice has one effect and one answer', async () => {
    await join(1, 3)
    await ill(1, reference(), 100n)
    noonOn('2020-06-07')
    const publish = period('2020-06-A')
    const first = await publishPeriod(platform, publish)
    expect(await publishPeriod(platform, publish)).toMatchObject({ event: { repeated: true } })
    expect(first).toMatchObject({ event: { repeated: false } })
    noonOn('2020-06-14')
    const close = period('2020-06-A')
    const answer = await answerOf(closePeriod(platform, close))
    expect(await closePeriod(platform, close)).toMatchObject({ event: { repeated: true, answer } })
    expect(codeOf(await closePeriod(platform, { ...close, code: '2020-06-B' }))).toBe('idempotency-key-reused')
  })

  test.each(['with one key', 'with a key each'])('twenty times at once, %s, has one effect', async (how) => {
    await join(1, 50)
    await ill(1, reference(), 100n)
    const command = period('2020-06-A')
    const twenty = Array.from({ length: 20 }, () => (how === 'with one key' ? command : { ...command, key: key() }))
    noonOn('2020-06-07')
    const published = await Promise.all(twenty.map((each) => publishPeriod(platform, each)))
    noonOn('2020-06-14')
    const fresh = twenty.map((each) => ({ ...each, key: `${each.key}-close` }))
    const closed = await Promise.all(fresh.map((each) => closePeriod(platform, each)))
    for (const outcomes of [published, closed]) {
      expect(outcomes.filter((one) => one.accepted && !one.event.repeated)).toHaveLength(1)
      const others = new Set(outcomes.filter((one) => !one.accepted).map(codeOf))
      const code = outcomes === published ? 'period-already-published' : 'period-already-settled'
      expect([...others]).toEqual(how === 'with one key' ? [] : [code])
    }
    expect(await chargedIds('2020-06-A')).toHaveLength(49)
    expect((await balances())['payouts-payable']).toBe(-100n)
  })
})

describe('run-off', () => {
  test('closes the plan, charges nobody any more, and goes on paying claims', async () => {
    await join(1, 3)
    await ill(1, reference(), 100n)
    await settle('2020-06-A', '2020-06-07', '2020-06-14')
    await ill(2, reference(), 100n)
    noonOn('2020-06-21')
    await answerOf(publishPeriod(platform, period('2020-06-B')))
    noonOn('2020-06-28')
    const end = {
      key: key(),
      actor: system,
      planCode: plan.plan,
      coverEndsOn: day('2020-07-28'),
      reason: 'operator' as const,
    }
    expect(await isPlanOpen(database, plan.plan)).toBe(true)
    expect(await answerOf(announceRunOff(platform, end))).toMatchObject({ noSharingFrom: '2020-06-28' })
    expect(codeOf(await announceRunOff(platform, { ...end, key: key() }))).toBe('run-off-already-announced')
    expect(await isPlanOpen(database, plan.plan)).toBe(false)
    const last = await answerOf(closePeriod(platform, period('2020-06-B')))
    expect(last).toMatchObject({ cases: 1, participants: '0', shareFen: '0', carryOutFen: '0' })
    expect((await balances())['operator-receivable']).toBe(108n)
    const memberships = async () => {
      const { rows } = await sql<{ count: bigint; last: string }>`
        select count(*), max(ended_on)::text as last from participants
        where plan_code = ${plan.plan} and ended_reason = 'plan-ended'`.execute(database)
      return rows[0]
    }
    expect(await endCover(platform, plan.plan, day('2020-07-28'))).toBe(0n)
    noonOn('2020-07-29')
    const ended = await endCover(platform, plan.plan, day('2020-07-29'))
    expect(ended).toBeGreaterThan(0n)
    expect(await endCover(platform, plan.plan, day('2020-07-29'))).toBe(ended)
    expect(await memberships()).toEqual({ count: ended, last: '2020-07-28' })
  })
})

async function end(n: number, on: string, reason: 'left' | 'died'): Promise<void> {
  const member = sql`select ${base + BigInt(n)}::bigint as participant_id, ${on}::date as ended_on`
  await commit(platform, { key: key(), kind: 'test', actor: system, content: {} }, async (unit) => ({
    answer: null,
    rows: [endMemberships(member, reason, unit.now)],
    events: [],
  }))
}

/** The payout has arrived; the books of it are the payments' own. */
async function payOut(caseReference: string, n: number): Promise<void> {
  const outcome = await commit(platform, { key: key(), kind: 'test', actor: system, content: {} }, async (unit) => {
    const paidOn = unit.now.toZonedDateTimeISO(plan.timeZone).toPlainDate()
    const paid = await payCase(platform, unit, system, { caseReference, paidOn, paidFen: 100n })
    if ('accepted' in paid) return paid
    const ended = await endAfterPayout(unit, plan, base + BigInt(n))
    return { answer: null, rows: [...paid.rows, ...ended], events: paid.events }
  })
  expect(codeOf(outcome)).toBe('accepted')
}

async function object(caseReference: string, objectorPersonId: bigint): Promise<void> {
  const command = { key: key(), kind: 'test', actor: system, content: {} }
  const outcome = await takeStep(platform, command, caseReference, async (_, unit) => ({
    accepted: true,
    event: { kind: 'objection-raised', objectionId: unit.newId(), objectorPersonId, reason: '不符' },
  }))
  expect(codeOf(outcome)).toBe('accepted')
}

test('the slices of a roll cover every id given out, that of a joining under way too', async () => {
  await join(1, 1)
  const underWay = base + 700_000n
  await sql`select setval('participant_ids', ${underWay}::bigint)`.execute(database)
  noonOn('2020-06-07')
  await answerOf(publishPeriod(platform, period('2020-06-A')))
  const { periodId } = (await loadPeriod(database, plan.plan, '2020-06-A'))!
  const slices = await rollSlices(database, periodId)
  expect(slices[0]!.first).toBe(0n)
  expect(slices.at(-1)!.last).toBeGreaterThanOrEqual(underWay)
})

test('in the end every audit finds nothing', async () => {
  expect(await runAudits(database)).toEqual([])
})
