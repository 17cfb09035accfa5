import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadTestPlan, testPlan } from '../../packages/platform/test/plan.ts'
import { Case, claimBody, joined, openOffice, workOn } from '../support/cases.ts'
import { openWorld } from '../support/world.ts'
import { checkInvariants, type Looked } from './invariants/check.ts'

/** The program that judges after each fault is judged here: it finds nothing on a whole platform, and each thing that is broken on purpose. */
const folder = await mkdtemp(join(tmpdir(), 'tongzhou-invariants-'))
const bankFile = join(folder, 'bank.sqlite')
const world = await openWorld('2020-01-02', [], { file: bankFile })
const url = world.platform.databaseUrl
let looked: Looked
let client: pg.Client

beforeAll(async () => {
  await loadTestPlan(world.platform)
  const office = await openOffice(world)
  const members = []
  for (let count = 0; count < 6; count += 1) members.push(await joined(world, testPlan))
  const ill = await joined(world, testPlan, '1970-05-05')
  await world.at('2020-06-01')
  const filed = await world.call(ill, 'POST', '/claims', claimBody(ill, '2020-05-30'))
  const one = new Case(world, office, ill, filed.body.caseReference, new Set())
  for (const step of [one.addPaper, one.submit, one.passDeskReview, one.assign, one.report, one.approve]) await step()
  for (const day of ['2020-06-07', '2020-06-14', '2020-06-15', '2020-06-16']) await workOn(world, day)
  const { evidenceIds, status } = await one.view()
  expect(status).toBe('paid')
  await mkdir(join(folder, 'log'))
  await symlink(join(world.folder, 'leaves'), join(folder, 'log', 'leaves'))
  await symlink(join(world.folder, 'evidence'), join(folder, 'evidence'))
  looked = {
    databaseUrl: url,
    dataFolder: folder,
    bankFile,
    now: world.platform.clock.now().toString(),
    acknowledged: {
      participants: [...members, ill].map(({ participantId }) => participantId),
      cases: [one.reference],
      steps: { [one.reference]: 8 },
      evidence: evidenceIds,
    },
  }
  client = new pg.Client({ connectionString: url })
  await client.connect()
  // As somebody who may switch the triggers off that keep rows as they are.
  await client.query('set session_replication_role = replica')
})
afterAll(async () => {
  await client?.end()
  await rm(folder, { recursive: true })
})

const brokenNow = async (changes: Partial<Looked> = {}) =>
  [...new Set((await checkInvariants({ ...looked, ...changes })).map(({ invariant }) => invariant))].sort()

test('a platform at which a claim was paid has nothing broken', async () => {
  expect(await checkInvariants(looked)).toEqual([])
})

