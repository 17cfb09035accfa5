import { fromBase64, toBase64 } from '@tongzhou/tlog'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  ballotHash,
  checkSealedBallot,
  combineShares,
  type Keeper,
  makeKeeperKey,
  openShare,
  openText,
  openVote,
  readKeeperKey,
  sealBallot,
  textKeyOf,
  type Vote,
  voteKeyOf,
} from './index.ts'
import { keyCommitmentOf, openByShares, openVoteNow, sealedVoteOf } from './index-node.ts'
import { padVote, unpadVote } from './padding.ts'

const place = { dispute: '7F3K-9Q2M-D1', juror: 'K7M3Q9X2V5T8' }
const keys = new Map<string, string>()
let five: Keeper[]

beforeAll(async () => {
  five = await Promise.all(
    ['hospital', 'insurer', 'notary', 'regulator', 'university'].map(async (name) => {
      const { publicKey, privateKey } = await makeKeeperKey()
      keys.set(`${name}.example`, privateKey)
      return { name: `${name}.example`, key: publicKey }
    }),
  )
})

const four = () => five.slice(0, 4)
const names = (keepers: readonly Keeper[]) => keepers.map(({ name }) => name)
const seal = (changed: Partial<Parameters<typeof sealBallot>[0]> = {}) =>
  sealBallot({ vote: { choice: 'pay', clause: '4.2' }, text: '', place, keepers: four(), threshold: 3, ...changed })

async function sharesOf(sealed: string, keepers: readonly string[], at = place): Promise<Map<string, Uint8Array>> {
  const shares = new Map<string, Uint8Array>()
  for (const keeper of keepers) {
    const share = await openShare({ privateKey: keys.get(keeper)!, keeper, place: at, sealed })
    if (share) shares.set(keeper, share)
  }
  return shares
}

async function open(sealed: string, keepers: readonly string[], threshold: number, at = place) {
  const key = await combineShares({ sealed, shares: await sharesOf(sealed, keepers, at), threshold })
  if (!key) return null
  return {
    vote: await openVote({ voteKey: await voteKeyOf(key), place: at, sealed }),
    text: await openText({ textKey: await textKeyOf(key), place: at, sealed }),
  }
}

function changed<Ballot extends Record<string, unknown>>(sealed: string, change: (ballot: Ballot) => void): string {
  const ballot = JSON.parse(sealed)
  change(ballot)
  return JSON.stringify(ballot)
}

const votes: fc.Arbitrary<Vote> = fc.record({
  choice: fc.constantFrom('pay', 'do-not-pay'),
  clause: fc.stringMatching(/^[1-9][0-9]{0,2}(?:\.[1-9][0-9]{0,2}){0,3}$/),
})
const texts = fc.string({ unit: fc.constantFrom('a', ' ', '理', '𠮷', '\n'), maxLength: 1_000 })

test('what is sealed opens for any quorum, as it was', async () => {
  const cases = fc.record({
    vote: votes,
    text: texts,
    count: fc.integer({ min: 1, max: 5 }),
    dice: fc.infiniteStream(fc.nat()),
  })
  await fc.assert(
    fc.asyncProperty(cases, async ({ vote, text, count, dice }) => {
      const keepers = five.slice(0, count)
      const threshold = 1 + (dice.next().value % count)
      const chosen = names(keepers)
        .toSorted(() => (dice.next().value % 2) - 0.5)
        .slice(0, threshold)
      const sealed = await seal({ vote, text, keepers, threshold })
      expect(checkSealedBallot(sealed, names(keepers))).toBeNull()
      expect(await open(sealed, chosen, threshold)).toEqual({ vote, text })
    }),
    { numRuns: 60 },
  )
})

test('the longest reasons and the longest clause fit', async () => {
  const vote = { choice: 'pay', clause: '999.999.999.999' } as const
  const text = '理'.repeat(2_000)
  const sealed = await seal({ vote, text, keepers: five })
  expect(checkSealedBallot(sealed, names(five))).toBeNull()
  expect(await open(sealed, names(five), 3)).toEqual({ vote, text })
  await expect(seal({ text: `${text}由` })).rejects.toThrow(RangeError)
})

