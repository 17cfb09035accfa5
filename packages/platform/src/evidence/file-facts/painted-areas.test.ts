import sharp, { type Sharp } from 'sharp'
import { describe, expect, test } from 'vitest'
import { findPaintedAreas } from './painted-areas.ts'

const [width, height] = [400, 560]
const date = { left: 200, top: 150, width: 90, height: 20 }

/** A page of lines of words, lit from one side, as a camera saw it. */
function page(): Sharp {
  const lines = Array.from(
    { length: 22 },
    (_, at) =>
      `<text x="30" y="${40 + at * 24}" font-size="14">No ${at * 7919} First diagnosed: 2020-03-${10 + at}</text>`,
  )
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><defs><linearGradient id="g"><stop offset="0" stop-color="#e8e4da"/><stop offset="1" stop-color="#c9c4b8"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/><g font-family="DejaVu Sans" fill="#333">${lines.join('')}</g></svg>`
  return sharp(Buffer.from(drawn)).removeAlpha()
}

const saved = (picture: Sharp, quality: number) => picture.jpeg({ quality }).toBuffer()
const photo = (quality = 78) => saved(page(), quality)

async function painted(bytes: Buffer, quality: number, box = date): Promise<Buffer> {
  const patch = `<svg xmlns="http://www.w3.org/2000/svg" width="${box.width}" height="${box.height}"><rect width="100%" height="100%" fill="#d8d3c8"/><text x="2" y="15" font-size="14" font-family="DejaVu Sans" fill="#333">2020-07-26</text></svg>`
  return saved(sharp(bytes).composite([{ input: Buffer.from(patch), left: box.left, top: box.top }]), quality)
}

/** Whether a box of thousandths has the middle of a box of pixels in it, and is not much larger. */
function expectAround(area: { left: number; top: number; width: number; height: number } | undefined, box = date) {
  const [x, y] = [(1000 * (box.left + box.width / 2)) / width, (1000 * (box.top + box.height / 2)) / height]
  expect(area).toBeDefined()
  expect(area!.left).toBeLessThan(x)
  expect(area!.left + area!.width).toBeGreaterThan(x)
  expect(area!.top).toBeLessThan(y)
  expect(area!.top + area!.height).toBeGreaterThan(y)
  expect(area!.width).toBeLessThan((1000 * (box.width + 48)) / width)
  expect(area!.height).toBeLessThan((1000 * (box.height + 48)) / height)
}

describe('a date that was painted over in a photo', () => {
  test.each([
    [60, 70],
    [70, 80],
    [78, 85],
    [78, 95],
    [88, 95],
  ])('of quality %i, saved again at %i, is found where it is', async (first, second) => {
    const areas = await findPaintedAreas(await painted(await photo(first), second))
    expect(areas).toHaveLength(1)
    expectAround(areas![0])
  })

  test('is found down to its last two digits', async () => {
    const digits = { left: 264, top: 150, width: 22, height: 20 }
    const areas = await findPaintedAreas(await painted(await photo(), 90, digits))
    expectAround(areas![0], digits)
  })

  test('is told where it is seen once the picture is turned upright', async () => {
    const bytes = await painted(await photo(), 90)
    const [stored] = (await findPaintedAreas(bytes))!
    const turned = await sharp(bytes).keepMetadata().withMetadata({ orientation: 6 }).jpeg({ quality: 90 }).toBuffer()
    const [shown] = (await findPaintedAreas(turned)) ?? []
    // A quarter to the right: what was far from the bottom is far from the left.
    expect(shown!.top).toBe(stored!.left)
    expect(shown!.left).toBe(1000 - stored!.top - stored!.height)
    expect([shown!.width, shown!.height]).toEqual([stored!.height, stored!.width])
  })

  test.each([
    ['as coarsely as at first', 78],
    ['more coarsely', 60],
  ])('leaves nothing where the picture was saved %s: nobody is suspected', async (_, quality) => {
    expect(await findPaintedAreas(await painted(await photo(), quality))).toEqual([])
  })
})

describe('nothing is found in a photo', () => {
  const whole: readonly (readonly [string, (bytes: Buffer) => Promise<Buffer>])[] = [
    ['that was saved once', async (bytes) => bytes],
    ['that was saved again more finely', (bytes) => saved(sharp(bytes), 92)],
    ['that was saved again more coarsely', (bytes) => saved(sharp(bytes), 60)],
    ['that was made smaller', (bytes) => saved(sharp(bytes).resize({ width: 300 }), 85)],
    ['that was turned a little', (bytes) => saved(sharp(bytes).rotate(1.5), 90)],
    ['that was turned by a quarter', (bytes) => saved(sharp(bytes).rotate(90), 90)],
    ['that was made brighter', (bytes) => saved(sharp(bytes).modulate({ brightness: 1.1 }), 92)],
    ['that was sharpened', (bytes) => saved(sharp(bytes).sharpen(), 92)],
    ['that was cut', (bytes) => saved(sharp(bytes).extract({ left: 5, top: 3, width: 380, height: 540 }), 90)],
  ]
  test.each(whole)('%s', async (_, change) => {
    expect(await findPaintedAreas(await change(await photo()))).toEqual([])
  })

  test('of nothing but paper', async () => {
    const paper = sharp({ create: { width: 64, height: 64, channels: 3, background: '#e8e4da' } })
    expect(await findPaintedAreas(await saved(paper, 80))).toEqual([])
  })

  test('smaller than a block', async () => {
    expect(await findPaintedAreas(await saved(page().resize(7, 5), 80))).toEqual([])
  })

  test('of shades of grey', async () => {
    expect(await findPaintedAreas(await saved(page().greyscale(), 80))).toEqual([])
  })
})

describe('no judgement is passed on', () => {
  test('a picture that is no JPEG', async () => {
    expect(await findPaintedAreas(await page().png().toBuffer())).toBeNull()
  })

  test('a JPEG of four colours', async () => {
    expect(await findPaintedAreas(await saved(page().toColourspace('cmyk'), 80))).toBeNull()
  })

  test.each([
    [5_000, []],
    [5_001, null],
  ])('a picture larger than 25 million pixels: %i x 5000', async (across, judged) => {
    const blank = sharp({ create: { width: across, height: 5_000, channels: 3, background: '#e8e4da' } })
    expect(await findPaintedAreas(await saved(blank, 80))).toEqual(judged)
  })

  test('a file that ends within its header', async () => {
    const bytes = await photo()
    const header = bytes.indexOf(Buffer.from([0xff, 0xda]))
    for (let length = 0; length < header; length += 1)
      expect(await findPaintedAreas(bytes.subarray(0, length))).toBeNull()
  })

  test('a header in which any byte is another never throws', async () => {
    const bytes = await photo()
    const header = bytes.indexOf(Buffer.from([0xff, 0xda]))
    for (let at = 0; at < header; at += 7) {
      const damaged = Buffer.from(bytes)
      damaged[at] = 0xff
      const areas = await findPaintedAreas(damaged)
      expect(areas === null || Array.isArray(areas)).toBe(true)
    }
  })
})
