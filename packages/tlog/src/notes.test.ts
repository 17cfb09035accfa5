import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foreign } from '../test/foreign-notes.ts'
import { fromBase64, fromUtf8, toBase64, utf8 } from './bytes.ts'
import { formatCheckpoint } from './checkpoint.ts'
import { formatNote, formatSignatureLine, parseNote, parseSignatureLines } from './note.ts'
import { openNote } from './open-note.ts'
import { leafHash } from './rfc6962.ts'
import { cosign, signNote, signText } from './sign-note.ts'
import type { SignatureVerifier, Signer } from './signature-verifier.ts'
import { createSigner, nodeVerifier } from './signatures-node.ts'
import { formatVerifierKey, makeVerifierKey, parseVerifierKey, signatureTypes } from './verifier-key.ts'
import { webCryptoVerifier } from './web-crypto-verifier.ts'

const seed = (fill: number) => new Uint8Array(32).fill(fill)
const log = createSigner('log.example/journal', signatureTypes.ed25519, seed(1))
const mirror = createSigner('mirror.example/m1', signatureTypes.ed25519Cosignature, seed(2))
const modern = createSigner('mirror.example/m2', signatureTypes.mlDsa44Cosignature, seed(3))
const allKeys = [log.key, mirror.key, modern.key]
const text = formatCheckpoint({ origin: log.key.name, size: 20_852_163, root: leafHash(utf8('a root')) })

async function goodNote(): Promise<string> {
  const signatures = [await signText(log, text), await cosign(mirror, text, 1_679_315_147)]
  return formatNote({ text, signatures: [...signatures, await cosign(modern, text, 1_679_315_148)] })
}

describe.each([
  ['node:crypto', nodeVerifier],
  ['WebCrypto', webCryptoVerifier(crypto.subtle)],
] as const)('notes checked by %s', (_name, verifier) => {
  test.each(Object.entries(foreign))(
    'the published note of the %s opens, and not with another letter',
    async (_, it) => {
      const key = parseVerifierKey(it.key)
      const opened = await openNote(it.note, [key], verifier)
      expect(opened.signatures.map((signature) => signature.key)).toEqual([key])
      await expect(openNote(it.note.replace('a', 'e'), [key], verifier)).rejects.toMatchObject({
        code: 'bad-signature',
      })
    },
  )

  test('a cosignature tells its time', async () => {
    const [signature] = (await openNote(foreign.witness.note, [parseVerifierKey(foreign.witness.key)], verifier))
      .signatures
    expect(signature!.timeSeconds).toBe(0x6a122120)
  })

  test('our own notes open, with plain signatures and both kinds of cosignature', async () => {
    const opened = await openNote(utf8(await goodNote()), allKeys, verifier)
    expect(opened.text).toBe(text)
    expect(opened.signatures.map(({ key, timeSeconds }) => [key.name, timeSeconds])).toEqual([
      ['log.example/journal', undefined],
      ['mirror.example/m1', 1_679_315_147],
      ['mirror.example/m2', 1_679_315_148],
    ])
    expect(opened.unchecked).toEqual([])
  })

  test('a public key that is no point of the curve verifies nothing', async () => {
    const bogus = makeVerifierKey('bogus', signatureTypes.ed25519, seed(255))
    const line = { name: 'bogus', keyId: bogus.id, signature: new Uint8Array(64) }
    const note = formatNote({ text, signatures: [line] })
    await expect(openNote(note, [bogus], verifier)).rejects.toMatchObject({ code: 'bad-signature' })
  })
})

