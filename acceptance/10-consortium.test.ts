import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  checkCheckpoint,
  formatAddCheckpoint,
  formatCheckpoint,
  leafHash,
  MemoryHashes,
  parsePolicy,
  parseTlogProof,
  signNote,
  treeRoot,
  utf8,
  verifyTlogProof,
} from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commit, type JournalEvent, system } from '../packages/platform/src/commit/commit.ts'
import type { Database } from '../packages/platform/src/commit/platform.ts'
import { loadConsortium } from '../packages/platform/src/journal/checkpoint-store.ts'
import { isFinal, sequenceAll } from '../packages/platform/src/journal/index.ts'
import { makeTlogProof } from '../packages/platform/src/journal/make-tlog-proof.ts'
import { type TestPlatform, testPlatform } from '../packages/platform/test/platform.ts'
import { type MadeConsortium, makeConsortium, memberNames } from './support/consortium.ts'

/** The operator's end of the log against four members, and what a dishonest or forgetful operator meets. */
const platform = await testPlatform('2020-06-15')
const { database } = platform
let consortium: MadeConsortium

beforeAll(async () => {
  consortium = await makeConsortium(platform)
})
afterAll(() => consortium.close())

/** Commits events as a use case would; their subjects. */
function recorder(own: TestPlatform) {
  let events = 0
  return async (changes: Partial<JournalEvent> = {}): Promise<string> => {
    events += 1
    const subject = `claim/TEST-${String(events).padStart(4, '0')}`
    const command = { key: `event:${events}`, kind: 'test', actor: system, content: { events } }
    const outcome = await commit<null>(own, command, async (unit) => {
      const facts = { reason: 'test' }
      const event = { id: unit.newId(), kind: 'claim-filed' as const, subject, plan: null, facts, ...changes }
      return { answer: null, rows: [], events: [event] }
    })
    if (!outcome.accepted) throw new Error(outcome.refusal.code)
    own.clock.advance({ seconds: 1 })
    return changes.subject ?? subject
  }
}
const record = recorder(platform)

const signersOf = async () => {
  const note = Buffer.from((await consortium.files.readFile('checkpoint'))!).toString()
  const { policy } = (await loadConsortium(database))!
  const trusted = await checkCheckpoint(note, parsePolicy(policy), nodeVerifier)
  return { size: trusted.checkpoint.size, names: trusted.signatures.map(({ key }) => key.name).sort() }
}

describe('an entry', () => {
  test('is final once the quorum holds it, and anyone can prove it offline', async () => {
    const subject = await record()
    expect(await isFinal(database, subject)).toBe(false)
    const size = await consortium.publish()
    expect(await isFinal(database, subject)).toBe(true)
    expect(await signersOf()).toEqual({ size, names: [...memberNames, 'log.example/journal'].sort() })
    const { rows } = await sql<{ entry: string; leaf_index: bigint }>`
      select entry, leaf_index from journal_events join log_leaves using (event_no) where subject = ${subject}`.execute(
      database,
    )
    const proof = parseTlogProof(await makeTlogProof(consortium.files, Number(rows[0]!.leaf_index)))
    const { policy } = (await loadConsortium(database))!
    const leaf = leafHash(utf8(rows[0]!.entry))
    expect((await verifyTlogProof(proof, leaf, parsePolicy(policy), nodeVerifier)).checkpoint.size).toBe(size)
    await expect(verifyTlogProof(proof, leafHash(utf8('other')), parsePolicy(policy), nodeVerifier)).rejects.toThrow()
  })

  test('is final with three members, waits with two, and the one that was down for a day catches up', async () => {
    await consortium.stopMember('regulator.example')
    const withThree = await record()
    await consortium.publish()
    expect(await isFinal(database, withThree)).toBe(true)
    await consortium.stopMember('insurer.example')
    const withTwo = await record()
    await consortium.publish()
    expect(await isFinal(database, withTwo)).toBe(false)
    expect(consortium.publisher.standing.members.map(({ trouble }) => trouble !== null)).toEqual([
      false,
      false,
      true,
      true,
    ])
    platform.clock.advance({ hours: 24 })
    await consortium.startMember('insurer.example')
    await consortium.startMember('regulator.example')
    const size = await consortium.publish()
    expect(await isFinal(database, withTwo)).toBe(true)
    expect((await signersOf()).names).toHaveLength(5)
    for (const name of memberNames) expect(consortium.member(name).member.mirror.held.size).toBe(size)
  })
})

