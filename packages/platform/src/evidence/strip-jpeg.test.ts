import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { originWords, photoWithPlace } from './sample-files.ts'
import { stripJpeg } from './strip-jpeg.ts'

const pixels = (jpeg: Buffer) => sharp(jpeg).raw().toBuffer()

describe('a stripped JPEG', () => {
  it('has the same pixels and no EXIF, comment or trailing bytes', async () => {
    for (const progressive of [false, true]) {
      const photo = await sharp(await photoWithPlace('jpeg'))
        .keepMetadata()
        .jpeg({ progressive })
        .toBuffer()
      const comment = Buffer.from([0xff, 0xfe, 0, 2 + originWords[2]!.length, ...Buffer.from(originWords[2]!)])
      const after = Buffer.from(`second picture by ${originWords[0]}`)
      const loaded = Buffer.concat([photo.subarray(0, 2), comment, photo.subarray(2), after])
      const stripped = stripJpeg(loaded)!
      for (const word of [...originWords, 'Exif', 'second']) {
        expect(loaded.includes(word), word).toBe(true)
        expect(stripped.includes(word), word).toBe(false)
      }
      expect((await pixels(stripped)).equals(await pixels(photo))).toBe(true)
      expect(stripJpeg(stripped)!.equals(stripped)).toBe(true)
    }
  })

  it('is nothing where the JPEG is not whole', async () => {
    const photo = await photoWithPlace('jpeg')
    for (let length = 0; length < photo.length; length += 7) {
      expect(stripJpeg(photo.subarray(0, length)), `${length} bytes`).toBeNull()
    }
    expect(stripJpeg(Buffer.from('no picture at all'))).toBeNull()
  })
})
