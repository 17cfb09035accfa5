import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { utf8 } from './bytes.ts'
import { formatCheckpoint } from './checkpoint.ts'
import { MemoryHashes } from './hash-reader.ts'
import { proveInclusion, treeRoot } from './make-proof.ts'
import { formatNote, type NoteSignature } from './note.ts'
import { parsePolicy } from './parse-policy.ts'
import { checkCheckpoint, isReached } from './policy.ts'
import { leafHash } from './rfc6962.ts'
import { cosign, signText } from './sign-note.ts'
import type { Signer } from './signature-verifier.ts'
import { createSigner, nodeVerifier } from './signatures-node.ts'
import { formatTlogProof, parseTlogProof, type TlogProof, verifyTlogProof } from './tlog-proof.ts'
import { formatVerifierKey, makeVerifierKey, signatureTypes } from './verifier-key.ts'

const { ed25519, ed25519Cosignature, mlDsa44Cosignature } = signatureTypes
let seeds = 0
const signerOf = (name: string, type: 1 | 4 | 6): Signer => createSigner(name, type, new Uint8Array(32).fill(++seeds))
const log = signerOf('log.example/journal', ed25519)
const witnesses = [
  signerOf('hospital.example/a', ed25519Cosignature),
  signerOf('hospital.example/b', mlDsa44Cosignature),
  signerOf('notary.example', ed25519Cosignature),
  signerOf('regulator.example', mlDsa44Cosignature),
]
const [a, b, notary, regulator] = witnesses as [Signer, Signer, Signer, Signer]
const vkey = ({ key }: Signer) => formatVerifierKey(key)
const defined = `log ${vkey(log)} https://log.example/journal/
witness A ${vkey(a)}
witness B ${vkey(b)} https://b.example
witness notary ${vkey(notary)}
witness regulator ${vkey(regulator)}
`
const nested = `# Two of three, and always the notary.
${defined}
group others 1 A\tB
group seats 2 others regulator
  group final all seats notary
quorum final
`

const entries = ['one', 'two', 'three', 'four', 'five'].map(utf8)
const hashes = new MemoryHashes()
for (const entry of entries) hashes.append(leafHash(entry))
const text = formatCheckpoint({ origin: log.key.name, size: 5, root: await treeRoot(hashes, 5) })

async function noteBy(cosigners: readonly Signer[], signed = text): Promise<string> {
  const signatures: NoteSignature[] = [await signText(log, signed)]
  for (const signer of cosigners) signatures.push(await cosign(signer, signed, 1_800_000_000))
  return formatNote({ text: signed, signatures })
}

