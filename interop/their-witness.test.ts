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
  leafHash,
  MemoryHashes,
  makeVerifierKey,
  openNote,
  parseSignatureLines,
  proveConsistency,
  signatureTypes,
  signNote,
  treeRoot,
  utf8,
} from '@tongzhou/tlog'
import { createSigner, nodeVerifier } from '@tongzhou/tlog/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../packages/platform/src/cli/trial-members.ts'

const missing = spawnSync('sigsum-witness', ['--version']).error
  ? 'no sigsum-witness here: apt-get install -t bookworm-backports sigsum-go'
  : null
if (missing) console.warn(`interop/their-witness.test.ts skips: ${missing}`)

/** Sigsum's witness (Debian's sigsum-go) wants its own origin: the hash of the log's key. */
const seed = new Uint8Array(32).fill(11)
const { publicKey } = createSigner('any', signatureTypes.ed25519, seed).key
const origin = `sigsum.org/v1/tree/${createHash('sha256').update(publicKey).digest('hex')}`
const signer = createSigner(origin, signatureTypes.ed25519, seed)

describe.skipIf(missing)('a witness that nobody here wrote', () => {
  let folder: string
  let witness: ChildProcess
  let url: string
  const hashes = new MemoryHashes()

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tongzhou-witness-'))
    const key = join(folder, 'witness.key')
    expect(spawnSync('sigsum-key', ['generate', '-o', key]).status).toBe(0)
    const logKey = join(folder, 'log.pub')
    await writeFile(logKey, `ssh-ed25519 ${sshKey(publicKey)} log\n`)
    const port = await freePort()
    url = `http://127.0.0.1:${port}`
    const state = join(folder, 'state')
    witness = spawn(
      'sigsum-witness',
      ['--signing-key', key, '--log-key', logKey, '--state-file', state, `127.0.0.1:${port}`],
      { env: { ...process.env, GODEBUG: 'httpmuxgo121=0' }, stdio: 'ignore' },
    )
    for (let tries = 0; tries < 50; tries += 1) {
      if (
        await fetch(url).then(
          () => true,
          () => false,
        )
      )
        return
      await pause(100)
    }
    throw new Error('the witness does not answer')
  })
  afterAll(async () => {
    witness?.kill('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  })

  const checkpointOf = async (size: number, root?: Uint8Array) => {
    const text = formatCheckpoint({ origin, size, root: root ?? (await treeRoot(hashes, size)) })
    return { text, note: await signNote(text, [signer]) }
  }
  const addCheckpoint = async (oldSize: number, size: number, root?: Uint8Array) => {
    const { note, text } = await checkpointOf(size, root)
    const proof = oldSize === 0 ? [] : await proveConsistency(hashes, oldSize, size)
    const body = formatAddCheckpoint({ oldSize, proof, checkpoint: note })
    const response = await fetch(`${url}/add-checkpoint`, { method: 'POST', body })
    return { status: response.status, answer: await response.text(), text }
  }

  test('cosigns our log as it grows, and our reader verifies its cosignatures', async () => {
    const raw = rawKey(await readFile(join(folder, 'witness.key.pub'), 'utf8'))
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
  })

  test('refuses a size that it has left behind, and another tree', async () => {
    expect(await addCheckpoint(3, 300)).toMatchObject({ status: 409, answer: '300\n' })
    const fork = new Uint8Array(32).fill(1)
    expect((await addCheckpoint(300, 300, fork)).status).toBeGreaterThanOrEqual(400)
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
