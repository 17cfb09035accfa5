import { createPrivateKey, createPublicKey, generateKeyPair } from 'node:crypto'
import { mkdir, open, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { makeKeeperKey, readKeeperKey } from '@tongzhou/ballot'
import { type Keepers, operatorKeeper } from './keepers.ts'

/** As a keeper the operator goes by this name: it is no member. */
const operatorName = 'operator'
const lotKeyBits = 3_072

interface BoardKeys {
  readonly format: 1
  /** PKCS #8, PEM. */
  readonly lot: string
  /** As `makeKeeperKey` gives them, base64. */
  readonly ballot: { readonly publicKey: string; readonly privateKey: string }
}

/**
 * The operator as its own and only keeper, for a log without a consortium: its keys lie in a file that its owner alone can read, made at
 * the first start. Throws where the file is open to others or no such file.
 */
export async function openOperatorKeeper(path: string): Promise<Keepers> {
  const { ballot, lot } = await readKeys(path)
  const lotPrivateKey = createPrivateKey(lot)
  return operatorKeeper({
    name: operatorName,
    lotPrivateKey,
    lotKey: createPublicKey(lotPrivateKey).export({ type: 'spki', format: 'der' }).toString('base64'),
    ballotPrivateKey: await readKeeperKey(ballot.privateKey),
    ballotKey: ballot.publicKey,
  })
}

async function readKeys(path: string): Promise<BoardKeys> {
  const text = await readFile(path, 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return null
    throw fault
  })
  if (text === null) return makeKeys(path)
  if (((await stat(path)).mode & 0o077) !== 0) throw new Error(`${path} can be read by others: chmod 600 it.`)
  const keys = JSON.parse(text) as BoardKeys
  if (keys.format !== 1) throw new Error(`${path} holds no keys of a board.`)
  return keys
}

async function makeKeys(path: string): Promise<BoardKeys> {
  const lot = await promisify(generateKeyPair)('rsa', { modulusLength: lotKeyBits })
  const keys: BoardKeys = {
    format: 1,
    lot: lot.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    ballot: await makeKeeperKey(),
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(JSON.stringify(keys))
    await file.sync()
  } finally {
    await file.close()
  }
  return keys
}
