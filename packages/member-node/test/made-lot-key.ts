import { createPrivateKey } from 'node:crypto'
import { type LotKeyProof, makeLotKeyProof } from '../src/disputes/lot-key-proof.ts'
import { freshLotKey } from '../src/keys.ts'

const made = new Map<string, Buffer>()
const proofs = new Map<string, LotKeyProof>()

/** The lot key of a member of the tests, made once for all tests of a process: an RSA key takes up to a second. */
export function madeLotKey(name: string): Buffer {
  const key = made.get(name) ?? freshLotKey()
  made.set(name, key)
  return key
}

/** What that member serves to show that its lot key is sound. */
export function madeLotKeyProof(name: string): LotKeyProof {
  const proof =
    proofs.get(name) ?? makeLotKeyProof(createPrivateKey({ key: madeLotKey(name), format: 'der', type: 'pkcs8' }))
  proofs.set(name, proof)
  return proof
}
