import { setTimeout as pause } from 'node:timers/promises'
import { parseCheckpoint, parseNote, sha256, toBase64, toHex, utf8 } from '@tongzhou/tlog'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commit, system } from '../../packages/platform/src/commit/commit.ts'
import { testDice, testPlatform } from '../../packages/platform/test/platform.ts'
import { memberNames } from '../support/consortium.ts'
import { kills } from '../support/kills.ts'
import { makeProcesses, type ProcessConsortium } from '../support/processes.ts'

const platform = await testPlatform('2020-06-15')
const { database } = platform
let consortium: ProcessConsortium
let recorded = 0

beforeAll(async () => {
  consortium = await makeProcesses(platform.databaseUrl)
  for (const name of consortium.names) await consortium.start(name)
})
afterAll(() => consortium.close())

async function record(): Promise<void> {
  recorded += 1
  // The members' clocks are real.
  platform.clock.set(Temporal.Now.instant().round('millisecond').toString())
  const command = { key: `event:${recorded}`, kind: 'test', actor: system, content: { recorded } }
  const facts = { number: recorded }
  await commit<null>(platform, command, async (unit) => ({
    answer: null,
    rows: [],
    events: [{ id: unit.newId(), kind: 'claim-filed' as const, subject: `claim/TEST-${recorded}`, plan: null, facts }],
  }))
}

const finalSize = async () => {
  const { rows } = await sql<{ size: bigint | null }>`select max(size) as size from log_finals`.execute(database)
  return Number(rows[0]!.size ?? 0)
}

test(`${kills} times kill -9 of the publisher or a member under load: no fork, no gap, no lost entry`, async () => {
  const dice = testDice('kills')
  let loading = true
  const load = (async () => {
    while (loading) {
      await record()
      await pause(2)
    }
  })()
  const killed = new Map<string, number>()
  for (let round = 0; round < kills; round += 1) {
    const [when] = dice.bytes(1)
    const name = consortium.names[round % consortium.names.length]!
    await pause(when!)
    await consortium.kill(name)
    killed.set(name, (killed.get(name) ?? 0) + 1)
    await consortium.start(name)
  }
  loading = false
  await load
  for (let tries = 0; tries < 300 && (await finalSize()) <= recorded; tries += 1) await pause(100)

  // The consortium's own entry came first.
  const size = recorded + 1
  expect(await finalSize()).toBe(size)
  const { rows } = await sql<{ leaves: bigint; highest: bigint; events: bigint; forked: bigint }>`
    select (select count(*) from log_leaves) as leaves, (select max(leaf_index) + 1 from log_leaves) as highest,
      (select count(distinct subject) from journal_events) as events,
      (select count(*) from log_checkpoints c join log_heads h using (size) where h.root <> c.root) as forked`.execute(
    database,
  )
  const all = BigInt(size)
  expect(rows[0]).toEqual({ leaves: all, highest: all, events: all, forked: 0n })
  const hash = toHex(sha256(utf8('log.example/journal')))
  const published = parseCheckpoint(parseNote(await (await fetch(`${consortium.served.url}/checkpoint`)).text()).text)
  for (const name of memberNames) {
    await expect
      .poll(
        async () => {
          const note = await (await fetch(`${consortium.urlOf(name)}/mirror/${hash}/checkpoint`)).text()
          const held = parseCheckpoint(parseNote(note).text)
          return `${held.size} ${toBase64(held.root)}`
        },
        { timeout: 20_000 },
      )
      .toBe(`${size} ${toBase64(published.root)}`)
    const state = (await (await fetch(`${consortium.urlOf(name)}/state.json`)).json()) as { alarms: unknown[] }
    expect([name, state.alarms]).toEqual([name, []])
  }
  expect(killed.size).toBe(5)
  console.info(`${size} entries, killed ${[...killed].map(([name, times]) => `${name} ${times}`).join(', ')}`)
}, 300_000)
