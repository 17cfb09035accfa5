import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { formatVerifierKey, signatureTypes } from '@tongzhou/tlog'
import { createSigner } from '@tongzhou/tlog/node'
import { beforeAll, expect, test } from 'vitest'
import { readConsortium } from './consortium.ts'

const spki = (key: KeyObject) => key.export({ type: 'spki', format: 'der' }).toString('base64')
const rsa = (modulusLength: number, publicExponent = 65_537) =>
  spki(generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey)
const vkey = (name: string, type: (typeof signatureTypes)[keyof typeof signatureTypes]) =>
  formatVerifierKey(createSigner(name, type, new Uint8Array(32).fill(1)).key)

let lotKey: string
beforeAll(() => {
  lotKey = rsa(3_072)
})

function file(changes: Readonly<Record<string, unknown>> = {}): string {
  const member = (name: string) => ({
    name,
    title: { 'zh-CN': name, en: name },
    submissionUrl: `https://${name}`,
    monitoringUrl: `https://${name}/mirror`,
    mirrorKey: vkey(name, signatureTypes.ed25519Cosignature),
    receiptKey: vkey(`${name}/receipt`, signatureTypes.ed25519),
    attesterKey: vkey(`${name}/attester`, signatureTypes.ed25519),
    lotKey,
    ballotKey: Buffer.alloc(32, 7).toString('base64'),
  })
  const members = [member('hospital.example'), { ...member('notary.example'), ...changes }]
  return JSON.stringify({ format: 1, quorum: 2, members })
}

test('a file with all keys is read, the lot key ready to verify by', () => {
  const { members } = readConsortium(file())
  expect(members.map(({ name, keys }) => [name, keys.lot.asymmetricKeyType])).toEqual([
    ['hospital.example', 'rsa'],
    ['notary.example', 'rsa'],
  ])
})

test.each<readonly [string, () => unknown]>([
  ['no key', () => 'AAAAAAAAAAAAAAAAAAAAAAAA'],
  ['a shorter one', () => rsa(2_048)],
  ['a longer one, which not everybody could check', () => rsa(4_096)],
  ['one with another exponent', () => rsa(3_072, 3)],
  ['one of another kind', () => spki(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)],
  ['another spelling of a good one', () => ` ${lotKey}`],
])('a lot key is an RSA key of 3,072 bits: %s is refused', (_, key) => {
  expect(() => readConsortium(file({ lotKey: key() }))).toThrow(/lotKey of notary\.example is no RSA key of 3072 bits/)
})

test.each([
  ['a shorter one', Buffer.alloc(31).toString('base64')],
  ['another spelling', Buffer.alloc(32).toString('base64url')],
])('a ballot key is 32 bytes of base64: %s is refused', (_, ballotKey) => {
  expect(() => readConsortium(file({ ballotKey }))).toThrow(/ballotKey of notary\.example is not 32 bytes/)
})

test('neither key may be missing', () => {
  for (const missing of ['lotKey', 'ballotKey']) {
    expect(() => readConsortium(file({ [missing]: undefined }))).toThrow(/wrong at \/members\/1/)
  }
})
