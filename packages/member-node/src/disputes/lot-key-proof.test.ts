import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { expect, test } from 'vitest'
import { madeLotKey, madeLotKeyProof } from '../../test/made-lot-key.ts'
import { type LotKeyProof, makeLotKeyProof, parseLotKeyProof, whyUnsound } from './lot-key-proof.ts'

const proof = madeLotKeyProof('hospital.example')
const [first, second, ...rest] = proof.signatures as [string, string, ...string[]]
const rsaKey = (modulusLength: number, publicExponent = 65_537): KeyObject =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent }).privateKey

test('a lot key as members make it is proven by its eight signatures, which are the same each time', () => {
  expect([proof.signatures.length, whyUnsound(proof)]).toEqual([8, null])
  const privateKey = createPrivateKey({ key: madeLotKey('hospital.example'), format: 'der', type: 'pkcs8' })
  expect(makeLotKeyProof(privateKey)).toEqual(proof)
  expect(parseLotKeyProof(JSON.stringify(proof))).toEqual(proof)
})

test.each<readonly [string, LotKeyProof, RegExp]>([
  ['a key of another length', makeLotKeyProof(rsaKey(2_048)), /no RSA key of 3072 bits/],
  ['another exponent', makeLotKeyProof(rsaKey(3_072, 3)), /with the exponent 65537/],
  ['another spelling of the key', { ...proof, key: `${proof.key}\n` }, /one spelling/],
  ['no key', { ...proof, key: 'AAAA' }, /no RSA key/],
  ['a signature less', { ...proof, signatures: [first, second, ...rest.slice(1)] }, /7 signatures/],
  ['a signature more', { ...proof, signatures: [...proof.signatures, first] }, /9 signatures/],
  ['two that changed places', { ...proof, signatures: [second, first, ...rest] }, /signature 0/],
  ['another spelling of one', { ...proof, signatures: [first, `${second}\n`, ...rest] }, /signature 1/],
  [
    'another member’s signatures',
    { ...proof, signatures: madeLotKeyProof('notary.example').signatures },
    /signature 0/,
  ],
  ['a last one that is none', { ...proof, signatures: [first, second, ...rest.slice(0, -1), 'AAAA'] }, /signature 7/],
])('%s proves nothing', (_, wrong, why) => {
  expect(whyUnsound(wrong)).toMatch(why)
})

test.each(['', '[]', 'null', '{"key":"x"}', '{"key":"x","signatures":"y"}', '{"key":"x","signatures":[1]}'])(
  '%s is no proof',
  (text) => expect(parseLotKeyProof(text)).toBeNull(),
)
