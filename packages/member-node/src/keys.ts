import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { formatVerifierKey, fromBase64, type Signer, toBase64 } from '@tongzhou/tlog'
import { createSigner } from '@tongzhou/tlog/node'
import { factsOfKey, type MemberKeyUse } from './key-uses.ts'
import type { MemberIdentity } from './settings.ts'

/** The member's signers by use; `mirror-ml-dsa` where the settings ask for it. */
export interface MemberKeys {
  readonly mirror: Signer
  readonly witness: Signer
  readonly receipt: Signer
  readonly attester: Signer
  readonly mirrorMlDsa?: Signer
}

const always = ['mirror', 'witness', 'receipt', 'attester'] as const satisfies readonly MemberKeyUse[]
const privatePrefix = 'tongzhou-private-key-v1'
const seedLength = 32

/** Makes the keys that are missing in `<folder>/keys`, each in a file that only its owner can read. Overwrites none. */
export function makeKeys(settings: MemberIdentity): void {
  const folder = join(settings.folder, 'keys')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  for (const use of usesOf(settings)) {
    const path = join(folder, `${use}.key`)
    if (existsSync(path)) continue
    const name = settings.name + factsOfKey(use).suffix
    writeFileSync(path, `${privatePrefix} ${use} ${name} ${toBase64(randomBytes(seedLength))}\n`, {
      mode: 0o600,
      flag: 'wx',
      flush: true,
    })
  }
}

/** Reads the keys. Throws with what to do if one is missing, open to others, or made for another use or member. */
export function loadKeys(settings: MemberIdentity): MemberKeys {
  const [mirror, witness, receipt, attester] = always.map((use) => loadKey(settings, use))
  const keys = { mirror: mirror!, witness: witness!, receipt: receipt!, attester: attester! }
  return settings.mlDsa44 ? { ...keys, mirrorMlDsa: loadKey(settings, 'mirror-ml-dsa') } : keys
}

/** The public keys as vkeys, by use. */
export function publicKeys(keys: MemberKeys): Record<keyof MemberKeys, string> {
  const entries = Object.entries(keys).map(([use, signer]: [string, Signer]) => [use, formatVerifierKey(signer.key)])
  return Object.fromEntries(entries) as Record<keyof MemberKeys, string>
}

function usesOf(settings: MemberIdentity): readonly MemberKeyUse[] {
  return settings.mlDsa44 ? [...always, 'mirror-ml-dsa'] : always
}

function loadKey(settings: MemberIdentity, use: MemberKeyUse): Signer {
  const path = join(settings.folder, 'keys', `${use}.key`)
  if (!existsSync(path)) throw new Error(`${path} is missing: make the keys with \`tongzhou-member init SETTINGS\``)
  const mode = statSync(path).mode & 0o777
  if ((mode & 0o077) !== 0) throw new Error(`${path} can be read by others (mode ${mode.toString(8)}): chmod 600 it`)
  const { suffix, type } = factsOfKey(use)
  const [prefix, forUse, name, seed, ...rest] = readFileSync(path, 'utf8').trimEnd().split(' ')
  if (prefix !== privatePrefix || seed === undefined || rest.length > 0) throw new Error(`${path} is not a key file`)
  if (forUse !== use || name !== settings.name + suffix) {
    throw new Error(`${path} holds the ${forUse} key of ${name}, not the ${use} key of ${settings.name}${suffix}`)
  }
  return createSigner(name, type, fromBase64(seed))
}