test('two publishers on one database sign one tree of each size', async () => {
  const other = await consortium.reopen()
  for (let round = 0; round < 10; round += 1) {
    await record()
    await Promise.all([consortium.publish(), other.publish()])
    await other.settle()
  }
  await consortium.publish()
  const { rows } = await sql<{ wrong: bigint }>`
    select count(*) as wrong from log_checkpoints c left join log_heads h using (size)
    where h.root is distinct from c.root`.execute(database)
  expect(rows[0]!.wrong).toBe(0n)
  for (const name of memberNames) expect(consortium.alarms(name)).toEqual([])
})

/** Edits by hand that no trigger sees. */
const byHand = (...statements: string[]) => editByHand(database, ...statements)
const editByHand = (own: Database, ...statements: string[]) =>
  own.transaction().execute(async (transaction) => {
    await sql`set local session_replication_role = replica`.execute(transaction)
    for (const statement of statements) await sql.raw(statement).execute(transaction)
  })

describe('an operator who forgets', () => {
  test('a restored backup of the database is not signed, and the operator is told what to do', async () => {
    await record()
    const size = await consortium.publish()
    await byHand(
      'create table kept as select * from log_checkpoints where size = (select max(size) from log_checkpoints)',
      'delete from log_checkpoints where size = (select max(size) from log_checkpoints)',
    )
    const restored = await consortium.reopen()
    await expect(restored.publish()).rejects.toThrow(/holds this log up to|holds a signed checkpoint/)
    expect(restored.standing.stopped).toContain('older copy of the log')
    await byHand('insert into log_checkpoints select * from kept', 'drop table kept')
    expect(await (await consortium.reopen()).publish()).toBe(size)
  })
})

/** What one attack needs of its own: alarms stay until a person has looked. */
interface Scene {
  readonly platform: TestPlatform
  readonly consortium: MadeConsortium
  record(changes?: Partial<JournalEvent>): Promise<string>
}

const attacked = await Promise.all(
  Array.from({ length: 7 }, (_, index) => testPlatform('2020-06-15', `attack ${index}`)),
)
const scenes: Scene[] = []
afterAll(async () => {
  for (const scene of scenes) await scene.consortium.close()
})

/** A log of two entries that all members have cosigned. */
async function scene(): Promise<Scene> {
  const own = attacked[scenes.length]!
  const made = { platform: own, consortium: await makeConsortium(own), record: recorder(own) }
  scenes.push(made)
  await made.record()
  await made.consortium.publish()
  return made
}

const everybody = (made: Pick<Scene, 'consortium'>) => memberNames.map((name) => made.consortium.alarms(name).join())

describe('an operator who lies', () => {
  const figures = {
    period: '2020-06-A',
    participants: '3',
    payoutsFen: '100',
    feesFen: '0',
    dueFen: '100',
    shareFen: '35',
  }
  test.each<[string, string, Partial<JournalEvent>]>([
    ['a payout without a decision', 'payout-without-decision', { kind: 'claim-paid', facts: { paidFen: '30000000' } }],
    ['a plan that was never loaded', 'plan-unknown', { plan: 'made-up@1' }],
    [
      'a share that is a fen too high',
      'period-arithmetic',
      { kind: 'period-settled', subject: 'period/test-plan/2020-06-A', facts: figures },
    ],
  ])('%s raises %s at every member, and nothing more becomes final', async (_, alarm, changes) => {
    const made = await scene()
    const subject = await made.record(changes)
    await made.consortium.publish()
    expect(await isFinal(made.platform.database, subject)).toBe(false)
    for (const alarms of everybody(made)) expect(alarms).toContain(alarm)
    expect(made.consortium.publisher.standing.members[0]!.trouble).toMatchObject({
      kind: 'wrong-answer',
      detail: expect.stringContaining('403'),
    })
    expect(await (await fetch(`${made.consortium.member('notary.example').url}/state.json`)).text()).toContain(alarm)
  })

  test('an entry with the time of an hour ago raises entry-backdated', async () => {
    const made = await scene()
    made.platform.clock.advance({ hours: -1 })
    const subject = await made.record()
    made.platform.clock.advance({ hours: 1 })
    await made.consortium.publish()
    expect(await isFinal(made.platform.database, subject)).toBe(false)
    for (const alarms of everybody(made)) expect(alarms).toContain('entry-backdated')
  })

  test('a row changed between leaf and signature: nothing is signed, and verify is called for', async () => {
    const made = await scene()
    const subject = await made.record()
    await sequenceAll(made.platform, made.consortium.leafFile)
    await editByHand(
      made.platform.database,
      `update journal_events set entry = replace(entry, 'claim-filed', 'claim-paid') where subject = '${subject}'`,
    )
    await expect(made.consortium.publisher.publish()).rejects.toThrow(/changed by hand/)
    expect(made.consortium.publisher.standing).toMatchObject({
      signedSize: 2,
      stopped: expect.stringContaining('verify'),
    })
  })

  test.each([
    ['changed', "update log_leaves set leaf_hash = sha256('x') where leaf_index = 1"],
    ['removed', 'delete from log_leaves where leaf_index = 1'],
  ])('a tree with an entry %s, signed all the same, raises fork at every member', async (what, edit) => {
    const made = await scene()
    const { database: own } = made.platform
    // So that the tree without an entry is as large as the one that they hold.
    if (what === 'removed') await made.record()
    await sequenceAll(made.platform, made.consortium.leafFile)
    await editByHand(own, edit)
    const { rows } = await sql<{ leaf_hash: Buffer }>`select leaf_hash from log_leaves order by leaf_index`.execute(own)
    const hashes = new MemoryHashes()
    for (const { leaf_hash } of rows) hashes.append(leaf_hash)
    const size = hashes.size
    const root = await treeRoot(hashes, size)
    const note = await signNote(formatCheckpoint({ origin: 'log.example/journal', size, root }), [
      made.consortium.signer,
    ])
    for (const name of memberNames) {
      const body = formatAddCheckpoint({ oldSize: size, proof: [], checkpoint: note })
      const answer = await fetch(`${made.consortium.member(name).url}/add-checkpoint`, { method: 'POST', body })
      expect(answer.status).toBe(422)
    }
    for (const alarms of everybody(made)) expect(alarms).toContain('fork')
  })
})

