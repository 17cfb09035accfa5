import { createHash } from 'node:crypto'
import { fileLimits } from '@tongzhou/core'
import sharp from 'sharp'
import { extractText, getDocumentProxy, getMeta } from 'unpdf'
import { describe, expect, it } from 'vitest'
import { inspectFile } from './inspect-file.ts'
import {
  animatedPng,
  animatedWebp,
  hasPlace,
  heicWithPlace,
  originWords,
  pdfReport,
  pdfUnfolding,
  pdfWithBaggage,
  photoWithPlace,
  pngSaying,
  zipFile,
} from './sample-files.ts'

const types = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp', heic: 'image/heic', pdf: 'application/pdf' }
type Extension = keyof typeof types

async function outcome(extension: Extension, bytes: Uint8Array, limits = fileLimits): Promise<string> {
  const file = await inspectFile({ name: `a.${extension}`, type: types[extension], bytes }, limits)
  return file.accepted ? 'accepted' : file.refusal.code
}

async function accepted(extension: Extension, bytes: Uint8Array, name = `a.${extension}`) {
  const file = await inspectFile({ name, type: types[extension], bytes })
  if (!file.accepted) throw new Error(JSON.stringify(file.refusal))
  return file.value
}

async function pixel(picture: Uint8Array, left: number, top: number): Promise<'red' | 'blue'> {
  const raw = await sharp(picture).extract({ left, top, width: 1, height: 1 }).removeAlpha().raw().toBuffer()
  return raw[0]! > raw[2]! ? 'red' : 'blue'
}

function expectNoOrigin(bytes: Uint8Array) {
  expect(hasPlace(bytes)).toBe(false)
  for (const word of originWords) expect(Buffer.from(bytes).includes(word), word).toBe(false)
}

describe("a reviewer's copy of a photo (case 23)", () => {
  it.each(['jpg', 'png', 'webp'] as const)(
    'of a %s is upright and knows neither place nor device',
    async (extension) => {
      const original = await photoWithPlace(extension === 'jpg' ? 'jpeg' : extension)
      expect([original.includes('Camera-7'), hasPlace(original)]).toEqual([true, true])
      const { copy, sha256, byteLength, pages } = await accepted(extension, original)
      expect(sha256).toEqual(createHash('sha256').update(original).digest())
      expect([byteLength, pages]).toEqual([original.length, 1])
      expectNoOrigin(copy.bytes)
      const { width, height, exif, xmp, iptc, icc, orientation } = await sharp(copy.bytes).metadata()
      expect([exif, xmp, iptc, icc, orientation ?? 1]).toEqual([undefined, undefined, undefined, undefined, 1])
      expect([width, height]).toEqual([120, 160])
      // Turned by a quarter to the right: what was the upper left is the upper right.
      expect([await pixel(copy.bytes, 100, 10), await pixel(copy.bytes, 10, 10)]).toEqual(['red', 'blue'])
      expect(copy.mediaType).toBe(extension === 'png' ? 'image/png' : 'image/jpeg')
    },
  )

  it('of a HEIC is a JPEG of the same picture, and knows neither place nor device', async () => {
    const original = heicWithPlace()
    expect([original.includes('Camera-7'), hasPlace(original)]).toEqual([true, true])
    const { copy, mediaType } = await accepted('heic', original)
    expect([mediaType, copy.mediaType]).toEqual(['image/heic', 'image/jpeg'])
    expectNoOrigin(copy.bytes)
    const { width, height, exif } = await sharp(copy.bytes).metadata()
    expect([width, height, exif]).toEqual([160, 120, undefined])
    expect([await pixel(copy.bytes, 10, 10), await pixel(copy.bytes, 150, 10)]).toEqual(['red', 'blue'])
  })
})

describe("a reviewer's copy of a PDF", () => {
  it('shows the same pages', async () => {
    const { copy, pages } = await accepted('pdf', pdfReport(3))
    expect(pages).toBe(3)
    const { text } = await extractText(await getDocumentProxy(Uint8Array.from(copy.bytes)))
    expect(text).toEqual(['Page 1', 'Page 2', 'Page 3'])
  })

  it('has no author, script, link or attached file, and no place in its photos, but keeps the seal', async () => {
    const original = await pdfWithBaggage()
    const { copy } = await accepted('pdf', original)
    const pdf = await getDocumentProxy(Uint8Array.from(copy.bytes))
    const { info, metadata } = await getMeta(pdf)
    expect([info.Author, info.Producer, info.Creator, info.CreationDate, Object.keys(metadata ?? {})]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      [],
    ])
    expect(await pdf.getAttachments()).toBeNull()
    expect(await pdf.getJSActions()).toBeNull()
    expect(await pdf.getOpenAction()).toBeNull()
    const page = await pdf.getPage(1)
    expect(await page.getJSActions()).toBeNull()
    expect((await page.getAnnotations()).map((one) => [one.subtype, one.contentsObj.str])).toEqual([['Stamp', 'seal']])
    const { PDFDocument, PDFRawStream } = await import('@cantoo/pdf-lib')
    const objects = (await PDFDocument.load(copy.bytes)).context.enumerateIndirectObjects()
    const written = objects.map(([, one]) => {
      return one instanceof PDFRawStream ? `${one.dict} ${Buffer.from(one.contents).toString('latin1')}` : String(one)
    })
    expect(written.some((one) => one.includes('/DCTDecode'))).toBe(true)
    expect(written.some((one) => hasPlace(Buffer.from(one, 'latin1')))).toBe(false)
    for (const word of [...originWords, 'app.alert', 'tracker', 'MZ attached', 'xmpmeta']) {
      expect(original.includes(word), word).toBe(true)
      expect(
        written.filter((one) => one.includes(word)),
        word,
      ).toEqual([])
    }
  })
})

