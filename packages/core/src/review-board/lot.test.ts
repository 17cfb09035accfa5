import { emptyRoot, fromHex, leafHash, nodeHash, sha256, toBase64, toHex, utf8 } from '@tongzhou/tlog'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  jurorLine,
  jurorListRoot,
  jurorRecords,
  lotReference,
  lotText,
  parseJurorLine,
  rankJurors,
  seedOf,
} from './lot.ts'

const dispute = '7F3K-9Q2M-D1'
const seedNumber = (number: number) => sha256(utf8(`seed ${number}`))
const signature = toBase64(new Uint8Array(384).fill(7))

function linesOf(weights: readonly number[]): string[] {
  return weights
    .map((weight, at) => jurorLine({ reference: lotReference(sha256(utf8(`juror ${at}`)), dispute), weight }))
    .sort()
}

/** The definition, word for word: every ticket of every juror, sorted. */
function drawnByDefinition(seed: Uint8Array, lines: readonly string[], count: number): number[] {
  const tickets = lines.flatMap((line, index) => {
    const [reference, weight] = line.split(' ')
    const digits = toHex(sha256(Uint8Array.from([...seed, ...fromHex(reference!)])))
    return Array.from({ length: Number(weight) }, (_, part) => ({
      index,
      ticket: digits.slice(part * 16, part * 16 + 16),
    }))
  })
  const sorted = tickets.toSorted((one, other) => (one.ticket < other.ticket ? -1 : 1))
  return [...new Set(sorted.map(({ index }) => index))].slice(0, count)
}

/** RFC 6962 section 2.1. */
function rootByDefinition(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length < 2) return leaves[0] ?? emptyRoot()
  const split = 2 ** Math.floor(Math.log2(leaves.length - 1))
  return nodeHash(rootByDefinition(leaves.slice(0, split)), rootByDefinition(leaves.slice(split)))
}

describe('a lot reference', () => {
  test('is the beginning of SHA-256 over secret and dispute', () => {
    const secret = new Uint8Array(32).fill(1)
    const bytes = Uint8Array.from([...secret, ...utf8(dispute)])
    expect(lotReference(secret, dispute)).toBe(toHex(sha256(bytes)).slice(0, 32))
    expect(lotReference(secret, '7F3K-9Q2M-D2')).not.toBe(lotReference(secret, dispute))
  })

  test('needs a whole secret', () => {
    expect(() => lotReference(new Uint8Array(31), dispute)).toThrow(RangeError)
  })
})

describe('a list of jurors', () => {
  const lines = linesOf([4, 1, 3, 2, 4, 4, 1])

  test('is read as it was written, and has the root of RFC 6962', () => {
    expect(lines.map((line) => jurorLine(parseJurorLine(line)!))).toEqual(lines)
    for (const size of [0, 1, 2, 5, 7]) {
      const leaves = lines.slice(0, size).map((line) => leafHash(utf8(line)))
      expect(toHex(jurorListRoot(lines.slice(0, size)))).toBe(toHex(rootByDefinition(leaves)))
    }
  })

  test.each([
    ['no weight', 'a'.repeat(32)],
    ['weight 0', `${'a'.repeat(32)} 0`],
    ['weight 5', `${'a'.repeat(32)} 5`],
    ['capital letters', `${'A'.repeat(32)} 1`],
    ['a short reference', `${'a'.repeat(31)} 1`],
    ['its newline', `${'a'.repeat(32)} 1\n`],
  ])('takes no line with %s', (_, line) => {
    expect(parseJurorLine(line)).toBeNull()
    expect(() => jurorListRoot([line])).toThrow(RangeError)
    expect(() => jurorRecords([line])).toThrow(RangeError)
  })

  test('is in order and names nobody twice', () => {
    expect(() => jurorListRoot([lines[1]!, lines[0]!])).toThrow('not in its place')
    const reference = lines[0]!.slice(0, 32)
    expect(() => jurorRecords([`${reference} 1`, `${reference} 2`])).toThrow('not in its place')
  })

  test('becomes records of 17 bytes', () => {
    const { references, size, weights } = jurorRecords(lines)
    expect([size, weights]).toEqual([7, 19])
    const again = lines.map((_, at) => {
      const record = references.subarray(at * 17, at * 17 + 17)
      return `${toHex(record.subarray(0, 16))} ${record[16]}`
    })
    expect(again).toEqual(lines)
  })
})

