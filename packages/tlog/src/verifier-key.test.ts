import { describe, expect, test } from 'vitest'
import { foreign } from '../test/foreign-notes.ts'
import { createSigner } from './signatures-node.ts'
import { formatVerifierKey, makeVerifierKey, parseVerifierKey, signatureTypes } from './verifier-key.ts'

const modern = createSigner('mirror.example/m2', signatureTypes.mlDsa44Cosignature, new Uint8Array(32).fill(3)).key

describe('a verifier key', () => {
  test.each([foreign.specification.key, foreign.go.key, foreign.witness.key, formatVerifierKey(modern)])(
    '%.60s is read and written',
    (key) => {
      expect(formatVerifierKey(parseVerifierKey(key))).toBe(key)
    },
  )

  test('may have + in its base64', () => {
    const [plus] = Array.from({ length: 99 }, (_, at) => makeVerifierKey('k', 1, new Uint8Array(32).fill(at))).filter(
      (key) => formatVerifierKey(key).slice(11).includes('+'),
    )
    expect(parseVerifierKey(formatVerifierKey(plus!))).toEqual(plus)
  })

  test.each([
    '',
    'a',
    'a+b',
    '+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    ...[
      ['530d903a', '530d903b'],
      ['530d903a', '530D903A'],
      ['530d903a', '530d903'],
      ['530d903a', '530d903a00'],
      ['+Aeky', '+Beky'],
      ['+Aeky', '+Auky'],
      ['+Aeky', '+eky'],
      ['foo', 'fo o'],
      ['foo', 'fop'],
      ['U2k', 'U2l'],
      ['U2k', 'U2'],
      ['U2k', 'U2k='],
      ['+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k', '+'],
    ].map(([from, to]) => foreign.specification.key.replace(from!, to!)),
  ])('%j is refused', (key) => {
    expect(() => parseVerifierKey(key)).toThrow(expect.objectContaining({ code: 'malformed' }))
  })
})