describe('less than a quorum', () => {
  test('cannot open, whoever it is, and however it counts the threshold', async () => {
    const sealed = await seal()
    for (const one of names(four()))
      for (const other of names(four()).filter((name) => name !== one))
        for (const threshold of [1, 2, 3]) expect(await open(sealed, [one, other], threshold)).toBeNull()
  })

  test('learns nothing: each byte of a key is as likely as any other, given the shares', async () => {
    // Two shares of one ballot, and every value that a third one could have: the key's first byte takes each value once.
    const sealed = await seal()
    const [one, other] = [...(await sharesOf(sealed, names(four()).slice(0, 2))).values()]
    const third = [...(await sharesOf(sealed, [names(four())[2]!])).values()][0]!
    const { combine } = await import('shamir-secret-sharing')
    const found = new Set<number>()
    for (let byte = 0; byte < 256; byte += 1) {
      const guess = third.slice()
      guess[0] = byte
      found.add((await combine([one!, other!, guess]))[0]!)
    }
    expect(found.size).toBe(256)
  })

  test('of one keeper opens alone where one is enough', async () => {
    const sealed = await seal({ threshold: 1 })
    for (const name of names(four())) expect(await open(sealed, [name], 1)).not.toBeNull()
  })
})

describe('a ballot that was moved does not open', () => {
  test.each([
    ['another dispute', { ...place, dispute: '7F3K-9Q2M-D2' }],
    ['another juror', { ...place, juror: 'K7M3Q9X2V5T9' }],
  ])('%s', async (_, other) => {
    const sealed = await seal({ text: 'because' })
    expect(await sharesOf(sealed, names(four()), other)).toEqual(new Map())
    const key = await combineShares({ sealed, shares: await sharesOf(sealed, names(four())), threshold: 3 })
    expect(await openVote({ voteKey: await voteKeyOf(key!), place: other, sealed })).toBeNull()
    expect(await openText({ textKey: await textKeyOf(key!), place: other, sealed })).toBeNull()
  })

  test("a share of another keeper, put under one's own name", async () => {
    const sealed = await seal()
    const moved = changed(sealed, (ballot) => {
      const shares = ballot.shares as Record<string, string>
      shares['hospital.example'] = shares['insurer.example']!
    })
    expect(checkSealedBallot(moved, names(four()))).toBeNull()
    expect([...(await sharesOf(moved, names(four()))).keys()]).not.toContain('hospital.example')
  })

  test('the shares of one ballot beside the vote of another', async () => {
    const [one, other] = [await seal(), await seal({ vote: { choice: 'do-not-pay', clause: '1' } })]
    const mixed = changed(one, (ballot) => {
      ballot.vote = JSON.parse(other).vote
    })
    expect(await open(mixed, names(four()), 3)).toEqual({ vote: null, text: '' })
  })

  test('a break of lines in a reference is no way to pass one place for another', async () => {
    await expect(seal({ place: { dispute: 'A\nB', juror: 'C' } })).rejects.toThrow(TypeError)
  })
})

test('all ballots are of one length, whatever the choice, the clause and short reasons', async () => {
  const lengths = new Set<number>()
  for (const choice of ['pay', 'do-not-pay'] as const)
    for (const clause of ['1', '4.2', '999.999.999.999'])
      for (const text of ['', 'no', '理由'.repeat(80)])
        lengths.add((await seal({ vote: { choice, clause }, text })).length)
  expect(lengths.size).toBe(1)
})

test('a clause is a clause number, or the ballot is none: what jurors say there is published as it is', async () => {
  for (const clause of ['', '0', '4.', '4.2.', 'four', '第四条', '张三', '1.2.3.4.5', '1234', '4.2\n']) {
    await expect(seal({ vote: { choice: 'pay', clause } })).rejects.toThrow(RangeError)
    const letters = new TextEncoder().encode(clause)
    const made = new Uint8Array(64)
    made.set([1, letters.length, ...letters])
    expect(unpadVote(made)).toBeNull()
  }
  const padded = padVote({ choice: 'pay', clause: '4.2' })
  for (const [at, byte] of [
    [0, 0],
    [0, 3],
    [1, 2],
    [1, 4],
    [1, 200],
    [63, 1],
  ] as const)
    expect(unpadVote(padded.with(at, byte))).toBeNull()
})

test('two ballots of one content share nothing but their form', async () => {
  const [one, other] = [JSON.parse(await seal()), JSON.parse(await seal())]
  for (const field of ['key', 'vote', 'text']) expect(one[field]).not.toBe(other[field])
})

