import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as node from './primitives-node.ts'
import * as web from './primitives-web.ts'

const bytes = fc.uint8Array({ maxLength: 100 })
const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
type Primitives = typeof node | typeof web

describe.each<[string, Primitives, Primitives]>([
  ['what a browser makes, Node opens', web, node],
  ['what Node makes, a browser opens', node, web],
])('%s', (_, maker, opener) => {
  test('HPKE, and a byte or an info that differs is refused by both', async () => {
    await fc.assert(
      fc.asyncProperty(bytes, bytes, fc.nat(), async (data, info, at) => {
        const { publicKey, privateKey } = await maker.makeKeyPair()
        const sealed = await maker.sealTo(publicKey, data, info)
        expect(await openAs(opener, privateKey, sealed, info)).toEqual(data)
        sealed[at % sealed.length]! ^= 1
        for (const any of [opener, maker]) expect(await openAs(any, privateKey, sealed, info)).toBeNull()
        sealed[at % sealed.length]! ^= 1
        for (const any of [opener, maker])
          expect(await openAs(any, privateKey, sealed, Uint8Array.of(...info, 1))).toBeNull()
      }),
    )
  })

  test('keys derived and parts encrypted', async () => {
    await fc.assert(
      fc.asyncProperty(key, bytes, bytes, async (secret, data, place) => {
        expect(await maker.hkdf(secret, 'vote')).toEqual(await opener.hkdf(secret, 'vote'))
        const encrypted = await maker.encryptOnce(secret, data, place)
        expect(await opener.decryptOnce(secret, encrypted, place)).toEqual(data)
        expect(await opener.decryptOnce(secret, encrypted, Uint8Array.of(...place, 1))).toBeNull()
        expect(await opener.decryptOnce(secret, encrypted.subarray(0, 10), place)).toBeNull()
      }),
    )
  })
})

/** A key of one implementation is opaque to the other, so each reads the raw one. */
async function openAs(primitives: Primitives, privateKey: Uint8Array, sealed: Uint8Array, info: Uint8Array) {
  if (primitives === node) return node.openWith(await node.readPrivateKey(privateKey), sealed, info)
  return web.openWith(await web.readPrivateKey(privateKey), sealed, info)
}

test('both refuse points of small order and what is too short', async () => {
  const { privateKey } = await node.makeKeyPair()
  for (const primitives of [node, web])
    for (const sealed of [new Uint8Array(81), new Uint8Array(10), new Uint8Array(0), new Uint8Array(32).fill(3)])
      expect(await openAs(primitives, privateKey, sealed, new Uint8Array(0))).toBeNull()
})

test('HKDF gives what RFC 5869 says (appendix A.3, without salt and info)', async () => {
  // A.3: IKM of 22 bytes 0x0b, no salt, no info; the first 32 bytes of OKM.
  const okm = '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d'
  for (const { hkdf } of [node, web])
    expect(Buffer.from(await hkdf(new Uint8Array(22).fill(11), '')).toString('hex')).toBe(okm)
})
