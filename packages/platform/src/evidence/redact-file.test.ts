import { type AskedPage, type DrawnBox, fileLimits, maxPagePixels } from '@tongzhou/core'
import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { blockPixels } from './burn-boxes.ts'
import { type RedactedPage, redactFile } from './redact-file.ts'
import { hasPlace, originWords, pdfOf, pdfReport, pdfWithBaggage, photoWithPlace } from './sample-files.ts'

type File = Parameters<typeof redactFile>[0]

const pdf = (bytes: Uint8Array, pages = 1): File => ({ mediaType: 'application/pdf', bytes, pages })
const picture = (bytes: Uint8Array, mediaType: 'image/jpeg' | 'image/png' = 'image/png'): File => {
  return { mediaType, bytes, pages: 1 }
}
const first = (...boxes: DrawnBox[]): AskedPage[] => [{ page: 1, boxes }]
const box = (x: number, y: number, width: number, height: number): DrawnBox => ({ x, y, width, height })

async function redacted(file: File, asked: readonly AskedPage[]): Promise<readonly RedactedPage[]> {
  const pages = await redactFile(file, asked)
  if (!pages.accepted) throw new Error(JSON.stringify(pages.refusal))
  return pages.value
}

async function code(file: File, asked: readonly AskedPage[], limits = fileLimits): Promise<string> {
  const pages = await redactFile(file, asked, limits)
  return pages.accepted ? 'accepted' : pages.refusal.code
}

const equal = (one: Uint8Array, other: Uint8Array) => Buffer.from(one).equals(other)

/** The pixels of a redacted page: brightness at a fraction of its width and height. */
async function brightness({ bytes }: RedactedPage) {
  const { data, info } = await sharp(bytes).greyscale().raw().toBuffer({ resolveWithObject: true })
  expect(info.channels).toBe(1)
  return {
    width: info.width,
    height: info.height,
    at: (column: number, row: number) => data[row * info.width + column]!,
    /** How many pixels in a part of the page are not white. */
    inked: ({ x, y, width, height }: DrawnBox) => {
      let inked = 0
      for (let row = Math.ceil(y * info.height); row < Math.floor((y + height) * info.height); row += 1) {
        for (let column = Math.ceil(x * info.width); column < Math.floor((x + width) * info.width); column += 1) {
          if (data[row * info.width + column]! < 200) inked += 1
        }
      }
      return inked
    },
  }
}

/** A page of 300 x 200 points with what `contents` draws; fonts: F is Helvetica, C is a Chinese one that is not in the file. */
function page(contents: string, more = ''): Buffer {
  const name = '/BaseFont /STSong-Light'
  return pdfOf([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 4 0 R ${more}
      /Resources << /Font << /F 5 0 R /C 6 0 R >> >> >>`,
    { dictionary: '', bytes: Buffer.from(contents) },
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Type /Font /Subtype /Type0 ${name} /Encoding /UniGB-UCS2-H /DescendantFonts [7 0 R] >>`,
    `<< /Type /Font /Subtype /CIDFontType0 ${name} /FontDescriptor 8 0 R
      /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>`,
    `<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0
      /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>`,
    '<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (x) /F 4 /Rect [200 20 280 60] /AP << /N 10 0 R >> >>',
    { dictionary: '/Type /XObject /Subtype /Form /BBox [0 0 80 40]', bytes: Buffer.from('0 0 80 40 re f') },
  ])
}

const latin = (text: string) => `BT /F 20 Tf 30 100 Td (${text}) Tj ET`
const chinese = (text: string) => {
  const codes = [...text].map((character) => character.codePointAt(0)!.toString(16).padStart(4, '0')).join('')
  return `BT /C 20 Tf 30 100 Td <${codes}> Tj ET`
}
/** Where those texts stand. */
const textBox = box(0.08, 0.35, 0.8, 0.2)