describe('the check of a sealed ballot', () => {
  interface Loose {
    [field: string]: unknown
    shares: Record<string, unknown>
  }
  const without = (ballot: Record<string, unknown>, field: string) => {
    delete ballot[field]
  }
  test.each<[string, (ballot: Loose) => void, RegExp]>([
    ['another format', (ballot) => (ballot.format = 2), /format/],
    ['no key', (ballot) => without(ballot, 'key'), /lacks/],
    ['a short key', (ballot) => (ballot.key = toBase64(new Uint8Array(31))), /key is not/],
    ['a short vote', (ballot) => (ballot.vote = toBase64(new Uint8Array(111))), /vote is not/],
    ['a text that is not padded', (ballot) => (ballot.text = toBase64(new Uint8Array(100))), /text is not/],
    ['a text that is too long', (ballot) => (ballot.text = toBase64(new Uint8Array(48 + 13 * 512))), /text is not/],
    ['shares that are a list', (ballot) => Object.assign(ballot, { shares: [] }), /lacks/],
    ['a share of another length', (ballot) => (ballot.shares['notary.example'] = 'AAAA'), /notary.*bytes/],
    ['a share that is no text', (ballot) => (ballot.shares['notary.example'] = 7), /notary.*bytes/],
    ['no share for a keeper', (ballot) => without(ballot.shares, 'notary.example'), /no share for notary.example/],
    ['a field more', (ballot) => (ballot.zebra = 1), /canonical/],
    [
      'a share for a stranger',
      (ballot) => (ballot.shares['zebra.example'] = ballot.shares['notary.example']),
      /zebra.example, who keeps no key/,
    ],
  ])('refuses %s', async (_, change, message) => {
    const sealed = await seal()
    expect(checkSealedBallot(changed(sealed, change), names(four()))).toMatch(message)
  })

  test('refuses other spellings and other things', async () => {
    const sealed = await seal()
    const strayBits = sealed.replace(/"key":"(.{42})./, (_, key) => `"key":"${key}B`)
    expect(strayBits.length).toBe(sealed.length)
    const doubled = sealed.replace('"format":1', '"format":1,"format":1')
    for (const text of [` ${sealed}`, doubled, strayBits, 'null', '[]', '', '{', '7', `"${'x'.repeat(70_000)}"`])
      expect(checkSealedBallot(text, names(four()))).not.toBeNull()
  })

  test('takes names that JavaScript orders differently', async () => {
    const keepers = ['20', '3', 'a', '__proto__'].map((name, index) => ({ name, key: five[index]!.key }))
    const sealed = await seal({ keepers })
    expect(checkSealedBallot(sealed, ['20', '3', 'a', '__proto__'])).toBeNull()
  })
})

describe('opening by shares at once', () => {
  const now = (sealed: string, shares: readonly Uint8Array[], threshold: number, at = place) => {
    const [commitment, sealedVote] = [keyCommitmentOf(sealed)!, sealedVoteOf(sealed)!]
    return openByShares({ commitment, sealedVote, place: at, shares, threshold })
  }

  test.each([1, 2, 3, 4, 5])(
    'by %d of five shares, in any order, says what the library that split the key says',
    async (threshold) => {
      const sealed = await seal({ keepers: five, threshold })
      const shares = [...(await sharesOf(sealed, names(five))).values()]
      for (let round = 0; round < 5; round += 1) {
        const some = [...shares.slice(round), ...shares.slice(0, round)].slice(0, threshold)
        expect(now(sealed, some, threshold)).toEqual({ choice: 'pay', clause: '4.2' })
        if (threshold > 1) expect(now(sealed, some.slice(1), threshold)).toBeNull()
      }
    },
  )

  test('passes over lies, and opens nothing of another place or ballot', async () => {
    const [sealed, other] = [await seal(), await seal()]
    const [one, two, three, four] = (await sharesOf(sealed, names(five))).values()
    const lie = new Uint8Array(33).fill(7)
    expect(now(sealed, [lie, one!, two!, three!], 3)).not.toBeNull()
    expect(now(sealed, [lie, one!, one!, two!, new Uint8Array(33), two!.subarray(1)], 3)).toBeNull()
    expect(four && now(sealed, [lie, one!, two!, four], 3)).not.toBeNull()
    expect(now(other, [one!, two!, three!], 3)).toBeNull()
    expect(now(sealed, [one!, two!, three!], 3, { ...place, juror: 'K7M3Q9X2V5T9' })).toBeNull()
    expect(keyCommitmentOf('{}')).toBeNull()
  })
})

describe('who lies', () => {
  test('a keeper with a false share is passed over while a quorum is honest', async () => {
    const sealed = await seal()
    const shares = await sharesOf(sealed, names(four()))
    const lie = shares.get('hospital.example')!
    lie[3] = lie[3]! ^ 1
    expect(await combineShares({ sealed, shares, threshold: 3 })).not.toBeNull()
    shares.delete('notary.example')
    expect(await combineShares({ sealed, shares, threshold: 3 })).toBeNull()
  })

  test('a keeper who repeats a share, sends zeros or another length stops nobody', async () => {
    for (const lie of [(other: Uint8Array) => other, () => new Uint8Array(33), () => new Uint8Array(5)]) {
      const sealed = await seal()
      const shares = await sharesOf(sealed, names(four()))
      shares.set('hospital.example', lie(shares.get('insurer.example')!))
      expect(await combineShares({ sealed, shares, threshold: 3 })).not.toBeNull()
    }
  })

  test('a juror whose shares do not fit together is caught: no key, whoever opens', async () => {
    const [one, other] = [await seal(), await seal({ vote: { choice: 'do-not-pay', clause: '1' } })]
    const mixed = changed(one, (ballot) => {
      const shares = ballot.shares as Record<string, string>
      const others = JSON.parse(other).shares
      for (const name of ['hospital.example', 'insurer.example']) shares[name] = others[name]
    })
    expect(checkSealedBallot(mixed, names(four()))).toBeNull()
    expect((await sharesOf(mixed, names(four()))).size).toBe(4)
    expect(await open(mixed, names(four()), 3)).toBeNull()
  })

  test('a juror cannot seal a whole other key beside the commitment', async () => {
    const [one, other] = [await seal({ threshold: 1 }), await seal({ threshold: 1 })]
    const mixed = changed(one, (ballot) => {
      const shares = ballot.shares as Record<string, string>
      shares['hospital.example'] = JSON.parse(other).shares['hospital.example']
    })
    expect(await open(mixed, ['hospital.example'], 1)).toBeNull()
    expect(await open(mixed, ['hospital.example', 'insurer.example'], 1)).not.toBeNull()
  })

  test('an invented vote key opens nothing: the vote names the hash of its key', async () => {
    const sealed = await seal()
    const key = await combineShares({ sealed, shares: await sharesOf(sealed, names(four())), threshold: 3 })
    const voteKey = await voteKeyOf(key!)
    expect(await openVote({ voteKey, place, sealed })).toEqual({ choice: 'pay', clause: '4.2' })
    const sealedVote = sealedVoteOf(sealed)!
    expect(openVoteNow({ voteKey, place, sealedVote })).toEqual({ choice: 'pay', clause: '4.2' })
    expect(openVoteNow({ voteKey, place: { ...place, juror: 'K7M3Q9X2V5T9' }, sealedVote })).toBeNull()
    for (const wrong of [key!, await textKeyOf(key!), new Uint8Array(32), voteKey.subarray(1)]) {
      expect(await openVote({ voteKey: wrong, place, sealed })).toBeNull()
      expect(openVoteNow({ voteKey: wrong, place, sealedVote })).toBeNull()
    }
    expect(sealedVoteOf('{}')).toBeNull()
  })

  test('a changed byte anywhere is noticed', async () => {
    const sealed = await seal({ text: 'because' })
    const key = await combineShares({ sealed, shares: await sharesOf(sealed, names(four())), threshold: 3 })
    const [voteKey, textKey] = [await voteKeyOf(key!), await textKeyOf(key!)]
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('vote', 'text'),
        fc.nat(111),
        fc.integer({ min: 1, max: 255 }),
        async (field, at, bits) => {
          const broken = changed(sealed, (ballot) => {
            const bytes = fromBase64(String(ballot[field]))
            bytes[at] = bytes[at]! ^ bits
            ballot[field] = toBase64(bytes)
          })
          expect(ballotHash(broken)).not.toBe(ballotHash(sealed))
          const opened =
            field === 'vote'
              ? openVote({ voteKey, place, sealed: broken })
              : openText({ textKey, place, sealed: broken })
          expect(await opened).toBeNull()
        },
      ),
    )
  })

  test('bytes that are no point of the curve are no share, and no fault', async () => {
    const sealed = await seal()
    for (const bytes of [new Uint8Array(81), new Uint8Array(81).fill(255)]) {
      const broken = changed(sealed, (ballot) => {
        ;(ballot.shares as Record<string, string>)['hospital.example'] = toBase64(bytes)
      })
      expect(await sharesOf(broken, ['hospital.example'])).toEqual(new Map())
    }
  })
})

test('a key that was read once opens as its text does; a text that is no key throws', async () => {
  const sealed = await seal()
  const keeper = 'hospital.example'
  const privateKey = await readKeeperKey(keys.get(keeper)!)
  const share = await openShare({ privateKey, keeper, place, sealed })
  expect(share).toEqual(await openShare({ privateKey: keys.get(keeper)!, keeper, place, sealed }))
  expect(share).toHaveLength(33)
  await expect(readKeeperKey('AAAA')).rejects.toThrow()
  expect(await openShare({ privateKey, keeper: 'stranger.example', place, sealed })).toBeNull()
})

test('nobody seals for no keeper, for one twice, or for a threshold that cannot be', async () => {
  const cases = [
    { keepers: [] },
    { threshold: 0 },
    { threshold: 5 },
    { threshold: 1.5 },
    { keepers: [five[0]!, five[0]!], threshold: 1 },
  ]
  for (const wrong of cases) await expect(seal(wrong)).rejects.toThrow(RangeError)
  await expect(seal({ keepers: [{ name: 'short.example', key: 'AAAA' }], threshold: 1 })).rejects.toThrow()
})