describe('a policy', () => {
  test('with nested groups is read as the tree of its quorum', () => {
    const policy = parsePolicy(nested)
    expect(policy.logs).toEqual([{ key: log.key, url: 'https://log.example/journal/' }])
    expect(policy.witnesses.map(({ name, url }) => [name, url])).toEqual([
      ['A', undefined],
      ['B', 'https://b.example'],
      ['notary', undefined],
      ['regulator', undefined],
    ])
    expect(policy.quorum).toMatchObject({
      name: 'final',
      threshold: 2,
      members: [
        {
          name: 'seats',
          threshold: 2,
          members: [{ name: 'others', threshold: 1, members: [{}, {}] }, { kind: 'witness' }],
        },
        { kind: 'witness', witness: { name: 'notary' } },
      ],
    })
  })

  test('is reached by exactly the sets of witnesses that its groups allow', () => {
    const { quorum } = parsePolicy(nested)
    const policyKeys = parsePolicy(nested).witnesses.map((witness) => witness.key.name)
    expect(policyKeys).toEqual(witnesses.map((signer) => signer.key.name))
    for (let set = 0; set < 16; set++) {
      const [hasA, hasB, hasNotary, hasRegulator] = [1, 2, 4, 8].map((bit) => (set & bit) > 0)
      const reading = parsePolicy(nested)
      const keys = new Set(reading.witnesses.filter((_, at) => (set & (1 << at)) > 0).map((witness) => witness.key))
      expect(isReached(reading.quorum, keys), `set ${set}`).toBe((hasA || hasB) && hasNotary && hasRegulator)
    }
    expect(isReached(quorum, new Set())).toBe(false)
    expect(isReached(parsePolicy('quorum none\n').quorum, new Set())).toBe(true)
  })

  test('accepts all that the specification allows', () => {
    expect(parsePolicy('quorum none\n').logs).toEqual([])
    expect(parsePolicy(`\n# c\n\t # c\n\twitness \t w1  ${vkey(a)}   u  \n\n  quorum\tw1 \n`).quorum.kind).toBe(
      'witness',
    )
    expect(
      parsePolicy(`witness all ${vkey(a)}\nwitness any ${vkey(b)}\ngroup group 2 all any\nquorum group\n`).quorum,
    ).toMatchObject({ name: 'group', threshold: 2 })
    expect(parsePolicy(`witness constructor ${vkey(a)}\nquorum constructor\n`).quorum.kind).toBe('witness')
    const octets = (name: number[]) =>
      Uint8Array.from([...utf8('witness '), ...name, ...utf8(` ${vkey(a)}\nquorum `), ...name, 10])
    expect(parsePolicy(octets([0x80, 0xff])).witnesses[0]!.name).toBe('\u0080\u00ff')
    expect(parsePolicy(`witness 公证处 ${vkey(a)}\nquorum 公证处\n`).witnesses[0]!.name).toBe('公证处')
    const other = Uint8Array.from([...utf8('witness \u00e9 '), ...utf8(`${vkey(a)}\nquorum `), 0xe9, 10])
    expect(() => parsePolicy(other), 'names are octets, not what they look like').toThrow('not defined')
  })

  const duplicate = formatVerifierKey(makeVerifierKey('impostor.example', ed25519Cosignature, a.key.publicKey))
  const one = `witness A ${vkey(a)}\n`
  const two = `${one}witness B ${vkey(b)}\n`
  test.each([
    ['no quorum', '', 'no quorum'],
    ['comments only', '# quorum none\n', 'no quorum'],
    ['a last line cut off', `${one}quorum A`, 'does not end'],
    ['two quorums', 'quorum none\nquorum none\n', 'line 2: a second quorum'],
    ['a quorum of nothing', 'quorum\n', 'expected: quorum'],
    ['a quorum of two', `${two}quorum A B\n`, 'expected: quorum'],
    ['an unknown quorum', 'quorum A\n', 'A is not defined above'],
    ['a quorum before its witness', `quorum A\n${one}`, 'line 1: A is not defined above'],
    ['an unknown word', 'quibble A\n', 'unknown keyword quibble'],
    ['a word from the prototype', 'constructor A\n', 'unknown keyword'],
    ['a comment after an item', 'quorum none # now\n', 'expected: quorum'],
    ['a carriage return', 'quorum none\r\n', 'control character 0x0d'],
    ['a zero octet', 'quorum none\n\0\n', 'control character 0x00'],
    ['a delete octet', 'quorum none\x7f\n', 'control character 0x7f'],
    ['a wide space between items', `witness\u3000A ${vkey(a)}\nquorum A\n`, 'unknown keyword'],
    ['a log without key', 'log\n', 'expected: log'],
    ['a log with a broken key', 'log garbage\n', 'line 1: a verifier key'],
    ['a log with too many items', `log ${vkey(log)} url more\n`, 'expected: log'],
    ['a log with a witness key', `log ${vkey(a)}\n`, 'not of a type for a log'],
    ['a log twice', `log ${vkey(log)}\nlog ${vkey(log)} url\n`, 'that of another log'],
    ['a witness without key', 'witness A\n', 'expected: witness'],
    ['a witness with a log key', `witness A ${vkey(log)}\n`, 'not of a type for a witness'],
    ['a witness twice', `${one}witness A2 ${vkey(a)}\n`, 'that of another witness'],
    ['a witness under another name', `${one}witness A2 ${duplicate}\n`, 'that of another witness'],
    ['a name twice', `${one}witness A ${vkey(b)}\n`, 'A is defined twice'],
    ['a group named as a witness', `${one}group A any A\n`, 'A is defined twice'],
    ['a witness named none', `witness none ${vkey(a)}\n`, 'reserved'],
    ['a group named none', `${one}group none any A\n`, 'reserved'],
    ['a group without members', `${one}group G 1\n`, 'expected: group'],
    ['a group of none', `${one}group G any none\n`, 'none is not defined'],
    ['a group of itself', `${one}group G any G\n`, 'G is not defined'],
    ['a group before its member', `group G any A\n${one}`, 'line 1: A is not defined'],
    ['a member twice in a group', `${one}group G all A A\n`, 'already a member'],
    ['a member in two groups', `${two}group G any A B\ngroup H any A\n`, 'already a member'],
    ['a threshold of 0', `${one}group G 0 A\n`, 'not all, any or a number'],
    ['a threshold of -1', `${one}group G -1 A\n`, 'not all, any or a number'],
    ['a threshold with a zero before', `${two}group G 01 A B\n`, 'not all, any or a number'],
    ['a threshold above the members', `${two}group G 3 A B\n`, 'asks for 3 of 2'],
  ])('with %s is refused', (_what, file, reason) => {
    expect(() => parsePolicy(file)).toThrow(reason)
    expect(() => parsePolicy(file)).toThrow(expect.objectContaining({ code: 'malformed' }))
  })

  test('with any octet changed is read or refused, never anything else', () => {
    const good = utf8(nested)
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, octet) => {
        try {
          parsePolicy(good.with(at, octet))
        } catch (error) {
          expect(error).toMatchObject({ name: 'TlogError' })
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('a checkpoint under a policy', () => {
  const policy = parsePolicy(nested)

  test('holds with the log and a quorum, and says who signed when', async () => {
    const trusted = await checkCheckpoint(await noteBy([b, notary, regulator]), policy, nodeVerifier)
    expect(trusted.checkpoint).toMatchObject({ origin: 'log.example/journal', size: 5 })
    expect(trusted.signatures.map(({ key, timeSeconds }) => [key.name, timeSeconds])).toEqual([
      ['log.example/journal', undefined],
      ['hospital.example/b', 1_800_000_000],
      ['notary.example', 1_800_000_000],
      ['regulator.example', 1_800_000_000],
    ])
  })

  test('does not hold with too few, with one that signed twice, or without the log', async () => {
    for (const cosigners of [[], [a, b, notary], [a, b, regulator], [notary, notary, notary]]) {
      const checking = checkCheckpoint(await noteBy(cosigners), policy, nodeVerifier)
      await expect(checking).rejects.toMatchObject({ code: 'unsigned' })
    }
    await expect(checkCheckpoint(await noteBy([notary]), policy, nodeVerifier)).rejects.toThrow(
      'not reached with notary',
    )
    const signatures = [await cosign(a, text, 1), await cosign(notary, text, 1), await cosign(regulator, text, 1)]
    const unsigned = checkCheckpoint(formatNote({ text, signatures }), policy, nodeVerifier)
    await expect(unsigned).rejects.toThrow('no log of the policy has signed')
  })

  test('does not hold for another origin, though the log key signed it', async () => {
    const other = text.replace('log.example/journal', 'log.example/other')
    const checking = checkCheckpoint(await noteBy([a, notary, regulator], other), policy, nodeVerifier)
    await expect(checking).rejects.toThrow('no log of the origin log.example/other')
  })

  test('does not hold on the word of a witness whose signature can not be checked here', async () => {
    const note = await noteBy([a, notary, regulator])
    const checking = checkCheckpoint(note, policy, {
      verify: (algorithm, ...rest) =>
        algorithm === 'Ed25519' ? nodeVerifier.verify(algorithm, ...rest) : 'unsupported',
    })
    await expect(checking).rejects.toThrow('not reached with A, notary')
  })
})

describe('a proof file', () => {
  const policy = parsePolicy(nested)
  const proof = async (index: number, cosigners = [a, notary, regulator]): Promise<TlogProof> => ({
    index,
    hashes: await proveInclusion(hashes, index, 5),
    checkpoint: await noteBy(cosigners),
  })

  test('proves each entry, and no other one', async () => {
    for (const [index, entry] of entries.entries()) {
      const file = formatTlogProof({ ...(await proof(index)), extra: utf8('more') })
      const read = parseTlogProof(utf8(file))
      expect(file.startsWith(`c2sp.org/tlog-proof@v1\nextra bW9yZQ==\nindex ${index}\n`)).toBe(true)
      expect(formatTlogProof(read)).toBe(file)
      const trusted = await verifyTlogProof(read, leafHash(entry), policy, nodeVerifier)
      expect(trusted.checkpoint.size).toBe(5)
      const wrong = verifyTlogProof(read, leafHash(utf8('six')), policy, nodeVerifier)
      await expect(wrong).rejects.toMatchObject({ code: 'mismatch' })
    }
  })

  test('does not prove below the quorum', async () => {
    const below = verifyTlogProof(await proof(0, [a, notary]), leafHash(entries[0]!), policy, nodeVerifier)
    await expect(below).rejects.toMatchObject({ code: 'unsigned' })
  })

  test('of a log of one entry has no hash', async () => {
    const one = new MemoryHashes()
    one.append(leafHash(entries[0]!))
    const checkpoint = await noteBy(
      [],
      formatCheckpoint({ origin: log.key.name, size: 1, root: await treeRoot(one, 1) }),
    )
    const file = formatTlogProof({ index: 0, hashes: [], checkpoint })
    expect(file.startsWith('c2sp.org/tlog-proof@v1\nindex 0\n\nlog.example/journal\n1\n')).toBe(true)
    const loose = { ...policy, quorum: { kind: 'none' } as const }
    await verifyTlogProof(parseTlogProof(file), leafHash(entries[0]!), loose, nodeVerifier)
  })

  const changes: [string, (file: string) => string][] = [
    ['another first line', (file) => file.replace('@v1', '@v2')],
    ['no blank line', (file) => file.replaceAll('\n\n', '\n')],
    ['no index', (file) => file.replace(/index .*\n/, '')],
    ['an index with a zero before', (file) => file.replace('index 2', 'index 02')],
    ['a negative index', (file) => file.replace('index 2', 'index -2')],
    ['an index above all bounds', (file) => file.replace('index 2', 'index 18446744073709551615')],
    ['an index twice', (file) => file.replace('index 2', 'index 2\nindex 2')],
    ['an empty extra line', (file) => file.replace('index 2', 'extra \nindex 2')],
    ['extra data that is not base64', (file) => file.replace('index 2', 'extra !!\nindex 2')],
    ['extra data after the index', (file) => file.replace('index 2', 'index 2\nextra AAAA')],
    ['a hash too short', (file) => file.replace(/\n.*=\n/, '\nAAAA\n')],
    ['a hash too long', (file) => file.replace(/\n(.*)=\n/, '\n$1AAA=\n')],
    ['64 hashes', (file) => file.replace('index 2\n', `index 2\n${`${'A'.repeat(43)}=\n`.repeat(61)}`)],
    ['no checkpoint', (file) => file.slice(0, file.indexOf('\n\n') + 2)],
    ['a carriage return', (file) => file.replace('index 2\n', 'index 2\r\n')],
    ['nothing', () => ''],
  ]

  test.each(changes)('with %s is refused', async (_what, change) => {
    const changed = change(formatTlogProof(await proof(2)))
    expect(() => parseTlogProof(changed)).toThrow(expect.objectContaining({ name: 'TlogError' }))
  })

  test('with any byte changed proves nothing or the same', async () => {
    const good = utf8(formatTlogProof(await proof(2, [a, notary, regulator])))
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.nat(420), fc.nat(good.length - 1)), fc.nat(255), async (at, byte) => {
        fc.pre(good[at] !== byte)
        const verifying = (async () =>
          verifyTlogProof(parseTlogProof(good.with(at, byte)), leafHash(entries[2]!), policy, nodeVerifier))()
        await expect(verifying).rejects.toMatchObject({ name: 'TlogError' })
      }),
      { numRuns: 500 },
    )
  })
})