describe('a page of a PDF', () => {
  it('is a picture: no word of the PDF is left in it, below a box or beside', async () => {
    const words = ['Wang Xiaoming', '310101']
    const bytes = page(latin(words.join(' ')))
    for (const word of words) expect(bytes.includes(word)).toBe(true)
    for (const boxes of [[], [textBox]]) {
      const [shown] = await redacted(pdf(bytes), first(...boxes))
      const found = Buffer.from(shown!.bytes)
      for (const text of [...words, 'Helvetica', 'PDF', 'Font']) {
        for (const encoding of ['latin1', 'utf16le'] as const)
          expect(found.includes(text, 0, encoding), text).toBe(false)
      }
      const { inked } = await brightness(shown!)
      expect(inked(textBox)).toBeGreaterThan(500)
    }
  })

  it('is the same, byte for byte, whatever stands below its boxes, and black there', async () => {
    const made = await Promise.all(
      [latin('Wang Xiaoming'), latin('Li'), chinese('张三丰'), '', '0 1 0 rg 60 92 200 30 re f'].map((contents) =>
        redacted(pdf(page(contents)), first(textBox)),
      ),
    )
    for (const [shown] of made) expect(equal(shown!.bytes, made[0]![0]!.bytes)).toBe(true)
    const { at, width, height } = await brightness(made[0]![0]!)
    for (const [column, row] of [
      [0.081, 0.351],
      [0.5, 0.45],
      [0.879, 0.549],
    ] as const) {
      expect(at(Math.floor(column * width), Math.floor(row * height))).toBe(0)
    }
    expect([at(2, 2), at(width - 2, height - 2)]).toEqual([255, 255])
  })

  it('shows Chinese text whose font is not in the file', async () => {
    const [one] = await redacted(pdf(page(chinese('张三'))), first())
    const [other] = await redacted(pdf(page(chinese('李四'))), first())
    for (const shown of [one!, other!]) expect((await brightness(shown)).inked(textBox)).toBeGreaterThan(500)
    expect(equal(one!.bytes, other!.bytes)).toBe(false)
  })

  it('is turned and cut as a viewer shows it, and boxes lie on what is shown', async () => {
    const [turned] = await redacted(pdf(page(latin('Wang'), '/Rotate 90')), first())
    expect(turned!.widthPixels / turned!.heightPixels).toBeCloseTo(2 / 3, 2)
    const { inked } = await brightness(turned!)
    // What stood left of the middle stands above of it.
    expect([inked(box(0.3, 0.08, 0.4, 0.3)) > 300, inked(box(0, 0.5, 1, 0.5))]).toEqual([true, 0])
    const covered = await redacted(pdf(page(latin('Wang'), '/Rotate 90')), first(box(0.3, 0.05, 0.4, 0.4)))
    const without = await redacted(pdf(page('', '/Rotate 90')), first(box(0.3, 0.05, 0.4, 0.4)))
    expect(equal(covered[0]!.bytes, without[0]!.bytes)).toBe(true)
    const [cut] = await redacted(pdf(page(latin('Wang'), '/CropBox [0 90 300 130]')), first())
    expect(cut!.widthPixels / cut!.heightPixels).toBeCloseTo(300 / 40, 1)
  })

  it('shows the values of forms, as a viewer does', async () => {
    const [shown] = await redacted(pdf(page('', '/Annots [9 0 R]')), first())
    expect((await brightness(shown!)).inked(box(0.67, 0.7, 0.26, 0.2))).toBeGreaterThan(1_000)
  })

  it('is shown only when it is asked for, in the order asked', async () => {
    const pages = await redacted(pdf(pdfReport(3), 3), [
      { page: 3, boxes: [] },
      { page: 1, boxes: [box(0, 0, 1, 1)] },
    ])
    expect(pages.map((shown) => shown.page)).toEqual([3, 1])
    const [third, one] = await Promise.all(pages.map(brightness))
    expect(third!.inked(box(0, 0, 1, 1))).toBeLessThan(third!.width * third!.height * 0.05)
    expect(one!.inked(box(0, 0, 1, 1))).toBe(one!.width * one!.height)
  })

  it('is refused where the file has it not, or nothing is asked for', async () => {
    expect(await code(pdf(pdfReport(2), 2), [])).toBe('redaction-of-no-page')
    expect(await code(pdf(pdfReport(2), 2), [{ page: 3, boxes: [] }])).toBe('redaction-page-unknown')
    // The row says three, the file has two.
    expect(await code(pdf(pdfReport(2), 3), [{ page: 3, boxes: [] }])).toBe('redaction-page-unknown')
    expect(await code(pdf(pdfReport(1)), first(box(0, 0, 0, 1)))).toBe('redaction-box-empty')
    expect(await code(pdf(pdfReport(1)), first(box(0.5, 0, 0.6, 1)))).toBe('redaction-box-outside')
  })
})