test('while a member is missing, what is published stays as it is until there is more to say', async () => {
  await consortium.stopMember('regulator.example')
  await record()
  await consortium.publish()
  const written = async () => (await stat(join(consortium.logFolder, 'checkpoint'), { bigint: true })).mtimeNs
  const before = await written()
  await consortium.publish()
  await consortium.publish()
  expect(await written()).toBe(before)
  await consortium.startMember('regulator.example')
  platform.clock.set(platform.clock.now().add({ minutes: 1 }).toString())
  await consortium.publish()
  expect(await written()).not.toBe(before)
})

test('a stolen key is changed: old proofs stay good by the old policy, and the old key counts no more', async () => {
  const old = (await loadConsortium(database))!
  await consortium.publish()
  const oldNote = Buffer.from((await consortium.files.readFile('checkpoint'))!).toString()
  await consortium.rotate('hospital.example')
  const now = (await loadConsortium(database))!
  expect([old.version, now.version]).toEqual([1, 2])
  await record()
  const size = await consortium.publish()
  const newNote = Buffer.from((await consortium.files.readFile('checkpoint'))!).toString()
  const check = (note: string, policy: string) => checkCheckpoint(note, parsePolicy(policy), nodeVerifier)
  expect((await check(oldNote, old.policy)).signatures).toHaveLength(5)
  const trusted = await check(newNote, now.policy)
  expect([trusted.checkpoint.size, trusted.signatures.length]).toEqual([size, 5])
  const oldKey = parsePolicy(old.policy).witnesses.find(({ name }) => name === 'hospital.example')!.key
  expect((await check(oldNote, now.policy)).signatures.map(({ key }) => key.id)).not.toContain(oldKey.id)
})

test("the log's own key is rotated: members go on, nothing signed by the old key is taken, and old proofs stand under their policy", async () => {
  const old = (await loadConsortium(database))!
  await record()
  await consortium.publish()
  const published = async () => Buffer.from((await consortium.files.readFile('checkpoint'))!).toString()
  const oldNote = await published()
  const oldSigner = consortium.signer
  await consortium.rotateLog()
  // What is published still bears the old key's signature, and that of no other: no reason for an alarm.
  for (const name of memberNames) await consortium.member(name).gossipNow()
  for (const alarms of everybody({ consortium })) expect(alarms).toBe('')
  await record()
  const size = await consortium.publish()
  const now = (await loadConsortium(database))!
  const check = (note: string, policy: string) => checkCheckpoint(note, parsePolicy(policy), nodeVerifier)
  expect((await check(oldNote, old.policy)).signatures).toHaveLength(5)
  expect((await check(await published(), now.policy)).checkpoint.size).toBe(size)
  await expect(check(await published(), old.policy)).rejects.toThrow()

  const { root } = await check(await published(), now.policy).then(({ checkpoint }) => checkpoint)
  const forged = await signNote(formatCheckpoint({ origin: 'log.example/journal', size, root }), [oldSigner])
  const body = formatAddCheckpoint({ oldSize: size, proof: [], checkpoint: forged })
  const answer = await fetch(`${consortium.member('notary.example').url}/add-checkpoint`, { method: 'POST', body })
  expect(answer.status).toBe(403)
})