test('members sign the place and the hash of the entry', () => {
  const text = lotText({ origin: 'log.example/tongzhou', index: 42, leafHash: new Uint8Array(32) })
  expect(text).toBe(`tongzhou-lot/v1\nlog.example/tongzhou\n42\n${toBase64(new Uint8Array(32))}\n`)
})

describe('a seed', () => {
  test('is one for one set of signatures, whatever their order', () => {
    const [ash, elm] = ['ash.example', 'elm.example'].map((member) => ({ member, signature }))
    const expected = sha256(utf8(`ash.example ${signature}\nelm.example ${signature}\n`))
    expect(toHex(seedOf([elm!, ash!]))).toBe(toHex(expected))
    expect(toHex(seedOf([ash!, elm!]))).toBe(toHex(expected))
  })

  test.each([
    ['nobody', []],
    [
      'a member twice',
      [
        { member: 'ash', signature },
        { member: 'ash', signature },
      ],
    ],
    ['a name that is a line', [{ member: `ash ${signature}\nelm`, signature }]],
    ['a signature in another spelling', [{ member: 'ash', signature: `${signature}\n` }]],
  ])('does not come from %s', (_, signatures) => {
    expect(() => seedOf(signatures)).toThrow()
  })
})

describe('a draw', () => {
  test('is the one of the definition, for lists and counts of every kind', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 60 })
    fc.assert(
      fc.property(weights, fc.nat({ max: 70 }), fc.nat(), (list, count, number) => {
        const lines = linesOf(list)
        const { references } = jurorRecords(lines)
        const seed = seedNumber(number)
        expect(rankJurors({ seed, references, count })).toEqual(drawnByDefinition(seed, lines, count))
      }),
    )
  })

  test('of few from many is the beginning of the whole order', () => {
    const lines = linesOf(Array.from({ length: 6_000 }, (_, at) => 1 + (at % 4)))
    const { references } = jurorRecords(lines)
    const whole = drawnByDefinition(seedNumber(1), lines, lines.length)
    for (const count of [1, 36, 600]) {
      expect(rankJurors({ seed: seedNumber(1), references, count })).toEqual(whole.slice(0, count))
    }
  })

  test('puts the earlier in the list first where tickets are equal', () => {
    const { references } = jurorRecords(linesOf(Array.from({ length: 3_000 }, () => 1)))
    const hash = () => 'a'.repeat(64)
    expect(rankJurors({ seed: seedNumber(1), references, count: 3, hash })).toEqual([0, 1, 2])
  })

  test.each([
    ['a short seed', { seed: new Uint8Array(31) }],
    ['a list that was cut', { references: new Uint8Array(33) }],
    ['a weight of 0', { references: new Uint8Array(17) }],
    ['a weight of 5', { references: new Uint8Array(17).fill(5) }],
    ['less than nobody', { count: -1 }],
    ['half a juror', { count: 0.5 }],
    ['a hash of another kind', { hash: () => 'ab' }],
  ])('does not take %s', (_, wrong) => {
    const { references } = jurorRecords(linesOf([1, 2]))
    expect(() => rankJurors({ seed: seedNumber(1), references, count: 1, ...wrong })).toThrow(RangeError)
  })

  test('has not changed, as calculated in another language: the seats of a fixed list and seed', () => {
    const lines = linesOf([1, 2, 3, 4, 4, 4, 4, 4])
    const drawn = rankJurors({ seed: seedNumber(0), references: jurorRecords(lines).references, count: 3 })
    expect(drawn.map((at) => lines[at])).toEqual([
      'd556f933abd3ff135d1c5f0b3c11bc68 4',
      'a6e182ea1ba9d693e7fd2affa4acbb78 4',
      '5e4b43127aac8e437d26dfd2959726d5 4',
    ])
    expect(toBase64(jurorListRoot(lines))).toBe('zg0zib8FiJ2xs7A1c4I6LAah+00D5B9WGazAKvqZ84w=')
  })
})
