import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { importMadeUpGroup } from '../../test/made-up-group.ts'
import { loadTestPlan, testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { untilItIsGone, untilItWaitsFor } from '../../test/waiting.ts'
import type { Write } from '../commit/platform.ts'
import { membershipCheck } from './check-memberships.ts'
import { findImports } from './find-imports.ts'
import { defaultJoining } from './joining.ts'

const platform = await testPlatform('2026-11-25')
const { database, databaseUrl } = platform
await loadTestPlan(platform)

const application = 'import-group-process'
async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) await sql`select pg_sleep(0.01)`.execute(database)
}

const count = async (table: 'participants' | 'people') => {
  const { rows } = await sql<{ count: bigint }>`select count(*) from ${sql.table(table)}`.execute(database)
  return Number(rows[0]!.count)
}

function importInProcess(from: string): ChildProcess {
  const program = join(import.meta.dirname, '../../test/import-group-process.ts')
  const words = [program, databaseUrl, testPlan.plan, platform.clock.now().toString(), from, '100', '3']
  return spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Starts an import whose second piece has to wait for `table`, and kills it with SIGKILL there. */
async function killInSecondPiece(from: string, table: Write): Promise<void> {
  const before = await count('participants')
  const child = importInProcess(from)
  const ended = once(child, 'exit')
  await until(async () => (await count('participants')) > before)
  await database.transaction().execute(async (holder) => {
    await table.execute(holder)
    await untilItWaitsFor(database, holder, application)
    child.kill('SIGKILL')
    expect((await ended)[1]).toBe('SIGKILL')
  })
  await untilItIsGone(database, application)
}

test.each([
  ['people are written', '1980-01-01', sql`lock table people in share mode`],
  ['memberships are written', '1981-01-01', sql`lock table participants in share mode`],
  ['consents are written', '1982-01-01', sql`lock table consents in share mode`],
])(
  'a server killed where %s loses nobody and doubles nobody when the file is sent again',
  async (_where, from, table) => {
    const [members, people] = [await count('participants'), await count('people')]
    await killInSecondPiece(from, table)
    const through = (await count('participants')) - members
    expect(through % 100).toBe(0)
    expect(through).toBeLessThan(300)
    expect(await count('people')).toBe(people + through)
    const again = await importMadeUpGroup(platform, defaultJoining, {
      planCode: testPlan.plan,
      from,
      rows: 100,
      pieces: 3,
    })
    expect(again.map(({ joined }) => joined)).toEqual([100, 100, 100])
    expect(again.filter(({ repeated }) => repeated)).toHaveLength(through / 100)
    expect(await count('participants')).toBe(members + 300)
    expect(await count('people')).toBe(people + 300)
    expect(await membershipCheck.run(platform, database, () => {})).toBeNull()
  },
)

test('the trail has each piece once: who, which plan, how many', async () => {
  const [found] = await findImports(database, { planCode: testPlan.plan })
  expect(found).toMatchObject({ joined: 900, refused: 0, pieces: 9, ofPieces: 3, personId: 1n })
})
