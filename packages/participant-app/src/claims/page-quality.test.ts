import { expect, test } from 'vitest'
import { doubtsAbout, type Pixels } from './page-quality.ts'

const side = 400
const large = { width: 1_600, height: 2_200 }

/** A page with lines of dark letters, `blur` pixels out of focus, under `light` from 0 to 1. */
function page({ blur = 0, light = 1 } = {}): Pixels {
  const isMargin = (at: number) => at < 100 || at > 380
  const ink = (x: number, y: number) => (!isMargin(x) && !isMargin(y) && y % 20 < 10 && x % 12 < 2 ? 40 : 235)
  const data = new Uint8ClampedArray(side * side * 4)
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      let sum = 0
      for (let dy = -blur; dy <= blur; dy += 1)
        for (let dx = -blur; dx <= blur; dx += 1) sum += ink(x + dx + 60, y + dy + 60)
      const value = (light * sum) / (2 * blur + 1) ** 2
      data.set([value, value, value, 255], (y * side + x) * 4)
    }
  }
  return { width: side, height: side, data }
}

test('a clear page raises no doubt', () => {
  expect(doubtsAbout(page(), large)).toEqual([])
  expect(doubtsAbout(page({ blur: 1 }), large)).toEqual([])
})

test('a page out of focus is seen', () => {
  expect(doubtsAbout(page({ blur: 4 }), large)).toEqual(['blurred'])
})

test('a page without light is seen, and not called blurred', () => {
  expect(doubtsAbout(page({ light: 0.3 }), large)).toEqual(['too-dark'])
})

test('a page of few pixels is seen', () => {
  expect(doubtsAbout(page(), { width: 640, height: 900 })).toEqual(['too-small'])
})

test('an empty page is not called blurred', () => {
  const data = new Uint8ClampedArray(side * side * 4).fill(230)
  expect(doubtsAbout({ width: side, height: side, data }, large)).toEqual([])
})
