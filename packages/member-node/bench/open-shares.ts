/**
 * How many shares of ballots a member opens per second over HTTP, a thousand in a request, with member and caller in one process:
 *
 *     node packages/member-node/bench/open-shares.ts [ballots, 5000]
 *
 * The member mirrors the log of an open vote first. Prints, and ends with 1 where a share is missing.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ballotHash, makeKeeperKey, sealBallot } from '@tongzhou/ballot'
import { formatVerifierKey, signatureTypes } from '@tongzhou/tlog'
import { createSigner } from '@tongzhou/tlog/node'
import { pino } from 'pino'
import { loadKeys, makeKeys, publicKeys } from '../src/keys.ts'
import { parseSettings } from '../src/settings.ts'
import { startMember } from '../src/start-member.ts'
import { saveFinalSize } from '../src/storage/checkpoints.ts'
import {
  ballotCast,
  boardMembers,
  closesAt,
  consortiumLine,
  dispute,
  entriesOf,
  keepers,
  opened,
  voteClosed,
  voteOpened,
} from '../test/made-dispute.ts'
import { handOver, logSigner, MadeLog } from '../test/made-log.ts'

const count = Number(process.argv[2] ?? 5_000)
const inRequest = 1_000
const folder = mkdtempSync(join(tmpdir(), 'open-shares-bench-'))
const peerKey = createSigner('peer.example', signatureTypes.ed25519Cosignature, new Uint8Array(32).fill(9)).key
const settings = parseSettings(
  JSON.stringify({
    name: 'hospital.example',
    title: { 'zh-CN': 'h', en: 'h' },
    port: 0,
    folder,
    publicUrl: 'http://127.0.0.1:1',
    log: { key: formatVerifierKey(logSigner.key), url: 'http://127.0.0.1:1', platformUrl: 'http://127.0.0.1:1' },
    peers: [{ name: 'peer.example', monitoringUrl: 'http://127.0.0.1:1', mirrorKey: formatVerifierKey(peerKey) }],
    quorum: 2,
  }),
  folder,
)
makeKeys(settings)
const member = await startMember(settings, { logger: pino({ level: 'silent' }), runsJobs: false, now: () => closesAt })
try {
  const ballotKeys: Record<string, string> = { 'hospital.example': publicKeys(loadKeys(settings)).ballot }
  for (const name of boardMembers.slice(1)) ballotKeys[name] = (await makeKeeperKey()).publicKey
  const ballots = await Promise.all(
    Array.from({ length: count }, async (_, number) => {
      const place = { dispute: dispute.slice('dispute/'.length), juror: String(number).padStart(12, '0') }
      const vote = { choice: 'pay', clause: '4.2' } as const
      const text = 'because'
      return {
        juror: place.juror,
        sealed: await sealBallot({ vote, text, place, keepers: keepers(ballotKeys), threshold: 3 }),
      }
    }),
  )
  const log = new MadeLog()
  const casts = ballots.map(({ juror, sealed }) => ballotCast(juror, ballotHash(sealed)))
  const vote = [consortiumLine(ballotKeys), ...opened('open'), voteOpened(ballotKeys, { seats: null })]
  for (const bytes of entriesOf([...vote, ...casts, voteClosed(count)])) log.append(bytes)
  for (let held = 0; held < log.size; held += 4_096)
    await handOver(member.url, log, held, Math.min(log.size, held + 4_096))
  saveFinalSize(member.member.store, log.size)

  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  let found = 0
  for (let from = 0; from < count; from += inRequest) {
    const body = JSON.stringify({ dispute: '7F3K-9Q2M-D1', ballots: ballots.slice(from, from + inRequest) })
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${member.url}/open-shares`, { method: 'POST', headers, body })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    const { shares } = (await response.json()) as { shares: (string | null)[] }
    found += shares.filter((share) => share !== null).length
  }
  const seconds = (performance.now() - begun) / 1_000
  const { system, user } = process.cpuUsage(cpu)
  const ofCore = Math.round(count / ((system + user) / 1e6))
  process.stdout.write(`${found} shares: ${Math.round(count / seconds)} per second, ${ofCore} per second of one core\n`)
  if (found !== count) process.exitCode = 1
} finally {
  await member.stop()
  rmSync(folder, { recursive: true })
}
