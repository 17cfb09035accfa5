import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Board, madeKeepers, planWithBoard } from '../../test/made-up-board.ts'
import { readyDispute } from '../../test/made-up-disputes.ts'
import { addJurors } from '../../test/made-up-jurors.ts'
import { addParticipants } from '../../test/made-up-sharing.ts'
import { testPlatform } from '../../test/platform.ts'
import { system } from '../commit/commit.ts'
import { openLeafFile } from '../journal/index.ts'
import { loadPlan } from '../plans/index.ts'

const platform = await testPlatform('2020-06-15')
const { database } = platform
const folder = await mkdtemp(join(tmpdir(), 'tongzhou-told-jurors-'))
const leafFile = await openLeafFile(join(folder, 'leaves'))
const plan = planWithBoard()
const board = new Board(platform, leafFile, await madeKeepers(['a.example', 'b.example', 'c.example'], 2))
const { tell } = board.tools

beforeAll(async () => {
  const loaded = await loadPlan(platform, { key: 'plan', actor: system, source: JSON.stringify(plan) })
  if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
  await addParticipants(database, plan, { first: 1n, count: 60, joinedOn: '2020-01-02' })
  await addJurors(database, { first: 21n, count: 40, planCode: plan.plan, passedOn: '2020-02-02' })
})
afterAll(async () => {
  await leafFile.close()
  await rm(folder, { recursive: true })
})

interface Told {
  readonly person_id: bigint
  readonly kind: string
  readonly facts: Readonly<Record<string, string>>
}

async function told(kind: string): Promise<readonly Told[]> {
  const { rows } = await sql<Told>`
    select person_id, kind, facts from messages where kind = ${kind} order by person_id`.execute(database)
  return rows
}

async function offered(dispute: string): Promise<readonly bigint[]> {
  const { rows } = await sql<{ person_id: bigint }>`
    select person_id from dispute_seats join disputes using (dispute_id)
    where reference = ${dispute} order by person_id`.execute(database)
  return rows.map((row) => row.person_id)
}

test('who is drawn is told by when to answer, who is drawn later too; who sits is told by when to vote; nothing of the case', async () => {
  const dispute = await readyDispute(board, plan, {
    caseReference: 'TEST-0001',
    participantId: 1n,
    on: '2020-06-10',
  })
  // The draw and its messages are one transaction: while messages can't be written, nobody is drawn.
  board.tools = { ...board.tools, tell: () => sql`insert into messages (kind) values ('juror-drawn')` }
  await board.work()
  expect((await board.dispute(dispute)).status).toBe('list-committed')
  expect(await offered(dispute)).toEqual([])

  board.tools = { ...board.tools, tell }
  await board.work()
  const first = await told('juror-drawn')
  expect(first.map(({ person_id }) => person_id)).toEqual(await offered(dispute))
  expect(first).toHaveLength(7)
  const { answersDueAt } = await board.dispute(dispute)
  const local = answersDueAt!.toZonedDateTimeISO(plan.timeZone).toPlainDateTime().toString().replace('T', ' ')
  expect(first.map(({ facts }) => facts)).toEqual(first.map(() => ({ until: local.slice(0, 16) })))

  // Three decline: five are wanted, four are left, so one more is drawn.
  await board.answer(dispute, (place) => place > 2)
  await board.work()
  const second = await told('juror-drawn')
  expect(second.map(({ person_id }) => person_id)).toEqual(await offered(dispute))
  expect(second.length).toBeGreaterThan(7)
  expect(await told('vote-open')).toEqual([])

  await board.answer(dispute)
  await board.work()
  expect((await board.dispute(dispute)).status).toBe('voting')
  const seated = (await board.seated(dispute)).map(({ personId }) => personId).toSorted((a, b) => Number(a - b))
  const asked = await told('vote-open')
  expect(asked.map(({ person_id }) => person_id)).toEqual(seated)
  expect(Object.keys(asked[0]!.facts)).toEqual(['until'])

  await board.work()
  expect(await told('vote-open')).toHaveLength(seated.length)
})
