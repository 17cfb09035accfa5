import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import {
  formatAddCheckpoint,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  fromUtf8,
  leafHash,
  MemoryHashes,
  makeVerifierKey,
  openNote,
  parseNote,
  parsePolicy,
  parseSignatureLines,
  parseTlogProof,
  proveConsistency,
  signatureTypes,
  signNote,
  treeRoot,
  utf8,
  verifyTlogProof,
} from '@tongzhou/tlog'
import { createSigner, nodeVerifier } from '@tongzhou/tlog/node'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { logSeed, makeConsortium } from '../acceptance/support/consortium.ts'
import { freePort } from '../packages/platform/src/cli/trial-members.ts'
import { loadConsortium } from '../packages/platform/src/journal/checkpoint-store.ts'
import { makeTlogProof } from '../packages/platform/src/journal/make-tlog-proof.ts'
import { loadTestPlan } from '../packages/platform/test/made-up-period.ts'
import { testPlan } from '../packages/platform/test/plan.ts'
import { testPlatform } from '../packages/platform/test/platform.ts'

const missing = spawnSync('sigsum-witness', ['--version']).error
  ? 'no sigsum-witness here: apt-get install -t bookworm-backports sigsum-go'
  : null
if (missing) console.warn(`interop/their-witness.test.ts skips: ${missing}`)

/** Sigsum's witness (Debian's sigsum-go) knows a log by an origin of its own: the hash of the log's key. */
const { publicKey } = createSigner('any', signatureTypes.ed25519, logSeed).key
const origin = `sigsum.org/v1/tree/${createHash('sha256').update(publicKey).digest('hex')}`
const signer = createSigner(origin, signatureTypes.ed25519, logSeed)

describe.skipIf(missing)('a witness that nobody here wrote', () => {
  let folder: string
  let witness: ChildProcess
  let url: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tongzhou-witness-'))
    const key = join(folder, 'witness.key')
    expect(spawnSync('sigsum-key', ['generate', '-o', key]).status).toBe(0)
    const logKey = join(folder, 'log.pub')
    await writeFile(logKey, `ssh-ed25519 ${sshKey(publicKey)} log\n`)
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    const state = join(folder, 'state')
    const words = ['--signing-key', key, '--log-key', logKey, '--state-file', state, `127.0.0.1:${port}`]
    witness = spawn('sigsum-witness', words, { env: { ...process.env, GODEBUG: 'httpmuxgo121=0' }, stdio: 'ignore' })
    const answers = () =>
      fetch(url).then(
        () => true,
        () => false,
      )
    for (let tries = 0; !(await answers()); tries += 1) {
      if (tries === 50) throw new Error('the witness does not answer')
      await pause(100)
    }
  })
  afterEach(async () => {
    witness?.kill('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  })

  const theirKey = async () => rawKey(await readFile(join(folder, 'witness.key.pub'), 'utf8'))

  test('cosigns a log in our formats as it grows, and refuses a size left behind and another tree', async () => {
    const raw = await theirKey()
    const hashes = new MemoryHashes()
    const addCheckpoint = async (oldSize: number, size: number, root?: Uint8Array) => {
      const text = formatCheckpoint({ origin, size, root: root ?? (await treeRoot(hashes, size)) })
      const proof = oldSize === 0 ? [] : await proveConsistency(hashes, oldSize, size)
      const body = formatAddCheckpoint({ oldSize, proof, checkpoint: await signNote(text, [signer]) })
      const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body })
      return { status: response.status, answer: await response.text(), text }
    }
    let oldSize = 0
    for (const size of [1, 3, 300]) {
      while (hashes.size < size) hashes.append(leafHash(utf8(`entry ${hashes.size}`)))
      const { answer, status, text } = await addCheckpoint(oldSize, size)
      expect([status, answer.split('\n').length]).toEqual([200, 2])
      const signatures = parseSignatureLines(answer)
      const key = makeVerifierKey(signatures[0]!.name, signatureTypes.ed25519Cosignature, raw)
      const opened = await openNote(formatNote({ text, signatures }), [key], nodeVerifier)
      expect(opened.signatures).toHaveLength(1)
      oldSize = size
    }
    expect(await addCheckpoint(3, 300)).toMatchObject({ status: 409, answer: '300\n' })
    expect((await addCheckpoint(300, 300, new Uint8Array(32).fill(1))).status).toBeGreaterThanOrEqual(400)
  })

  test("cosigns the platform's log as a fifth, outside party; its outage holds nothing up", async () => {
    const platform = await testPlatform('2026-11-25', 'their witness')
    const name = `sigsum.org/v1/witness/${createHash('sha256')
      .update(await theirKey())
      .digest('hex')}`
    const key = makeVerifierKey(name, signatureTypes.ed25519Cosignature, await theirKey())
    const witnesses = [{ name: 'outside.example', submissionUrl: url, key: formatVerifierKey(key) }]
    const consortium = await makeConsortium(platform, 3, { origin, witnesses })
    try {
      await loadTestPlan(platform, testPlan)
      const size = await consortium.publish()
      expect(consortium.publisher.standing.witnesses).toMatchObject([{ cosignedSize: size, trouble: null }])
      const published = async () => fromUtf8((await consortium.files.readFile('checkpoint'))!)
      const opened = await openNote(await published(), [key], nodeVerifier)
      expect(opened.signatures).toHaveLength(1)
      expect(parseNote(await published()).signatures).toHaveLength(6)
      const { policy } = (await loadConsortium(platform.database))!
      const proof = parseTlogProof(await makeTlogProof(consortium.files, 0))
      const { rows } = await sql<{ entry: string }>`
        select entry from log_leaves join journal_events using (event_no) where leaf_index = 0`.execute(
        platform.database,
      )
      const trusted = await verifyTlogProof(proof, leafHash(utf8(rows[0]!.entry)), parsePolicy(policy), nodeVerifier)
      expect(trusted.signatures.map((one) => one.key.name)).toContain(name)

      const gone = new Promise((resolve) => witness.once('exit', resolve))
      witness.kill('SIGKILL')
      await gone
      await loadTestPlan(platform, { ...testPlan, plan: 'another-plan' })
      expect(await consortium.publish()).toBe(size + 1)
      expect(consortium.publisher.standing.witnesses[0]!.trouble).toMatchObject({ kind: 'unreachable' })
    } finally {
      await consortium.close()
    }
  })
})

/** The key as OpenSSH writes it: two texts, each after its length (RFC 4253 section 6.6, RFC 8709). */
function sshKey(key: Uint8Array): string {
  const part = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    return Buffer.concat([length, bytes])
  }
  return Buffer.concat([part(Buffer.from('ssh-ed25519')), part(key)]).toString('base64')
}

function rawKey(line: string): Uint8Array {
  return new Uint8Array(Buffer.from(line.split(' ')[1]!, 'base64').subarray(-32))
}
