import { refuse } from '@tongzhou/core'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { type TestPlatform, testPlatform } from '../../test/platform.ts'
import type { Command } from './commit.ts'
import { commitMany } from './commit-many.ts'

let platform: TestPlatform

beforeAll(async () => {
  platform = await testPlatform()
  await sql`create table things (name text primary key, by bigint not null)`.execute(platform.database)
})

const command = (personId: number, key: string, name: string): Command => {
  return { key, kind: 'add-thing', actor: { role: 'finance', personId: BigInt(personId) }, content: { name } }
}

/** Adds the things of all who don't name a bad one, and reads before what is there, as a verb does. */
function addThings(commands: readonly Command[]) {
  return commitMany<{ readonly name: string }>(platform, commands, async (unit, places) => {
    const wanted = places.map((place) => ({ place, name: (commands[place]!.content as { name: string }).name }))
    const { rows: there } = await sql<{ name: string }>`select name from things`.execute(unit.reader)
    const bad = (name: string) => name.startsWith('bad') || there.some((one) => one.name === name)
    const good = wanted.filter(({ name }) => !bad(name))
    const effects = wanted.map(({ name }) => {
      if (bad(name)) return refuse('thing-refused', { name })
      const event = { id: unit.newId(), kind: 'operator-funded', subject: `plan/${name}`, plan: null } as const
      return { answer: { name }, events: [event] }
    })
    const write = sql`
      insert into things select * from unnest(${good.map(({ name }) => name)}::text[],
        ${good.map(({ place }) => commands[place]!.actor.personId)}::bigint[]) on conflict do nothing`
    return { effects, rows: good.length === 0 ? [] : [{ write, changes: good.length }] }
  })
}

const counted = async (name: string) => {
  const { rows } = await sql<{ things: bigint; events: bigint; waiting: bigint }>`
    select (select count(*) from things where name = ${name}) as things,
      (select count(*) from journal_events where subject = ${`plan/${name}`}) as events,
      (select count(*) from journal_outbox join journal_events using (event_no) where subject = ${`plan/${name}`}) as waiting`.execute(
    platform.database,
  )
  return rows[0]
}
const once = { things: 1n, events: 1n, waiting: 1n }
const never = { things: 0n, events: 0n, waiting: 0n }

test('each command has its own outcome; a refused one leaves the others alone and burns no key', async () => {
  const outcomes = await addThings([command(1, 'a', 'one'), command(2, 'b', 'bad-two'), command(3, 'c', 'three')])
  expect(outcomes).toMatchObject([
    { accepted: true, event: { answer: { name: 'one' }, repeated: false } },
    { accepted: false, refusal: { code: 'thing-refused' } },
    { accepted: true, event: { answer: { name: 'three' }, repeated: false } },
  ])
  expect([await counted('one'), await counted('bad-two'), await counted('three')]).toEqual([once, never, once])
  expect(await addThings([command(2, 'b', 'two')])).toMatchObject([{ accepted: true, event: { repeated: false } }])
})

test('a key that was there before gets its answer again, or a refusal where it was for something else', async () => {
  await addThings([command(11, 'a', 'eleven'), command(12, 'a', 'twelve')])
  const outcomes = await addThings([
    command(11, 'a', 'eleven'),
    command(12, 'a', 'another'),
    command(13, 'a', 'thirteen'),
  ])
  expect(outcomes).toMatchObject([
    { accepted: true, event: { answer: { name: 'eleven' }, repeated: true } },
    { accepted: false, refusal: { code: 'idempotency-key-reused' } },
    { accepted: true, event: { answer: { name: 'thirteen' }, repeated: false } },
  ])
  expect([await counted('eleven'), await counted('another'), await counted('thirteen')]).toEqual([once, never, once])
})

test('of 20 groups at once that want the same thing one gets it, and what else they want all of them get', async () => {
  const groups = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      addThings([command(100 + at, 'same', 'wanted by all'), command(200 + at, 'own', `own ${at}`)]),
    ),
  )
  expect(groups.filter(([first]) => first!.accepted)).toHaveLength(1)
  expect(groups.every(([, second]) => second!.accepted)).toBe(true)
  expect([await counted('wanted by all'), await counted('own 7')]).toEqual([once, once])
})
