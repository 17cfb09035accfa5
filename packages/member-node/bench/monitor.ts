/**
 * How many entries per second a member's monitor checks, on one core, from their bytes to the commit of its state:
 *
 *     node packages/member-node/bench/monitor.ts [periods, 4000] [entries in a batch, 1024]
 *
 * The log is of periods in each of which one claim goes from its filing to its payout, with entries around it. Ends with 1 below
 * 20,000 entries per second, or where the open cases grow.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entryText, type LogEntry } from '@tongzhou/core'
import { utf8 } from '@tongzhou/tlog'
import { prepareAttestations } from '../src/attester/own-attestations.ts'
import { checkEntries, prepareMonitor } from '../src/monitor/index.ts'
import { prepareReceipts } from '../src/receipts/receipt-store.ts'
import { openStore } from '../src/storage/store.ts'

const leastPerSecond = 20_000
const periods = Number(process.argv[2] ?? 4_000)
const batch = Number(process.argv[3] ?? 1_024)
const commitment = 'oLJjXOpDzrjhWnR8uyOGx2yEaqVvYVVUPLMkfH4iZ2k='
const start = Temporal.Instant.from('2020-01-01T00:00:00Z')

function* madeLog(): Generator<Uint8Array> {
  let index = 0
  const entry = (
    kind: LogEntry['kind'],
    subject: string,
    facts: LogEntry['facts'],
    commitments: Record<string, string> = { step: commitment },
  ) => {
    index += 1
    const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
    const at = start.add({ seconds: index })
    return utf8(entryText({ id, kind, subject, plan: 'help@1', at, role: 'system', facts, commitments }))
  }
  yield entry('plan-version-loaded', 'plan/help', { version: 1, firstDay: '2020-01-01', contentSha256: 'ab' }, {})
  for (let number = 0; number < periods; number += 1) {
    const claim = `claim/${number}`
    const code = `p-${number}`
    const period = `period/help/${code}`
    yield entry('claim-filed', claim, {})
    for (let file = 0; file < 8; file += 1) yield entry('evidence-added', claim, { sha256Commitment: commitment })
    yield entry('claim-submitted', claim, {})
    yield entry('desk-review-passed', claim, {})
    yield entry('claim-approved', claim, { clause: '4.1' })
    yield entry('claim-published', claim, { period: code, objectionsUntil: '2019-12-01' })
    yield entry('period-published', period, { cases: 1, sharingDay: `${2020 + number}-01-14` }, {})
    yield entry('roll-taken', period, { count: 10n }, {})
    yield entry('period-settled', period, settledFacts, { manifest: commitment })
    yield entry('claim-settled', claim, { period: code })
    yield entry('payout-sent', claim, { amountFen: 100n, part: 1 })
    yield entry('claim-paid', claim, { paidFen: 100n })
    for (let day = 0; day < 6; day += 1) yield entry('membership-roll-recorded', 'plan/help', { joined: day })
  }
  yield* madeVote(entry)
}

/** An open vote with as many ballots as there are other entries in a quarter of the periods, opened and counted. */
function* madeVote(
  entry: (
    kind: LogEntry['kind'],
    subject: string,
    facts: LogEntry['facts'],
    commitments?: Record<string, string>,
  ) => Uint8Array,
): Generator<Uint8Array> {
  const [subject, ballots] = ['dispute/7F3K-9Q2M-D1', periods * 6]
  const closesAt = start.add({ seconds: periods * 25 + ballots + 10 })
  const jurors = Array.from({ length: ballots }, (_, number) => String(number).padStart(12, '0'))
  yield entry('dispute-opened', subject, { mode: 'open', opener: 'claimant', appealOf: null })
  yield entry('case-file-sealed', subject, { questions: 3 })
  const terms = { quorum: 1_000, upheldAtBasisPoints: 5_000, threshold: 1, keepers: [] }
  yield entry('vote-opened', subject, { closesAt, ...terms })
  for (const juror of jurors) yield entry('ballot-cast', subject, { juror, ballot: commitment }, {})
  for (let wait = 0; wait < 10; wait += 1) yield entry('membership-roll-recorded', 'plan/help', { joined: 0 })
  yield entry('vote-closed', subject, { ballots })
  for (let from = 0; from < ballots; from += 250) {
    const some = jurors.slice(from, from + 250)
    const opened = some.map((juror) => ({ juror, choice: 'pay', clause: '4.2', key: commitment }))
    yield entry('ballots-opened', subject, { from, ballots: opened }, {})
  }
  yield entry('dispute-decided', subject, { outcome: 'upheld', pay: ballots, doNotPay: 0, invalid: 0 })
}

const settledFacts = {
  borneByOperator: false,
  carryInFen: 0n,
  carryOutFen: 0n,
  cases: 1,
  dueFen: 110n,
  feesFen: 10n,
  operator: { caseCapFen: 0n, noParticipantsFen: 0n, runOffFen: 0n, yearCapFen: 0n },
  participants: 10n,
  payoutsFen: 100n,
  shareFen: 11n,
  shortfallFen: 0n,
  yearSoFarFen: 0n,
  chargesRoot: commitment,
  chargesSize: 10,
  chargesSumFen: 110n,
}

const folder = mkdtempSync(join(tmpdir(), 'monitor-bench-'))
const store = openStore(folder)
try {
  for (const prepare of [prepareMonitor, prepareReceipts, prepareAttestations]) prepare(store)
  const entries = [...madeLog()].map((bytes, index) => ({ index, bytes }))
  const rules = { member: 'hospital.example', origin: 'log.example', behindSeconds: 600, aheadSeconds: null }
  const begun = performance.now()
  for (let at = 0; at < entries.length; at += batch) {
    const some = entries.slice(at, at + batch)
    const [alarm] = store.transaction(() => checkEntries(store, some, start, rules))
    if (alarm) throw new Error(`${alarm.name}: ${alarm.detail}`)
  }
  const seconds = (performance.now() - begun) / 1_000
  const perSecond = Math.round(entries.length / seconds)
  const open = store.statement("select count(*) as count from monitor_states where kind = 'case'").get()!.count
  process.stdout.write(
    `${entries.length} entries in ${seconds.toFixed(1)} s: ${perSecond} per second; open cases at the end: ${open}\n`,
  )
  if (perSecond < leastPerSecond || open !== 0) process.exitCode = 1
} finally {
  store.close()
  rmSync(folder, { recursive: true })
}
