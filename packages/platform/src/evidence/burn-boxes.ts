import { type RedactionBox, wholeMillionths } from '@tongzhou/core'

/** Pixels of a page, `channels` bytes each; the fourth is opacity. */
export interface Pixels {
  readonly data: Uint8Array
  readonly widthPixels: number
  readonly heightPixels: number
  readonly channels: 1 | 2 | 3 | 4
}

/** A JPEG without subsampling of colours codes squares of this many pixels, each by itself (ITU-T T.81, annex A). */
export const blockPixels = 8

const black = 0
const opaque = 255

/**
 * Paints boxes black. Edges are moved outwards to the squares of a JPEG: a square is then black as a whole or has no part in
 * a box, so that black stays black in the file and nothing beside a box tells of what was below.
 */
export function burnBoxes(pixels: Pixels, boxes: readonly RedactionBox[]): void {
  const { data, widthPixels, heightPixels, channels } = pixels
  for (const box of boxes) {
    const [left, right] = blocksBetween(box.leftMillionths, box.rightMillionths, widthPixels)
    const [top, bottom] = blocksBetween(box.topMillionths, box.bottomMillionths, heightPixels)
    for (let row = top; row < bottom; row += 1) {
      const from = (row * widthPixels + left) * channels
      const to = (row * widthPixels + right) * channels
      data.fill(black, from, to)
      if (channels === 4) for (let at = from + 3; at < to; at += 4) data[at] = opaque
    }
  }
}

/** From the first pixel to the one after the last, in whole blocks. */
export function blocksBetween(fromMillionths: number, toMillionths: number, sidePixels: number): [number, number] {
  const from = Math.floor((fromMillionths * sidePixels) / wholeMillionths / blockPixels) * blockPixels
  const to = Math.ceil((toMillionths * sidePixels) / wholeMillionths / blockPixels) * blockPixels
  return [from, Math.min(to, sidePixels)]
}
