import { chmod, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { formatVerifierKey, fromBase64, type Signer, signatureTypes, toBase64 } from '@tongzhou/tlog'
import { createSigner } from '@tongzhou/tlog/node'

const prefix = 'tongzhou-log-key-v1'
const seedBytes = 32

/** A key file that is missing, open to others, or no key file. The message says what to do. */
export class LogKeyUnusable extends Error {
  override readonly name = 'LogKeyUnusable'
}

/** The log's signer and its public key as others write it into their settings. */
export interface LogKey {
  readonly signer: Signer
  readonly verifierKey: string
}

/**
 * Makes a log's key in a file that its owner alone can read. `origin` is the log's name for ever: the address of the log
 * without scheme (tlog-checkpoint, "Note text"). Overwrites nothing: throws where the file is there.
 */
export async function createLogKey(path: string, origin: string, seed: Uint8Array): Promise<LogKey> {
  const signer = createSigner(origin, signatureTypes.ed25519, seed)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'wx', 0o600).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'EEXIST') throw new LogKeyUnusable(`${path} is there already: nothing was made.`)
    throw fault
  })
  try {
    await file.writeFile(`${prefix} ${origin} ${toBase64(seed)}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await chmod(path, 0o600)
  return { signer, verifierKey: formatVerifierKey(signer.key) }
}

/** Reads it. Throws `LogKeyUnusable`. */
export async function loadLogKey(path: string): Promise<LogKey> {
  const text = await readFile(path, 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') {
      throw new LogKeyUnusable(
        `${path} is missing: put it back from your backup, or make one with "tongzhou keys create".`,
      )
    }
    throw fault
  })
  const mode = (await stat(path)).mode & 0o777
  if ((mode & 0o077) !== 0) throw new LogKeyUnusable(`${path} can be read by others: chmod 600 it.`)
  const [found, origin, seed, ...rest] = text.trimEnd().split(' ')
  if (found !== prefix || origin === undefined || seed === undefined || rest.length > 0) {
    throw new LogKeyUnusable(`${path} is not a key of a log.`)
  }
  const signer = createSigner(origin, signatureTypes.ed25519, fromBase64(seed))
  return { signer, verifierKey: formatVerifierKey(signer.key) }
}

/** Beside the key file: the public keys that the log had before, one to a line. */
const formerPath = (path: string) => `${path}.former`

/** The public keys that the log had before this one, newest last. */
export async function formerLogKeys(path: string): Promise<readonly string[]> {
  const text = await readFile(formerPath(path), 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return ''
    throw fault
  })
  return text.split('\n').filter((line) => line !== '')
}

/**
 * Puts a new key in the place of the log's; its name stays, and the old public key is written beside it. The old private key is gone
 * then: nobody can sign with it any more. Throws `LogKeyUnusable` where there is no key to rotate.
 */
export async function rotateLogKey(path: string, seed: Uint8Array): Promise<LogKey> {
  const old = await loadLogKey(path)
  const former = await formerLogKeys(path)
  await rm(`${path}.new`, { force: true })
  const made = await createLogKey(`${path}.new`, old.signer.key.name, seed)
  const text = `${[...new Set([...former, old.verifierKey])].join('\n')}\n`
  await writeFile(`${formerPath(path)}.new`, text, { mode: 0o644, flush: true })
  await rename(`${formerPath(path)}.new`, formerPath(path))
  // Killed before this, the old key is among the former ones and still in use: rotating again is all it takes.
  await rename(`${path}.new`, path)
  return made
}

export { seedBytes as logKeySeedBytes }
