import sharp from 'sharp'
import { expect, test } from 'vitest'
import { askedMarksOf, marksOf } from './landmarks.ts'
import { likenessPercent, readyPrint } from './likeness.ts'
import { packPrint, printPicture, unpackPrint } from './picture-print.ts'
import { cutAndTurned, photoOfForm } from './test-forms.ts'

const covered = { create: { width: 140, height: 30, channels: 3 as const, background: '#f5f3ec' } }
const paint = (picture: Buffer) => sharp(picture).composite([{ input: covered, left: 140, top: 240 }])
const ready = async (picture: Buffer) => readyPrint(await printPicture(picture))

test.each<readonly [string, number, (picture: Buffer) => Promise<Buffer>]>([
  ['saved again', 97, (picture) => sharp(picture).jpeg({ quality: 50 }).toBuffer()],
  ['made smaller', 97, (picture) => sharp(picture).resize({ width: 400 }).jpeg().toBuffer()],
  ['made brighter', 97, (picture) => sharp(picture).linear(1.1, 8).jpeg().toBuffer()],
  ['with a word painted over', 90, (picture) => paint(picture).jpeg().toBuffer()],
  ['turned a little', 97, (picture) => cutAndTurned(picture, 0.6, [0, 0, 0, 0])],
  ['turned by three degrees', 97, (picture) => cutAndTurned(picture, -3, [0, 0, 0, 0])],
  ['cut on one side', 97, (picture) => cutAndTurned(picture, 0, [0.06, 0, 0, 0])],
  ['cut on all sides', 97, (picture) => cutAndTurned(picture, 0, [0.06, 0.06, 0.06, 0.06])],
  [
    'turned, cut and made smaller',
    97,
    async (picture) =>
      sharp(await cutAndTurned(picture, 2.5, [0.05, 0.02, 0.01, 0.06]))
        .resize({ width: 450 })
        .jpeg()
        .toBuffer(),
  ],
  [
    'turned, cut and with a word painted over',
    90,
    async (picture) => cutAndTurned(await paint(picture).jpeg().toBuffer(), 1.5, [0.02, 0.03, 0.04, 0.01]),
  ],
])('a picture %s is the same picture, to %i percent', async (_, percent, change) => {
  const picture = await photoOfForm(7)
  const copy = await change(picture)
  expect(likenessPercent(await ready(picture), await ready(copy))).toBeGreaterThanOrEqual(percent)
  // By four marks it is found.
  const asked = new Set(askedMarksOf(await printPicture(copy)))
  expect(marksOf(await printPicture(picture)).filter((mark) => asked.has(mark)).length).toBeGreaterThanOrEqual(4)
})

test('forms that are filled in differently are different pictures', async () => {
  const prints = await Promise.all(Array.from({ length: 12 }, async (_, seed) => ready(await photoOfForm(seed))))
  const likenesses = prints.flatMap((left, at) => prints.slice(at + 1).map((right) => likenessPercent(left, right)))
  expect(Math.max(...likenesses)).toBeLessThan(90)
})

test('forms of which half is filled in differently are different pictures, though turned alike', async () => {
  const [one, other] = [await photoOfForm(3, 7), await photoOfForm(4, 7)]
  expect(likenessPercent(await ready(one), await ready(one))).toBe(100)
  const turned = await cutAndTurned(other, 1, [0.02, 0.02, 0.02, 0.02])
  expect(likenessPercent(await ready(one), await ready(turned))).toBeLessThan(80)
})

test('a picture that was turned upside down is not found', async () => {
  const picture = await photoOfForm(7)
  expect(likenessPercent(await ready(picture), await ready(await sharp(picture).rotate(180).toBuffer()))).toBeLessThan(
    90,
  )
})

test('a blank page is like nothing', async () => {
  const blank = await sharp({ create: { width: 60, height: 80, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  expect(likenessPercent(await ready(blank), await ready(blank))).toBe(0)
  expect(marksOf(await printPicture(blank))).toEqual([])
})

test('a print is the same after it was packed, and takes less than 8 kB', async () => {
  const print = await printPicture(await photoOfForm(7))
  const packed = packPrint(print)
  expect(unpackPrint(packed)).toEqual({ ...print, cells: Buffer.from(print.cells) })
  expect(packed.length).toBeLessThan(8_000)
})

test('a very long picture has a print', async () => {
  const strip = await sharp({ create: { width: 4_000, height: 40, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  const { cells, height, width } = await printPicture(strip)
  expect(cells.length).toBe(width * height)
  expect(marksOf({ width, height, cells })).toEqual([])
})
