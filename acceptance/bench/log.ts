import { setTimeout as pause } from 'node:timers/promises'
import { leafHash, parsePolicy, parseTlogProof, utf8, verifyTlogProof } from '@tongzhou/tlog'
import { nodeVerifier } from '@tongzhou/tlog/node'
import { sql } from 'kysely'
import { commit, system } from '../../packages/platform/src/commit/commit.ts'
import { loadConsortium } from '../../packages/platform/src/journal/checkpoint-store.ts'
import { sequenceAll } from '../../packages/platform/src/journal/index.ts'
import { makeTlogProof } from '../../packages/platform/src/journal/make-tlog-proof.ts'
import { fillOutbox, insertSameRows, openLogBench, round } from './log-setup.ts'

/**
 * How fast entries become final with four member processes on this machine, beside the rate at which PostgreSQL takes the same rows in
 * batches in the same run; how long a single entry waits; how large a proof is and how long its check takes.
 * `npm run bench:log [-- entries]`. Prints one JSON line.
 */
const entries = Number(process.argv[2] ?? 50_000)
const secondsOfLoad = 20
const perSecond = 100

const bench = await openLogBench()
const { files, leafFile, platform, publisher } = bench
const { database } = platform
try {
  await fillOutbox(database, 0, entries)
  const toQuorumSeconds = await bench.toQuorum(entries)
  const insertSeconds = await insertSameRows(database, 0, entries)

  const waits = await waitsUnderLoad()
  const proofs = await proofFigures()
  const perSecondToQuorum = Math.round(entries / toQuorumSeconds)
  const inserted = Math.round(entries / insertSeconds)
  const report = {
    entries,
    finalSize: publisher.standing.finalSize,
    toQuorumPerSecond: perSecondToQuorum,
    batchedInsertPerSecond: inserted,
    ratio: Number((perSecondToQuorum / inserted).toFixed(3)),
    ...waits,
    ...proofs,
  }
  process.stdout.write(`${JSON.stringify(report)}\n`)

  async function waitsUnderLoad() {
    let loading = true
    const publishing = (async () => {
      while (loading) {
        await sequenceAll(platform, leafFile)
        await publisher.publish()
        await pause(100)
      }
    })()
    const first = performance.now()
    const pending: Promise<unknown>[] = []
    for (let number = 0; number < secondsOfLoad * perSecond; number += 1) {
      await pause(Math.max(0, first + (number * 1_000) / perSecond - performance.now()))
      pending.push(recordOne(number))
    }
    await Promise.all(pending)
    for (let tries = 0; tries < 100 && publisher.standing.finalSize < entries + 1 + pending.length; tries += 1)
      await pause(100)
    loading = false
    await publishing
    const { rows } = await sql<{ p50: number; p99: number; count: bigint }>`
      select count(*) as count,
        percentile_cont(0.5) within group (order by waited) as p50, percentile_cont(0.99) within group (order by waited) as p99
      from (select extract(epoch from (
          select final_at from log_finals where size > leaf_index order by size limit 1) - recorded_at)::float8 as waited
        from journal_events join log_leaves using (event_no) where subject like 'claim/LOAD-%') w`.execute(database)
    const { count, p50, p99 } = rows[0]!
    return { committedAtRate: `${perSecond}/s`, waited: Number(count), p50Seconds: round(p50), p99Seconds: round(p99) }
  }

  async function proofFigures() {
    const { policy } = (await loadConsortium(database))!
    const size = publisher.standing.finalSize
    const samples = 200
    let [bytes, checking] = [0, 0]
    for (let sample = 0; sample < samples; sample += 1) {
      const index = Math.floor((sample * size) / samples)
      const { rows } = await sql<{ entry: string }>`
        select entry from log_leaves join journal_events using (event_no) where leaf_index = ${index}`.execute(database)
      const text = await makeTlogProof(files, index)
      bytes += text.length
      const start = performance.now()
      await verifyTlogProof(parseTlogProof(text), leafHash(utf8(rows[0]!.entry)), parsePolicy(policy), nodeVerifier)
      checking += performance.now() - start
    }
    return { proofBytes: Math.round(bytes / samples), proofCheckMilliseconds: round(checking / samples) }
  }
} finally {
  await bench.close()
}

async function recordOne(number: number): Promise<void> {
  const command = { key: `load:${number}`, kind: 'bench', actor: system, content: { number } }
  await commit<null>(platform, command, async (unit) => ({
    answer: null,
    rows: [],
    events: [
      {
        id: unit.newId(),
        kind: 'claim-filed' as const,
        subject: `claim/LOAD-${number}`,
        plan: null,
        facts: { number },
      },
    ],
  }))
}
