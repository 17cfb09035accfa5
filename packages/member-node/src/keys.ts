import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatVerifierKey, fromBase64, type Signer, toBase64 } from '@tongzhou/tlog'
import { createSigner } from '@tongzhou/tlog/node'
import { factsOfKey, type MemberKeyUse, type SigningUse } from './key-uses.ts'
import type { MemberIdentity } from './settings.ts'

/** The member's keys by use; `mirror-ml-dsa` where the settings ask for it. */
export interface MemberKeys {
  readonly mirror: Signer
  readonly witness: Signer
  readonly receipt: Signer
  readonly attester: Signer
  /** RSA-3072: what it signs has one signature only, so that a member can't choose among several seeds of a lot. */
  readonly lot: KeyObject
  /** Raw X25519 keys in base64, as `@tongzhou/ballot` takes them. */
  readonly ballot: { readonly publicKey: string; readonly privateKey: string }
  readonly mirrorMlDsa?: Signer
}

const signing = ['mirror', 'witness', 'receipt', 'attester'] as const satisfies readonly SigningUse[]
const always = [...signing, 'lot', 'ballot'] as const satisfies readonly MemberKeyUse[]
const privatePrefix = 'tongzhou-private-key-v1'
const seedLength = 32
const lotKeyBits = 3_072

/**
 * Makes the keys that are missing in `<folder>/keys`, each in a file that only its owner can read. Overwrites none. An RSA key takes
 * a second, so `makeLotKey` may bring one that is made already (PKCS #8).
 */
export function makeKeys(settings: MemberIdentity, makeLotKey: () => Buffer = freshLotKey): void {
  const folder = join(settings.folder, 'keys')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  const make = (use: MemberKeyUse): Buffer => {
    if (use === 'lot') return makeLotKey()
    return use === 'ballot' ? freshBallotKey() : randomBytes(seedLength)
  }
  for (const use of usesOf(settings)) {
    const path = join(folder, `${use}.key`)
    if (existsSync(path)) continue
    const name = settings.name + factsOfKey(use).suffix
    const options = { mode: 0o600, flag: 'wx', flush: true }
    writeFileSync(path, `${privatePrefix} ${use} ${name} ${toBase64(make(use))}\n`, options)
  }
}

/** A new lot key, PKCS #8. */
export function freshLotKey(): Buffer {
  return toDer(generateKeyPairSync('rsa', { modulusLength: lotKeyBits }).privateKey)
}

function freshBallotKey(): Buffer {
  return toDer(generateKeyPairSync('x25519').privateKey)
}

const toDer = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'der' })

/** Reads the keys. Throws with what to do if one is missing, open to others, or made for another use or member. */
export function loadKeys(settings: MemberIdentity): MemberKeys {
  const [mirror, witness, receipt, attester] = signing.map((use) => loadSigner(settings, use))
  const lot = loadPrivateKey(settings, 'lot')
  const secret = loadPrivateKey(settings, 'ballot')
  const ballot = { publicKey: rawPart(createPublicKey(secret), 'x'), privateKey: rawPart(secret, 'd') }
  const keys = { mirror: mirror!, witness: witness!, receipt: receipt!, attester: attester!, lot, ballot }
  return settings.mlDsa44 ? { ...keys, mirrorMlDsa: loadSigner(settings, 'mirror-ml-dsa') } : keys
}

/** The public keys by use: vkeys; the lot's in base64 of SubjectPublicKeyInfo; the ballot's in base64 of the raw key. */
export function publicKeys({ lot, ballot, ...signers }: MemberKeys): Record<keyof MemberKeys, string> {
  const vkeys = Object.entries(signers).map(([use, signer]: [string, Signer]) => [use, formatVerifierKey(signer.key)])
  const lotKey = createPublicKey(lot).export({ type: 'spki', format: 'der' }).toString('base64')
  const all = { ...Object.fromEntries(vkeys), lot: lotKey, ballot: ballot.publicKey }
  return all as Record<keyof MemberKeys, string>
}

function usesOf(settings: MemberIdentity): readonly MemberKeyUse[] {
  return settings.mlDsa44 ? [...always, 'mirror-ml-dsa'] : always
}

function loadSigner(settings: MemberIdentity, use: SigningUse): Signer {
  const { suffix, type } = factsOfKey(use)
  return createSigner(settings.name + suffix, type, readSecret(settings, use))
}

const keyTypes = { lot: 'rsa', ballot: 'x25519' } as const

function loadPrivateKey(settings: MemberIdentity, use: 'lot' | 'ballot'): KeyObject {
  const der = Buffer.from(readSecret(settings, use))
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  if (key.asymmetricKeyType !== keyTypes[use])
    throw new Error(`the ${use} key of ${settings.name} is of the type ${key.asymmetricKeyType}, not ${keyTypes[use]}`)
  return key
}

/** A raw key in base64: `d` of a private one, `x` of a public one (RFC 8037). */
function rawPart(key: KeyObject, part: 'd' | 'x'): string {
  return toBase64(Buffer.from(key.export({ format: 'jwk' })[part]!, 'base64url'))
}

function readSecret(settings: MemberIdentity, use: MemberKeyUse): Uint8Array {
  const path = join(settings.folder, 'keys', `${use}.key`)
  if (!existsSync(path)) throw new Error(`${path} is missing: make the keys with \`tongzhou-member init SETTINGS\``)
  const mode = statSync(path).mode & 0o777
  if ((mode & 0o077) !== 0) throw new Error(`${path} can be read by others (mode ${mode.toString(8)}): chmod 600 it`)
  const { suffix } = factsOfKey(use)
  const [prefix, forUse, name, secret, ...rest] = readFileSync(path, 'utf8').trimEnd().split(' ')
  if (prefix !== privatePrefix || secret === undefined || rest.length > 0) throw new Error(`${path} is not a key file`)
  if (forUse !== use || name !== settings.name + suffix) {
    throw new Error(`${path} holds the ${forUse} key of ${name}, not the ${use} key of ${settings.name}${suffix}`)
  }
  return fromBase64(secret)
}