describe('a redacted picture', () => {
  it('knows neither place nor device nor profile', async () => {
    for (const format of ['jpeg', 'png'] as const) {
      const original = await photoWithPlace(format)
      expect([hasPlace(original), original.includes(originWords[0]!)]).toEqual([true, true])
      const [shown] = await redacted(picture(original, `image/${format}`), first(box(0, 0, 0.2, 0.2)))
      await expectPixelsAlone(shown!)
      expect([shown!.widthPixels, shown!.heightPixels]).toEqual([120, 160])
    }
    const [drawn] = await redacted(pdf(await pdfWithBaggage()), first(box(0, 0, 0.2, 0.2)))
    await expectPixelsAlone(drawn!)
  })

  it('is the same, byte for byte, whatever is below its boxes, large or small, and black there', async () => {
    for (const [width, height, hidden] of [
      [333, 217, box(0.3, 0.4, 0.25, 0.2)],
      // It is made smaller, to 3395 x 2356 pixels, and the box ends a pixel before a block does: what bleeds goes beyond.
      [4001, 2777, box(801 / 3395, 801 / 2356, 798 / 3395, 398 / 2356)],
    ] as const) {
      const below = { left: Math.ceil(hidden.x * width), top: Math.ceil(hidden.y * height) }
      const wide = Math.floor((hidden.x + hidden.width) * width) - below.left
      const high = Math.floor((hidden.y + hidden.height) * height) - below.top
      const made = await Promise.all(
        ['#ffffff', '#000000', '#ff0000'].map(async (background) => {
          const input = { create: { width: wide, height: high, channels: 3 as const, background } }
          const paper = sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
          return redacted(
            picture(
              await paper
                .composite([{ input, ...below }])
                .png()
                .toBuffer(),
            ),
            first(hidden),
          )
        }),
      )
      for (const [shown] of made) expect(equal(shown!.bytes, made[0]![0]!.bytes)).toBe(true)
      const [shown] = made[0]!
      expect(shown!.widthPixels * shown!.heightPixels).toBeLessThanOrEqual(maxPagePixels)
      expect(shown!.widthPixels / shown!.heightPixels).toBeCloseTo(width / height, 2)
      const { at } = await brightness(shown!)
      const middle = [hidden.x + hidden.width / 2, hidden.y + hidden.height / 2] as const
      expect(at(Math.floor(middle[0] * shown!.widthPixels), Math.floor(middle[1] * shown!.heightPixels))).toBe(0)
    }
  })

  it('is black in all of every box, and untouched a block beside it', async () => {
    const paper = async (width: number, height: number) =>
      sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
        .png()
        .toBuffer()
    const fraction = fc.double({ min: 0, max: 1, noNaN: true })
    const boxes = fc.array(
      fc
        .tuple(fraction, fraction, fraction, fraction)
        .map(([a, b, c, d]) => box(Math.min(a, b), Math.min(c, d), Math.abs(a - b), Math.abs(c - d)))
        .filter(({ width, height }) => width > 1e-6 && height > 1e-6),
      { maxLength: 4 },
    )
    const side = fc.integer({ min: 1, max: 90 })
    const sizes = fc.tuple(side, side)
    await fc.assert(
      fc.asyncProperty(sizes, boxes, async ([width, height], drawn) => {
        const [shown] = await redacted(picture(await paper(width, height)), first(...drawn))
        const { at } = await brightness(shown!)
        for (let row = 0; row < height; row += 1) {
          for (let column = 0; column < width; column += 1) {
            const gap = Math.min(Infinity, ...drawn.map((one) => gapTo(one, column, row, width, height)))
            if (gap === 0) expect(at(column, row)).toBe(0)
            if (gap > blockPixels) expect(at(column, row)).toBe(255)
          }
        }
      }),
      { numRuns: 60 },
    )
  })
})