describe('a file that lies about its type (case 21)', () => {
  it('is refused, whatever its name says', async () => {
    const jpeg = await photoWithPlace('jpeg')
    const gif = Buffer.from('GIF89a/*\x01\x00\x01\x00*/=1;alert(1)//', 'latin1')
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    const html = Buffer.from('<!doctype html><script>alert(1)</script>')
    for (const bytes of [gif, svg, html, zipFile(), Buffer.from('MZ\x90\0', 'latin1'), Buffer.from('#!/bin/sh\n')]) {
      expect(await outcome('pdf', bytes)).toBe('file-content-mismatch')
      expect(await outcome('jpg', bytes)).toBe('file-content-mismatch')
    }
    expect(await outcome('png', jpeg)).toBe('file-content-mismatch')
    expect(await outcome('heic', jpeg)).toBe('file-content-mismatch')
    expect(await outcome('pdf', Buffer.concat([Buffer.from('\n'), pdfReport(1)]))).toBe('file-content-mismatch')
  })

  it('is refused where it is a second thing at the same time', async () => {
    const jpeg = await photoWithPlace('jpeg')
    expect(await outcome('jpg', Buffer.concat([jpeg, zipFile()]))).toBe('file-ambiguous')
    expect(await outcome('pdf', Buffer.concat([pdfReport(1), zipFile()]))).toBe('file-ambiguous')
    const comment = Buffer.from('%PDF-1.7\n')
    const header = Buffer.from([0xff, 0xfe, 0, comment.length + 2])
    const both = Buffer.concat([jpeg.subarray(0, 2), header, comment, jpeg.subarray(2)])
    expect(await outcome('jpg', both)).toBe('file-ambiguous')
    expect(await outcome('jpg', Buffer.concat([jpeg, Buffer.from('PK\x05\x06 by chance', 'latin1')]))).toBe('accepted')
  })
})

describe('a file that is broken', () => {
  it('is refused with no byte at all (case 21)', async () => {
    for (const extension of Object.keys(types) as Extension[]) {
      expect(await outcome(extension, Buffer.alloc(0))).toBe('file-empty')
    }
  })

  it('is refused when it was cut off anywhere', async () => {
    const files: Record<Extension, Buffer> = {
      jpg: await photoWithPlace('jpeg'),
      png: await photoWithPlace('png'),
      webp: await photoWithPlace('webp'),
      heic: heicWithPlace(),
      pdf: pdfReport(2),
    }
    for (const extension of Object.keys(types) as Extension[]) {
      const whole = files[extension]
      for (const part of [0.2, 0.5, 0.8, 0.99]) {
        const cut = whole.subarray(0, Math.floor(whole.length * part))
        const found = await outcome(extension, cut)
        expect(['file-damaged', 'file-content-mismatch'], `${extension} at ${part}: ${found}`).toContain(found)
      }
    }
  })

  it('is refused when a page of a PDF does not unfold', async () => {
    const pdf = pdfReport(1)
    const inside = pdf.indexOf('stream') + 12
    pdf.fill(0x41, inside, inside + 10)
    expect(await outcome('pdf', pdf)).toBe('file-damaged')
  })
})

describe('a file made to harm', () => {
  it('is refused by its header when its picture would be huge (case 22)', async () => {
    const bomb = pngSaying(30_000, 30_000)
    const before = process.memoryUsage().rss
    expect(await outcome('png', bomb)).toBe('image-too-many-pixels')
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
    const heic = heicWithPlace()
    expect(await outcome('heic', heic, { ...fileLimits, maxPixels: 160 * 120 })).toBe('accepted')
    expect(await outcome('heic', heic, { ...fileLimits, maxPixels: 160 * 120 - 1 })).toBe('image-too-many-pixels')
  })

  it('is refused when it has more than one frame', async () => {
    expect(await outcome('webp', await animatedWebp())).toBe('image-animated')
    // Known by its first bytes as a type of its own.
    expect(await outcome('png', animatedPng())).toBe('file-content-mismatch')
  })

  it('is refused when its streams unfold too far, one alone, together or nested', async () => {
    const limits = { ...fileLimits, maxStreamBytes: 100_000, maxInflatedBytes: 150_000 }
    expect(await outcome('pdf', pdfUnfolding(100_000), limits)).toBe('accepted')
    expect(await outcome('pdf', pdfUnfolding(100_001), limits)).toBe('pdf-inflates-too-far')
    expect(await outcome('pdf', pdfUnfolding(100_001, 2), limits)).toBe('pdf-inflates-too-far')
    expect(await outcome('pdf', pdfUnfolding(10, 4))).toBe('pdf-inflates-too-far')
    const together = { ...limits, maxInflatedBytes: 99_999 }
    expect(await outcome('pdf', pdfUnfolding(100_000), together)).toBe('pdf-inflates-too-far')
  })

  it('is refused when decoding takes too long', async () => {
    const limits = { ...fileLimits, maxDecodeMilliseconds: 1 }
    expect(await outcome('pdf', pdfReport(50), limits)).toBe('file-too-complex')
  })
})

describe('limits', () => {
  it('hold on both sides: bytes and pages', async () => {
    const pdf = pdfReport(3)
    expect(await outcome('pdf', pdf, { ...fileLimits, maxBytes: pdf.length, maxPages: 3 })).toBe('accepted')
    expect(await outcome('pdf', pdf, { ...fileLimits, maxBytes: pdf.length - 1 })).toBe('file-too-large')
    expect(await outcome('pdf', pdf, { ...fileLimits, maxPages: 2 })).toBe('pdf-too-many-pages')
    expect(await outcome('pdf', pdfReport(0))).toBe('pdf-no-pages')
  })
})
