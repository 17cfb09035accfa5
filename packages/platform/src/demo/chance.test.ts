import { describe, expect, test } from 'vitest'
import { seededChance } from './chance.ts'

describe('seeded chance', () => {
  test('repeats itself for the same seed, and a fork changes nothing in its parent', () => {
    const first = seededChance('a')
    const second = seededChance('a')
    second.fork('papers').bytes(100)
    const draw = (chance: typeof first) => Array.from({ length: 20 }, () => chance.below(1_000_000))
    expect(draw(first)).toEqual(draw(second))
    expect(draw(seededChance('b'))).not.toEqual(draw(seededChance('a')))
    expect(seededChance('a').fork('x').bytes(8)).not.toEqual(seededChance('a').fork('y').bytes(8))
  })

  test('gives the numbers of xoshiro128** (computed apart from its published description)', () => {
    const chance = seededChance('vector')
    expect(Buffer.from(chance.bytes(16)).toString('hex')).toBe(expectedBytes)
  })

  test('is even: each of ten numbers comes a tenth of the time', () => {
    const chance = seededChance('even')
    const counts = new Array<number>(10).fill(0)
    for (let drawn = 0; drawn < 100_000; drawn += 1) counts[chance.below(10)]! += 1
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })

  test('refuses limits that are none', () => {
    expect(() => seededChance('a').below(0)).toThrow(RangeError)
    expect(() => seededChance('a').below(1.5)).toThrow(RangeError)
  })
})

const expectedBytes = '7b17d406d9d2313a2c78395648ad832d'