describe('opening a note', () => {
  test('ignores unknown keys, also with the name or the id of a known one', async () => {
    const signature = new Uint8Array(64)
    const strangers = [
      { name: log.key.name, keyId: '00000000', signature },
      { name: 'someone.else', keyId: log.key.id, signature },
      { name: 'unknown.kind', keyId: 'ffffffff', signature: Uint8Array.of(1) },
    ]
    const note = formatNote({ text, signatures: [...strangers, await signText(log, text)] })
    expect((await openNote(note, [log.key], nodeVerifier)).signatures).toHaveLength(1)
    const only = formatNote({ text, signatures: strangers })
    await expect(openNote(only, [log.key], nodeVerifier)).rejects.toMatchObject({ code: 'unsigned' })
  })

  test('refuses the whole note if one known key did not sign, though another did', async () => {
    const forged = { name: mirror.key.name, keyId: mirror.key.id, signature: new Uint8Array(72) }
    const note = formatNote({ text, signatures: [await signText(log, text), forged] })
    await expect(openNote(note, [log.key, mirror.key], nodeVerifier)).rejects.toMatchObject({ code: 'bad-signature' })
    expect((await openNote(note, [log.key], nodeVerifier)).signatures).toHaveLength(1)
  })

  test('takes two keys that share name and id for what they are: the signature must be of one of them', async () => {
    const twin = { ...makeVerifierKey(log.key.name, log.key.type, mirror.key.publicKey), id: log.key.id }
    const note = await signNote(text, [log])
    for (const keys of [
      [twin, log.key],
      [log.key, twin],
    ]) {
      expect((await openNote(note, keys, nodeVerifier)).signatures.map(({ key }) => key)).toEqual([log.key])
    }
    await expect(openNote(note, [twin], nodeVerifier)).rejects.toMatchObject({ code: 'bad-signature' })
  })

  test('refuses a cosignature moved to another time, another text or another name', async () => {
    const line = await cosign(mirror, text, 1_000)
    const other = text.replace('20852163', '20852164')
    for (const [signed, signature] of [
      [text, { ...line, signature: line.signature.with(7, 1) }],
      [other, line],
      ['no checkpoint\n', line],
      [text, { ...line, signature: line.signature.subarray(1) }],
    ] as const) {
      const note = formatNote({ text: signed, signatures: [signature] })
      await expect(openNote(note, [mirror.key], nodeVerifier)).rejects.toMatchObject({ code: 'bad-signature' })
    }
    const renamed = makeVerifierKey('mirror.example/renamed', modern.key.type, modern.key.publicKey)
    const modernLine = await cosign(modern, text, 1_000)
    const note = formatNote({ text, signatures: [{ ...modernLine, name: renamed.name, keyId: renamed.id }] })
    await expect(openNote(note, [renamed], nodeVerifier)).rejects.toMatchObject({ code: 'bad-signature' })
  })

  test('says which keys could not be checked where an algorithm is missing, and does not count them', async () => {
    const older: SignatureVerifier = webCryptoVerifier({
      importKey: async (...args: never[]) => {
        if ((args[2] as unknown) !== 'ML-DSA-44') return Reflect.apply(crypto.subtle.importKey, crypto.subtle, args)
        throw new DOMException('no such algorithm', 'NotSupportedError')
      },
      verify: (...args: never[]) => Reflect.apply(crypto.subtle.verify, crypto.subtle, args),
    })
    const opened = await openNote(await goodNote(), allKeys, older)
    expect(opened.signatures.map(({ key }) => key)).toEqual([log.key, mirror.key])
    expect(opened.unchecked).toEqual([modern.key])
    await expect(openNote(await goodNote(), [modern.key], older)).rejects.toThrow('that can be checked here')
  })

  test('refuses a good note once any byte is changed, taken away or added', async () => {
    const good = utf8(await goodNote())
    const positions = fc.oneof(fc.nat(400), fc.nat(good.length - 1))
    await fc.assert(
      fc.asyncProperty(positions, fc.nat(255), fc.constantFrom('set', 'add', 'drop'), async (at, byte, change) => {
        const bytes = [...good]
        if (change === 'set') bytes[at] = byte
        if (change === 'add') bytes.splice(at, 0, byte)
        if (change === 'drop') bytes.splice(at, 1)
        const changed = Uint8Array.from(bytes)
        fc.pre(toBase64(changed) !== toBase64(good))
        const signers = await openNote(changed, allKeys, nodeVerifier).then(
          (opened) => (opened.text === text ? opened.signatures.length : 99),
          (error) => {
            expect(error).toMatchObject({ name: 'TlogError' })
            return 0
          },
        )
        expect(signers, 'a change may hide one signer, never show another text').toBeLessThan(3)
      }),
      { numRuns: 600 },
    )
  })
})

describe('the form of a note', () => {
  const line = formatSignatureLine({ name: 'a', keyId: '01020304', signature: Uint8Array.of(5) })

  test('separates text and signatures at the last blank line', () => {
    expect(parseNote(`one\n\ntwo\n\n${line}${line}`)).toMatchObject({ text: 'one\n\ntwo\n', signatures: [{}, {}] })
    expect(parseNote(`\n\n${line}`).text).toBe('\n')
  })

  test.each([
    ['nothing', ''],
    ['no signature', 'text\n'],
    ['no blank line', `text\n${line}`],
    ['nothing after the blank line', 'text\n\n'],
    ['no last line feed', `text\n\n${line.slice(0, -1)}`],
    ['a blank line at the end', `text\n\n${line}\n`],
    ['a carriage return', `text\r\n\n${line}`],
    ['a tab', `te\txt\n\n${line}`],
    ['a hyphen for the dash', `text\n\n${line.replace('\u2014', '-')}`],
    ['two spaces', `text\n\n${line.replace(' a ', '  a ')}`],
    ['a space at the end', `text\n\n${line.replace('\n', ' \n')}`],
    ['no name', `text\n\n${line.replace(' a ', '  ')}`],
    ['a plus in the name', `text\n\n${line.replace(' a ', ' a+b ')}`],
    ['a wide space in the name', `text\n\n${line.replace(' a ', ' a\u3000b ')}`],
    ['a next-line character in the name', `text\n\n${line.replace(' a ', ' a\u0085b ')}`],
    ['a key id alone', 'text\n\n\u2014 a AQIDBA==\n'],
    ['base64 without padding', `text\n\n${line.replace('=', '')}`],
    ['a line that is none among signatures', `text\n\n${line}?\n${line}`],
    ['101 signatures', `text\n\n${line.repeat(101)}`],
    ['a lone surrogate', `te\uD800xt\n\n${line}`],
    ['more than a megabyte', `${'x'.repeat(1_000_000)}\n\n${line}`],
  ])('with %s is refused', (_what, note) => {
    expect(() => parseNote(note)).toThrow(expect.objectContaining({ code: 'malformed' }))
  })

  test('takes up to 100 signatures and names of any script', () => {
    expect(parseNote(`text\n\n${line.repeat(100)}`).signatures).toHaveLength(100)
    expect(parseSignatureLines(line.replace(' a ', ' 同舟.example ')).map(({ name }) => name)).toEqual(['同舟.example'])
  })

  test('that is not UTF-8 is refused', () => {
    expect(() => parseNote(Uint8Array.from([...utf8('a'), 0xff, ...utf8(`\n\n${line}`)]))).toThrow('not UTF-8')
  })

  test('is written only if it can be read', () => {
    const signatures = parseSignatureLines(line)
    expect(() => formatNote({ text: 'no line feed', signatures })).toThrow('does not end in a line feed')
    expect(() => formatNote({ text: 'text\n', signatures: [] })).toThrow('missing')
    expect(() => formatNote({ text: 'te\txt\n', signatures })).toThrow('control character')
    expect(() => formatSignatureLine({ ...signatures[0]!, name: 'a b' })).toThrow('not a key name')
  })

  test('of any bytes is read or refused, and what is read is written back the same', () => {
    const piece = fc.constantFrom(
      '\n',
      '\n\n',
      '\u2014 ',
      ' ',
      'a',
      '+',
      'AQIDBAU=',
      '=',
      '\u2014 a AQIDBAU=\n',
      'text\n',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const note = pieces.join('')
        let read: ReturnType<typeof parseNote>
        try {
          read = parseNote(note)
        } catch (error) {
          expect(error).toMatchObject({ code: 'malformed' })
          return
        }
        expect(formatNote(read)).toBe(note)
      }),
      { numRuns: 3_000 },
    )
  })
})

