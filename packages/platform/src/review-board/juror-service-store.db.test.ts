import { type JurorService, weightOf } from '@tongzhou/core'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { admitMadeUpJurors } from '../../test/made-up-jurors.ts'
import { testDice, testPlatform } from '../../test/platform.ts'
import { commit, system } from '../commit/commit.ts'
import { jurorsAsLogged } from './juror-checks.ts'
import { writeServices } from './juror-service-store.ts'

const platform = await testPlatform('2026-03-01')
const { database } = platform
const jurors = 60
const rounds = 16

interface Given extends JurorService {
  readonly jurorId: number
}

/** One dispute in which these jurors served. */
function serve(round: number, given: readonly Given[]) {
  const recordedAt = platform.clock.now()
  const disputeId = `00000000-0000-4000-8000-${String(round).padStart(12, '0')}`
  const services = sql`
    select g.juror_id, ${disputeId}::uuid as dispute_id, g.attended, null::boolean as with_majority, g.control_right,
      120 as seconds_spent, ${recordedAt}::timestamptz as recorded_at
    from unnest(${given.map((one) => one.jurorId)}::bigint[], ${given.map((one) => one.attended)}::boolean[],
      ${given.map((one) => one.controlRight)}::boolean[]) g (juror_id, attended, control_right)`
  const command = { key: crypto.randomUUID(), kind: 'test', actor: system, content: {} }
  return commit(platform, command, async () => ({ answer: null, rows: writeServices(services), events: [] }))
}

async function ratings() {
  const { rows } = await sql<{ juror_id: bigint; weight: number; suspended: boolean }>`
    select juror_id, weight, status = 'suspended' as suspended from jurors order by juror_id`.execute(database)
  return rows.map(({ juror_id, weight, suspended }) => ({ jurorId: Number(juror_id), weight, suspended }))
}

const choices: readonly JurorService[] = [
  { attended: true, controlRight: null },
  { attended: true, controlRight: true },
  { attended: false, controlRight: null },
  { attended: true, controlRight: false },
]

beforeAll(() =>
  admitMadeUpJurors(platform, { first: 1n, count: jurors, planCode: 'test-plan', passedOn: '2026-01-01' }),
)

test('over random records the SQL and core agree after every dispute', async () => {
  const dice = testDice('records')
  const histories = new Map<number, JurorService[]>()
  const everSuspended = new Set<number>()
  for (let round = 1; round <= rounds; round += 1) {
    const given = [...Array(jurors).keys()].flatMap((index): Given[] => {
      const [present, kind] = dice.bytes(2) as unknown as [number, number]
      // later jurors are the worse ones, and each sits out a fifth of the disputes
      const service = choices[kind < index * 4 ? 2 + (kind % 2) : kind % 2]!
      return present < 51 ? [] : [{ jurorId: index + 1, ...service }]
    })
    platform.clock.advance({ hours: 1 })
    expect((await serve(round, given)).accepted).toBe(true)
    for (const { jurorId, ...service } of given) histories.set(jurorId, [service, ...(histories.get(jurorId) ?? [])])
    const expected = [...Array(jurors).keys()].map((index) => {
      const jurorId = index + 1
      const rating = weightOf(histories.get(jurorId) ?? [])
      if (rating.suspended) everSuspended.add(jurorId)
      return { jurorId, weight: rating.weight, suspended: everSuspended.has(jurorId) }
    })
    expect(await ratings()).toEqual(expected)
  }
  expect(everSuspended.size).toBeGreaterThan(5)
  expect(everSuspended.size).toBeLessThan(jurors - 5)
  const { rows } = await sql<{ juror_id: bigint }>`
    select juror_id from juror_suspensions where cause = 'record' and status_before = 'active' order by 1`.execute(
    database,
  )
  expect(rows.map((row) => Number(row.juror_id))).toEqual([...everSuspended].sort((one, other) => one - other))
})

test('the log accounts for them with their suspensions not told yet', async () => {
  expect(await jurorsAsLogged.run(platform, database, () => {})).toBeNull()
})

test('the same dispute recorded twice counts once', async () => {
  const jurorId = (await ratings()).find(({ weight }) => weight === 4)!.jurorId
  await serve(80, [{ jurorId, attended: true, controlRight: null }])
  const before = await ratings()
  await serve(80, [{ jurorId, attended: false, controlRight: null }])
  expect(await ratings()).toEqual(before)
})

test('what lies before an upheld appeal no longer counts', async () => {
  const juror = (await ratings()).find(({ suspended }) => suspended)!
  await sql`
    update jurors set counted_after = ${platform.clock.now()}, status = 'active' where juror_id = ${juror.jurorId}`.execute(
    database,
  )
  await sql`
    update juror_suspensions set upheld = true, sealed_appeal = '', appealed_at = now(), decided_by = 1,
      sealed_decision = '', decided_at = now() where juror_id = ${juror.jurorId}`.execute(database)
  platform.clock.advance({ hours: 1 })
  await serve(90, [{ jurorId: juror.jurorId, attended: false, controlRight: null }])
  expect((await ratings()).find(({ jurorId }) => jurorId === juror.jurorId)).toEqual({
    jurorId: juror.jurorId,
    weight: 3,
    suspended: false,
  })
})
