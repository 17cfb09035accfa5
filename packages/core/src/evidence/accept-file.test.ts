import { describe, expect, it } from 'vitest'
import { acceptDeclared, fileLimits, refuseContent, refuseImage, refusePages } from './accept-file.ts'
import { maxFileNameBytes, parseFileName } from './file-name.ts'

const read = (text: string) => {
  const name = parseFileName(text)
  return name.accepted ? name.value : name.refusal.code
}
const declare = (name: string, type: string, byteLength = 1) => {
  const file = acceptDeclared({ name, type, byteLength }, fileLimits)
  return file.accepted ? file.value.mediaType : file.refusal.code
}

describe('a file name', () => {
  it('stays the same in any script, with full-width brackets and blanks', () => {
    for (const name of [
      '病理报告(副本).pdf',
      '病理报告（副本）.pdf',
      '𠮷田 𬭎.jpg',
      'a b.v2.PDF',
      'ئۇيغۇر.png',
      '.a.pdf',
    ]) {
      expect(read(name)).toBe(name)
    }
  })

  it('is put into NFC, as a Mac sends it decomposed', () => {
    expect(read('re\u0301sume\u0301.pdf')).toBe('r\u00e9sum\u00e9.pdf')
  })

  it('is refused where it names another place, breaks a header or turns the reading direction', () => {
    for (const bad of [
      '../a.pdf',
      'a\\b.pdf',
      'a\0.pdf',
      'a\r\nb.pdf',
      'a\u2028.pdf',
      'a\u202efdp.exe',
      '\ufeffa.pdf',
    ]) {
      expect(read(bad), JSON.stringify(bad)).toBe('file-name-character')
    }
    expect(read('\ud842.pdf')).toBe('file-name-malformed')
    for (const bad of ['', '.pdf', ' .pdf', '..', '   ']) expect(read(bad), JSON.stringify(bad)).toBe('file-name-empty')
  })

  it('has at most 255 bytes', () => {
    const longest = `${'a'.repeat(maxFileNameBytes - 4)}.pdf`
    expect(read(longest)).toBe(longest)
    expect(read(`a${longest}`)).toBe('file-name-too-long')
    expect(read(`${'报'.repeat(84)}.pdf`)).toBe('file-name-too-long')
  })
})

describe('what a file is declared to be', () => {
  it('is read from type and name, which agree', () => {
    expect(declare('a.jpg', 'image/jpeg')).toBe('image/jpeg')
    expect(declare('a.JPEG', 'IMAGE/JPG; charset=binary')).toBe('image/jpeg')
    expect(declare('a.heic', 'image/heif')).toBe('image/heic')
    expect(declare('a.heic', '')).toBe('image/heic')
    expect(declare('a.heic', 'application/octet-stream')).toBe('image/heic')
  })

  it('is refused in this order: name, empty, too large, type, extension', () => {
    expect(declare('', 'x/y', 0)).toBe('file-name-empty')
    expect(declare('a.svg', 'image/svg+xml', 0)).toBe('file-empty')
    expect(declare('a.svg', 'image/svg+xml', fileLimits.maxBytes + 1)).toBe('file-too-large')
    expect(declare('a.jpg', 'image/jpeg', fileLimits.maxBytes)).toBe('image/jpeg')
    for (const type of ['image/svg+xml', 'image/gif', 'text/html', 'application/zip', 'image/avif']) {
      expect(declare('a.jpg', type)).toBe('media-type-not-accepted')
    }
    expect(declare('a.exe', 'application/octet-stream')).toBe('media-type-not-accepted')
    for (const name of ['a.pdf', 'a', 'a.jpg.exe', 'a.jpg.', 'jpg']) {
      expect(declare(name, 'image/jpeg')).toBe('file-name-extension-mismatch')
    }
  })
})

describe('what is found inside', () => {
  it('must be the declared type', () => {
    expect(refuseContent('image/jpeg', 'image/jpeg')).toBeNull()
    expect(refuseContent('image/heic', 'image/heif')).toBeNull()
    expect(refuseContent('image/jpeg', 'image/png')?.refusal).toEqual({
      code: 'file-content-mismatch',
      facts: { declared: 'image/jpeg', found: 'image/png' },
      field: 'file',
    })
    expect(refuseContent('image/jpeg', null)?.refusal.facts.found).toBe('unknown')
  })

  it('is one frame of at most so many pixels, and at least one page and at most so many', () => {
    const limits = { ...fileLimits, maxPixels: 100, maxPages: 3 }
    const image = (widthPixels: number, heightPixels: number, frames = 1) =>
      refuseImage({ widthPixels, heightPixels, frames }, limits)?.refusal.code ?? 'accepted'
    expect(image(10, 10)).toBe('accepted')
    expect(image(10, 11)).toBe('image-too-many-pixels')
    expect(image(10, 11, 2)).toBe('image-animated')
    const pages = (count: number) => refusePages(count, limits)?.refusal.code ?? 'accepted'
    expect([0, 1, 3, 4].map(pages)).toEqual(['pdf-no-pages', 'accepted', 'accepted', 'pdf-too-many-pages'])
  })
})