/** Pixels between a pixel and what a box covers of a picture; 0 where the box touches the pixel. */
function gapTo(drawn: DrawnBox, column: number, row: number, width: number, height: number): number {
  const across = Math.max(drawn.x * width - (column + 1), column - (drawn.x + drawn.width) * width)
  const along = Math.max(drawn.y * height - (row + 1), row - (drawn.y + drawn.height) * height)
  const gap = Math.max(across, along)
  return gap < -1e-3 ? 0 : Math.max(gap, 1e-9)
}

/** A JPEG of JFIF header, tables and pixels, and not one segment more. */
async function expectPixelsAlone({ bytes }: RedactedPage): Promise<void> {
  const { format, exif, xmp, iptc, icc, orientation, comments } = await sharp(bytes).metadata()
  expect([format, exif, xmp, iptc, icc, orientation, comments]).toEqual(['jpeg', ...Array(6).fill(undefined)])
  const segments: number[] = []
  const file = Buffer.from(bytes)
  for (let at = 2; file[at] === 0xff && file[at + 1] !== 0xda; at += 2 + file.readUInt16BE(at + 2)) {
    segments.push(file[at + 1]!)
  }
  // JFIF, quantisation, frame, Huffman tables.
  expect(segments.filter((marker) => ![0xe0, 0xdb, 0xc0, 0xc4].includes(marker))).toEqual([])
  expect(hasPlace(bytes)).toBe(false)
  for (const word of originWords) expect(file.includes(word), word).toBe(false)
}

describe('a hostile file', () => {
  it('is refused and harms nobody: the next is drawn', async () => {
    const whole = page(latin('Wang'))
    expect(await code(pdf(whole.subarray(0, 200)), first())).toBe('file-damaged')
    expect(await code(pdf(Buffer.from('GIF89a')), first())).toBe('file-damaged')
    expect(await code(pdf(Buffer.alloc(0)), first())).toBe('file-damaged')
    const photo = await photoWithPlace('jpeg')
    expect(await code(picture(photo.subarray(0, 900), 'image/jpeg'), first())).toBe('file-damaged')
    expect(await code(picture(photo, 'image/jpeg'), first(), { ...fileLimits, maxPixels: 100 })).toBe('file-damaged')
    expect(await code(pdf(whole), first(), { ...fileLimits, maxDecodeMilliseconds: 0 })).toBe('file-too-complex')
    expect(await code(pdf(whole), first())).toBe('accepted')
  })

  it('that draws for ever ends with its thread', async () => {
    // Forms within forms, each drawn ten times: ten thousand million squares.
    const levels = 10
    const form = (level: number) => ({
      dictionary: `/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /N ${level + 6} 0 R >> >>`,
      bytes: Buffer.from(level === levels ? '0 0 9 9 re f' : '/N Do '.repeat(10)),
    })
    const slow = pdfOf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /N 5 0 R >> >> >>',
      { dictionary: '', bytes: Buffer.from('/N Do '.repeat(10)) },
      ...Array.from({ length: levels + 1 }, (_, level) => form(level)),
    ])
    expect(await code(pdf(slow), first(), { ...fileLimits, maxDecodeMilliseconds: 1_500 })).toBe('file-too-complex')
    expect(await code(pdf(page(latin('Wang'))), first())).toBe('accepted')
  })

  it('can not make a page of more pixels than the limit', async () => {
    for (const size of ['0 0 1000000 1000000', '0 0 1 1000000', '0 0 0 0', '5 5 -5 -5']) {
      const bytes = page('0 0 9 9 re f', `/CropBox [${size}] /MediaBox [${size}]`)
      const [shown] = await redacted(pdf(bytes), first(box(0, 0, 1, 0.5)))
      expect(shown!.widthPixels * shown!.heightPixels, size).toBeLessThanOrEqual(maxPagePixels)
    }
  })
})
