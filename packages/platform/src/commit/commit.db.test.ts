import { refuse } from '@tongzhou/core'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { type TestPlatform, testPlatform } from '../../test/platform.ts'
import { balanceOf } from '../ledger/index.ts'
import { type Actor, type Command, commit, type JournalEvent } from './commit.ts'

let platform: TestPlatform
const finance: Actor = { role: 'finance', personId: 5n }

beforeAll(async () => {
  platform = await testPlatform()
  await sql`create table things (name text primary key, times integer not null)`.execute(platform.database)
})

const event = (id: string): JournalEvent => ({
  id,
  kind: 'operator-funded',
  subject: 'plan/test',
  plan: null,
  facts: { amountFen: 100n },
  sealed: { note: { text: '给计划的钱' } },
})

/** Adds a thing, funds the plan with 1.00 yuan, and answers with the number of the call. */
function addThing(key: string, name: string, actor = finance) {
  const command: Command = { key, kind: 'add-thing', actor, content: { name } }
  return commit(platform, command, async (unit) => ({
    answer: { name },
    rows: [
      {
        write: sql`insert into things (name, times) values (${name}, 1) on conflict do nothing`,
        orRefuse: refuse('thing-exists', { name }),
      },
    ],
    events: [event(unit.newId())],
    postings: [
      {
        plan: 'test',
        subject: 'plan/test',
        memo: 'money added by the operator',
        postings: [
          { account: 'gateway-clearing', amountFen: 100n },
          { account: 'operator-receivable', amountFen: -100n },
        ],
      },
    ],
  }))
}

async function count(table: string) {
  const { rows } = await sql<{ count: bigint }>`select count(*) from ${sql.table(table)}`.execute(platform.database)
  return Number(rows[0]!.count)
}

async function counts() {
  const [things, commands, events, outbox, salts] = await Promise.all([
    count('things'),
    count('commands'),
    count('journal_events'),
    count('journal_outbox'),
    count('journal_salts'),
  ])
  const clearing = await balanceOf(platform.database, 'test', 'gateway-clearing')
  return { things, commands, events, outbox, salts, clearing }
}

describe('commit', () => {
  test('puts rows, event, salts, postings and answer into one transaction', async () => {
    const before = await counts()
    expect(await addThing('key-one-1', 'one')).toEqual({
      accepted: true,
      event: { answer: { name: 'one' }, repeated: false },
    })
    const after = await counts()
    expect(after).toEqual({
      things: before.things + 1,
      commands: before.commands + 1,
      events: before.events + 1,
      outbox: before.outbox + 1,
      // one for the note, one for the postings
      salts: before.salts + 2,
      clearing: before.clearing + 100n,
    })
  })

  test('the same command twice has one effect and one answer', async () => {
    await addThing('key-two-1', 'two')
    const before = await counts()
    expect(await addThing('key-two-1', 'two')).toEqual({
      accepted: true,
      event: { answer: { name: 'two' }, repeated: true },
    })
    expect(await counts()).toEqual(before)
  })

  test('twenty times at once it has one effect too', async () => {
    const before = await counts()
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => addThing('key-three', 'three')))
    const answers = outcomes.map((one) => (one.accepted ? one.event : null))
    expect(answers.filter((one) => one?.repeated === false)).toHaveLength(1)
    expect(answers.filter((one) => one?.repeated === true)).toHaveLength(19)
    expect(answers.every((one) => JSON.stringify(one?.answer) === '{"name":"three"}')).toBe(true)
    expect((await counts()).clearing).toBe(before.clearing + 100n)
  })

  test('a key with another content is refused, and the same key of somebody else is their own', async () => {
    await addThing('key-four', 'four')
    const other = await addThing('key-four', 'four-b')
    expect(other).toMatchObject({ accepted: false, refusal: { code: 'idempotency-key-reused' } })
    expect(await addThing('key-four', 'four-c', { role: 'finance', personId: 6n })).toMatchObject({ accepted: true })
  })

  test('a refusal changes nothing and burns no key', async () => {
    await addThing('key-five', 'five')
    const before = await counts()
    const refused = await addThing('key-six', 'five')
    expect(refused).toMatchObject({ accepted: false, refusal: { code: 'thing-exists', facts: { name: 'five' } } })
    expect(await counts()).toEqual(before)
    expect(await addThing('key-six', 'six')).toMatchObject({ accepted: true, event: { repeated: false } })
  })

  test('a fault in the middle changes nothing and is thrown', async () => {
    const before = await counts()
    const command: Command = { key: 'key-seven', kind: 'break', actor: finance, content: {} }
    const broken = commit(platform, command, async (unit) => ({
      answer: null,
      rows: [sql`insert into things values ('seven', 1)`, sql`select 1 / 0`],
      events: [event(unit.newId())],
    }))
    await expect(broken).rejects.toThrow('division by zero')
    expect(await counts()).toEqual(before)
  })

  test('postings that do not balance are a fault', async () => {
    const command: Command = { key: 'key-eight', kind: 'break', actor: finance, content: {} }
    const unbalanced = commit(platform, command, async (unit) => ({
      answer: null,
      rows: [],
      events: [event(unit.newId())],
      postings: [
        {
          plan: 'test',
          subject: 'plan/test',
          memo: 'period settled',
          postings: [
            { account: 'carry' as const, amountFen: 1n },
            { account: 'management-fee' as const, amountFen: -2n },
          ],
        },
      ],
    }))
    await expect(unbalanced).rejects.toThrow('not-balanced')
  })

  test('tries again when transactions deadlock', async () => {
    await addThing('key-nine-a', 'a')
    await addThing('key-nine-b', 'b')
    const touch = (key: string, first: string, second: string) => {
      const command: Command = { key, kind: 'touch', actor: finance, content: { first, second } }
      return commit(platform, command, async ({ reader }) => {
        await sql`select 1 from things where name = ${first} for update`.execute(reader)
        await sql`select pg_sleep(0.2)`.execute(reader)
        const both = sql`update things set times = times + 1 where name in (${first}, ${second})`
        return { answer: null, rows: [both], events: [] }
      })
    }
    const outcomes = await Promise.all([touch('key-ten-ab', 'a', 'b'), touch('key-ten-ba', 'b', 'a')])
    expect(outcomes.every((one) => one.accepted)).toBe(true)
    const { rows } = await sql<{ times: number }>`
      select times from things where name in ('a', 'b')`.execute(platform.database)
    expect(rows.map((row) => row.times)).toEqual([3, 3])
  })

  test('recorded events can not be changed or removed', async () => {
    await expect(sql`update journal_events set kind = 'claim-paid'`.execute(platform.database)).rejects.toThrow(
      'only added',
    )
    await expect(sql`delete from ledger_postings`.execute(platform.database)).rejects.toThrow('only added')
  })
})
