import sharp from 'sharp'
import { expect, test } from 'vitest'
import { likenessPercent, printPicture } from './picture-print.ts'

/** A form with bars for words: the same form for each, the words of its own. */
function form(seed: number): Promise<Buffer> {
  let state = seed
  const next = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  const lines = Array.from({ length: 14 }, (_, line) => {
    const words = Array.from({ length: 6 }, (_, word) => {
      const [left, width] = [60 + word * 85 + next(20), 15 + next(60)]
      return `<rect x="${left}" y="${90 + line * 52}" width="${width}" height="18" fill="#222"/>`
    })
    return words.join('')
  })
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="620" height="877"><rect width="620" height="877" fill="#f5f3ec"/>${lines.join('')}</svg>`
  return sharp(Buffer.from(drawing)).jpeg({ quality: 85 }).toBuffer()
}

const bitsApart = (left: bigint, right: bigint) =>
  BigInt.asUintN(64, left ^ right)
    .toString(2)
    .replaceAll('0', '').length
const covered = { create: { width: 140, height: 30, channels: 3 as const, background: '#f5f3ec' } }

test.each([
  ['saved again', (picture: Buffer) => sharp(picture).jpeg({ quality: 50 })],
  ['made smaller', (picture: Buffer) => sharp(picture).resize({ width: 300 }).jpeg()],
  ['made brighter', (picture: Buffer) => sharp(picture).linear(1.1, 8).jpeg()],
  [
    'with a word painted over',
    (picture: Buffer) =>
      sharp(picture)
        .composite([{ input: covered, left: 140, top: 240 }])
        .jpeg(),
  ],
])('a picture %s is the same picture', async (_, change) => {
  const picture = await form(7)
  const before = await printPicture(picture)
  const after = await printPicture(await change(picture).toBuffer())
  expect(bitsApart(before.hash, after.hash)).toBeLessThanOrEqual(10)
  expect(likenessPercent(before.detail, after.detail)).toBeGreaterThanOrEqual(90)
})

test('forms that are filled in differently are different pictures', async () => {
  const prints = await Promise.all(Array.from({ length: 12 }, async (_, seed) => printPicture(await form(seed))))
  const likenesses = prints.flatMap((left, at) =>
    prints.slice(at + 1).map((right) => likenessPercent(left.detail, right.detail)),
  )
  expect(Math.max(...likenesses)).toBeLessThan(90)
})

test('a blank page is like nothing', async () => {
  const blank = await sharp({ create: { width: 60, height: 80, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const { detail } = await printPicture(blank)
  expect(likenessPercent(detail, detail)).toBe(0)
})