describe('signing', () => {
  test('makes the bytes of the specification', async () => {
    const line = await cosign(mirror, text, 1_679_315_147)
    expect(line.signature.subarray(0, 8)).toEqual(Uint8Array.of(0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb))
    const signed: Uint8Array[] = []
    const listening = (signer: Signer): Signer => ({
      key: signer.key,
      sign(message) {
        signed.push(message)
        return signer.sign(message)
      },
    })
    await cosign(listening(mirror), text, 7)
    await cosign(listening(modern), text, 7)
    expect(fromUtf8(signed[0]!)).toBe(`cosignature/v1\ntime 7\n${text}`)
    const message = Buffer.from(signed[1]!)
    const name = 'mirror.example/m2'
    expect(message.subarray(0, 12).toString('latin1')).toBe('subtree/v1\n\0')
    expect(message.subarray(12, 30).toString('latin1')).toBe(`${String.fromCharCode(name.length)}${name}`)
    expect(message.readBigUInt64BE(30)).toBe(7n)
    expect(message.subarray(39, 58).toString('latin1')).toBe('log.example/journal')
    expect([message[38], message.readBigUInt64BE(58), message.readBigUInt64BE(66)]).toEqual([19, 0n, 20_852_163n])
    expect(toBase64(message.subarray(74))).toBe(text.split('\n')[2])
  })

  test('is refused where the kind of key, the text or the time does not fit', async () => {
    const wrongEmpty = text.replace('20852163', '0')
    await expect(signText(mirror, text)).rejects.toThrow('has a time')
    await expect(cosign(log, text, 5)).rejects.toThrow('has no time')
    await expect(cosign(mirror, text, 0)).rejects.toThrow('states its time')
    await expect(cosign(mirror, text, -1)).rejects.toMatchObject({ code: 'out-of-range' })
    await expect(cosign(mirror, 'no checkpoint\n', 5)).rejects.toMatchObject({ code: 'malformed' })
    await expect(cosign(mirror, wrongEmpty, 5)).rejects.toThrow('root of the empty tree')
    await expect(cosign(modern, `${text}more\n`, 5)).rejects.toThrow('extension lines')
    expect((await cosign(mirror, `${text}more\n`, 5)).name).toBe(mirror.key.name)
    const long = text.replace('log.example/journal', 'x'.repeat(256))
    await expect(cosign(modern, long, 5)).rejects.toThrow('origin has 256 bytes')
    await expect(signText({ key: log.key, sign: () => new Uint8Array(63) }, text)).rejects.toThrow('63 bytes')
    expect(() => createSigner('a', 1, new Uint8Array(31))).toThrow('32 bytes')
    expect(() => makeVerifierKey('a', 6, new Uint8Array(32))).toThrow('1312 bytes, not 32')
  })

  test('with a seed published by others gives their key and their signature', async () => {
    const signer = createSigner(
      'PeterNeumann',
      signatureTypes.ed25519,
      fromBase64('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz').subarray(1),
    )
    expect(formatVerifierKey(signer.key)).toBe(foreign.go.key)
    expect(await signNote(foreign.go.note.split('\n\n')[0]!.concat('\n'), [signer])).toBe(foreign.go.note)
  })
})
