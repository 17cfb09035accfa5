import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import type { Reader } from '../commit/platform.ts'

const { database } = await freshDatabase()

const day = Temporal.PlainDate.from('2028-02-29')
const instant = Temporal.Instant.from('2027-12-31T16:05:00.123456Z')
const amountFen = 9_007_199_254_740_993n

describe('values go to PostgreSQL and come back as they were', () => {
  test('a bigint beyond the exact range of numbers', async () => {
    const { rows } = await sql`select ${amountFen}::bigint as value`.execute(database)
    expect(rows).toEqual([{ value: amountFen }])
  })

  test('a day', async () => {
    const { rows } = await sql<{ value: Temporal.PlainDate }>`select ${day}::date as value`.execute(database)
    expect(rows[0]?.value).toBeInstanceOf(Temporal.PlainDate)
    expect(rows[0]?.value.equals(day)).toBe(true)
  })

  test('an instant, to the microsecond', async () => {
    const { rows } = await sql<{ value: Temporal.Instant }>`select ${instant}::timestamptz as value`.execute(database)
    expect(rows[0]?.value).toBeInstanceOf(Temporal.Instant)
    expect(rows[0]?.value.equals(instant)).toBe(true)
  })

  test('an instant, whatever the time zone of the session', async () => {
    const rows = await database.transaction().execute(async (transaction) => {
      await sql`set local timezone = 'Asia/Kolkata'`.execute(transaction)
      return sql<{ value: Temporal.Instant }>`select ${instant}::timestamptz as value`.execute(transaction)
    })
    expect(rows.rows[0]?.value.equals(instant)).toBe(true)
  })

  test('bytes and JSON', async () => {
    const bytes = Buffer.from([0, 255, 92])
    const { rows } = await sql`select ${bytes}::bytea as bytes, ${{ a: [1, 'é'] }}::jsonb as json`.execute(database)
    expect(rows).toEqual([{ bytes, json: { a: [1, 'é'] } }])
  })

  test('four-byte characters (case 20)', async () => {
    const { rows } = await sql`select ${'𠮷田 𬭎'}::text as value, length(${'𠮷田 𬭎'}) as length`.execute(database)
    expect(rows).toEqual([{ value: '𠮷田 𬭎', length: 4 }])
  })

  test('arrays of them, with nulls, through unnest', async () => {
    const { rows } = await sql<{ id: bigint | null; on: Temporal.PlainDate | null; at: Temporal.Instant | null }>`
      select * from unnest(${[amountFen, null]}::bigint[], ${[day, null]}::date[], ${[instant, null]}::timestamptz[])
        as given (id, "on", at)`.execute(database)
    expect(rows.map(({ id, on, at }) => [id, on?.toString() ?? null, at?.toString() ?? null])).toEqual([
      [amountFen, day.toString(), instant.toString()],
      [null, null, null],
    ])
  })

  test('arrays of them as a result', async () => {
    const { rows } = await sql<{ ids: bigint[]; days: Temporal.PlainDate[]; instants: Temporal.Instant[] }>`
      select ${[amountFen]}::bigint[] as ids, ${[day]}::date[] as days, ${[instant]}::timestamptz[] as instants
      `.execute(database)
    expect(rows[0]?.ids).toEqual([amountFen])
    expect(rows[0]?.days.map(String)).toEqual([day.toString()])
    expect(rows[0]?.instants.map(String)).toEqual([instant.toString()])
  })
})

describe('what PostgreSQL would take for something else is refused', () => {
  test('an undefined parameter, which would be null', async () => {
    await expect(sql`select ${undefined}::bigint`.execute(database)).rejects.toThrow('$1 is undefined')
  })

  test('a Date, which would follow the time zone of the machine', async () => {
    await expect(sql`select ${new Date(0)}::timestamptz`.execute(database)).rejects.toThrow('is a Date')
  })

  test('a wall-clock time without a zone', async () => {
    const wall = Temporal.PlainDateTime.from('2027-01-01T00:00')
    await expect(sql`select ${wall}::timestamptz`.execute(database)).rejects.toThrow('Temporal.PlainDateTime')
  })

  test('an infinite day', async () => {
    await expect(sql`select 'infinity'::date`.execute(database)).rejects.toThrow(RangeError)
  })

  test('and the connection serves on', async () => {
    const { rows } = await sql`select 1 as one`.execute(database)
    expect(rows).toEqual([{ one: 1 }])
  })
})

test('SQL casts an instant to a day in UTC unless it names a zone', async () => {
  const { rows } = await sql<{ utc: Temporal.PlainDate; shanghai: Temporal.PlainDate }>`
    select ${instant}::timestamptz::date as utc, (${instant}::timestamptz at time zone 'Asia/Shanghai')::date as shanghai
    `.execute(database)
  expect([rows[0]?.utc.toString(), rows[0]?.shanghai.toString()]).toEqual(['2027-12-31', '2028-01-01'])
})

describe('statements are prepared from the second time on', () => {
  const prepared = (reader: Reader) =>
    sql<{ statement: string; times: bigint }>`
      select statement, (generic_plans + custom_plans)::bigint as times from pg_prepared_statements
      where statement like '%prepared here%' and statement not like '%pg_prepared%'`
      .execute(reader)
      .then(({ rows }) => rows)

  test('and answer with what each was given', async () => {
    await database.transaction().execute(async (transaction) => {
      const answers: bigint[] = []
      for (const given of [1n, 2n, 3n, 4n]) {
        const { rows } = await sql<{ value: bigint }>`select ${given}::bigint as value -- prepared here`.execute(
          transaction,
        )
        answers.push(rows[0]!.value)
      }
      expect(answers).toEqual([1n, 2n, 3n, 4n])
      expect(await prepared(transaction)).toEqual([
        { statement: 'select $1::bigint as value -- prepared here', times: 3n },
      ])
    })
  })

  test('once more after a migration has changed their table', async () => {
    await sql`create table changing (id bigint)`.execute(database)
    await sql`insert into changing values (7)`.execute(database)
    const read = (reader: Reader) => sql`select * from changing where id = ${7n}`.execute(reader)
    await database.connection().execute(async (connection) => {
      for (let time = 1; time <= 2; time += 1) expect((await read(connection)).rows).toEqual([{ id: 7n }])
      await sql`alter table changing add column name text default 'a'`.execute(connection)
      await expect(read(connection)).rejects.toThrow('cached plan must not change result type')
      expect((await read(connection)).rows).toEqual([{ id: 7n, name: 'a' }])
    })
  })

  test('several statements in one text are sent as they are, as often as they come', async () => {
    const two = () => sql.raw('select 1 as one; select 2 as two').execute(database)
    for (let time = 1; time <= 3; time += 1) await expect(two()).resolves.toBeDefined()
  })
})