const one = '(select period_id, participant_id from charge_payments order by participant_id limit 1)'
test.each<[string, string, string]>([
  [
    'ledger zero',
    'update ledger_postings set amount_fen = amount_fen + 1 where place = 1',
    'update ledger_postings set amount_fen = amount_fen - 1 where place = 1',
  ],
  [
    'subsidiary = control',
    `create table kept as select * from charge_payments where (period_id, participant_id) = ${one};
     delete from charge_payments where (period_id, participant_id) in (select period_id, participant_id from kept)`,
    'insert into charge_payments select * from kept; drop table kept',
  ],
  [
    'every charge once',
    'update periods set roll_count = roll_count + 1',
    'update periods set roll_count = roll_count - 1',
  ],
  [
    'every charge once',
    'update charge_payments set attempt_no = attempt_no + 1',
    'update charge_payments set attempt_no = attempt_no - 1',
  ],
  [
    'every payout once',
    `update payout_transfers set part_no = part_no + 1`,
    `update payout_transfers set part_no = part_no - 1`,
  ],
  [
    'every case settled and paid once',
    'update payout_transfers set amount_fen = amount_fen - 1',
    'update payout_transfers set amount_fen = amount_fen + 1',
  ],
  [
    'no command half done',
    `insert into commands values ('x', 'x', 'x', '', null, now())`,
    `delete from commands where actor = 'x'`,
  ],
  [
    'steps without gap',
    'update claims set step_count = step_count + 1',
    'update claims set step_count = step_count - 1',
  ],
  [
    'log without gap',
    `update journal_events set entry = replace(entry, '"', '"') || ' ' where event_no = (select min(event_no) from journal_events)`,
    `update journal_events set entry = rtrim(entry) where event_no = (select min(event_no) from journal_events)`,
  ],
  [
    'log without gap',
    'update log_leaves set leaf_index = leaf_index + 1000 where leaf_index = 3',
    'update log_leaves set leaf_index = 3 where leaf_index = 1003',
  ],
  ['log without gap', 'insert into journal_outbox select min(event_no) from log_leaves', 'delete from journal_outbox'],
  [
    'log without gap',
    `update log_heads set root = sha256(root) where size = (select max(size) from log_heads);
     create table kept as select event_no from log_leaves limit 0`,
    '',
  ],
] as const)('%s: %s', async (invariant, breaking, mending) => {
  const { rows } = await client.query('select root, size from log_heads order by size desc limit 1')
  await client.query(breaking)
  expect(await brokenNow()).toContain(invariant)
  if (mending !== '') await client.query(mending)
  else {
    await client.query('drop table kept')
    await client.query('update log_heads set root = $1 where size = $2', [rows[0].root, rows[0].size])
  }
  expect(await brokenNow()).toEqual([])
})

test('what was answered and is not there, and what waits for too long', async () => {
  const { acknowledged } = looked
  expect(await brokenNow({ acknowledged: { ...acknowledged!, participants: ['999'] } })).toEqual([
    'what was answered is there',
  ])
  expect(await brokenNow({ acknowledged: { ...acknowledged!, cases: ['ZZZZ-ZZZZ'] } })).toHaveLength(1)
  await client.query(`insert into gateway_notices values ('n', 'batch', 'b.1.1.1', '2020-06-01')`)
  expect(await brokenNow()).toEqual(['nothing stuck'])
  await client.query(`delete from gateway_notices where notice_id = 'n'`)
})

test('money that moved twice, or without being booked', async () => {
  const bank = new DatabaseSync(bankFile)
  const [debit] = bank.prepare('select key, account, amount, due_at from debits where reason is null').all() as {
    key: string
  }[]
  const again = debit!.key.replace(/[0-9]+$/, '77')
  bank
    .prepare('insert into debits select 1000, ?, account, amount, reason, due_at from debits where key = ?')
    .run(again, debit!.key)
  expect(await brokenNow()).toEqual(['every charge once'])
  bank.prepare('delete from debits where key = ?').run(again)
  const [sent] = bank.prepare('select key from transfers').all() as { key: string }[]
  const second = sent!.key.replace(/[0-9]+$/, '2')
  bank
    .prepare(
      'insert into transfers select ?, account, payee, amount, reason, received_at, due_at from transfers where key = ?',
    )
    .run(second, sent!.key)
  expect(await brokenNow()).toEqual(['every payout once'])
  bank.prepare('delete from transfers where key = ?').run(second)
  bank.close()
  expect(await brokenNow()).toEqual([])
})

test('a file that is gone or empty, another leaf in the leaf file', async () => {
  const { rows } = await client.query<{ ref: string }>('select original_ref as ref from evidence')
  const ref = rows[0]!.ref
  const path = join(folder, 'evidence', ref.slice(0, 2), ref)
  const bytes = await readFile(path)
  await truncate(path)
  expect(await brokenNow()).toEqual(['every file is there'])
  await rm(path)
  expect(await brokenNow()).toEqual(['every file is there'])
  await writeFile(path, bytes)
  const leaves = await readFile(join(folder, 'log', 'leaves'))
  await writeFile(join(folder, 'log', 'leaves'), Buffer.concat([Buffer.alloc(32), leaves.subarray(32)]))
  expect(await brokenNow()).toEqual(['log without gap'])
  await writeFile(join(folder, 'log', 'leaves'), leaves)
  expect(await brokenNow()).toEqual([])
})
