import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { readExif } from './exif.ts'
import { instantOfExifDate, instantOfPdfDate } from './metadata-dates.ts'
import { countMixedFontLines, type ShownCharacter } from './mixed-font-lines.ts'

describe('dates in metadata', () => {
  test.each([
    ["D:20200301120000+08'00'", '2020-03-01T04:00:00Z'],
    ['D:20200301120000Z', '2020-03-01T12:00:00Z'],
    ['D:20200301', '2020-02-29T16:00:00Z'],
    ['D:20200230120000Z', null],
    ['yesterday', null],
    [null, null],
  ])('of a PDF: %s', (text, instant) => {
    expect(instantOfPdfDate(text)).toBe(instant)
  })

  test.each([
    ['2020:03:01 12:00:00', '2020-03-01T04:00:00Z'],
    ['0000:00:00 00:00:00', null],
    ['2020-03-01', null],
  ])('of a picture: %s', (text, instant) => {
    expect(instantOfExifDate(text)).toBe(instant)
  })
})

describe('EXIF', () => {
  const exifOf = async () => {
    const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } })
    const written = {
      IFD0: { Software: 'Made-up editor 3', DateTime: '2020:03:02 12:00:00' },
      IFD2: { DateTimeOriginal: '2020:03:01 12:00:00' },
    }
    return (await sharp(await picture.withExif(written).jpeg().toBuffer()).metadata()).exif!
  }

  test('tells the program, and when the picture was taken and changed', async () => {
    expect(readExif(await exifOf())).toEqual({
      software: 'Made-up editor 3',
      changed: '2020:03:02 12:00:00',
      taken: '2020:03:01 12:00:00',
    })
  })

  test('is read to its end whatever its bytes say', async () => {
    const exif = await exifOf()
    for (let at = 0; at < exif.length; at += 1) {
      const damaged = Buffer.from(exif)
      damaged[at] = 0xff
      expect(Object.keys(readExif(damaged))).toHaveLength(3)
      expect(Object.keys(readExif(exif.subarray(0, at)))).toHaveLength(3)
    }
  })
})

describe('fonts that change within a line', () => {
  const shown = (text: string, font: string, line: number): ShownCharacter[] =>
    [...text].map((character) => ({ character, page: 0, line, font }))

  test.each([
    ['one font', [...shown('入院 2020-01-03', 'SimSun', 700)], 0],
    ['Chinese and digits in a font each', [...shown('入院', 'SimSun', 700), ...shown('2020', 'Arial', 700)], 0],
    ['bold and regular', [...shown('入院', 'ABCDEF+SimSun,Bold', 700), ...shown('日期', 'SimSun', 700)], 0],
    ['two fonts in two lines', [...shown('2020', 'SimSun', 700), ...shown('2020', 'Arial', 680)], 0],
    ['a digit of another font', [...shown('2020-0', 'SimSun', 700), ...shown('3', 'Arial', 700)], 1],
  ])('%s', (_, characters, lines) => {
    expect(countMixedFontLines(characters)).toBe(lines)
  })
})
