import sharp from 'sharp'

/** A form with bars for words: the same form for each, the words of its own, but for the first lines, which are printed. */
export function photoOfForm(seed: number, printedLines = 0): Promise<Buffer> {
  let state = 99
  const next = (limit: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
  const lines = Array.from({ length: 14 }, (_, line) => {
    if (line === printedLines) state = seed
    const words = Array.from({ length: 6 }, (_, word) => {
      const [left, width] = [60 + word * 85 + next(20), 15 + next(60)]
      return `<rect x="${left}" y="${90 + line * 52}" width="${width}" height="18" fill="#222"/>`
    })
    return words.join('')
  })
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="620" height="877"><rect width="620" height="877" fill="#f5f3ec"/>${lines.join('')}</svg>`
  return sharp(Buffer.from(drawing)).jpeg({ quality: 85 }).toBuffer()
}

/** A copy, turned by degrees after each side was cut by a share of it: left, top, right, bottom. */
export async function cutAndTurned(picture: Buffer, turn: number, cut: readonly number[] = [0.03, 0.01, 0.05, 0.02]) {
  const { height, width } = await sharp(picture).metadata()
  const [left, top, right, bottom] = cut.map((share, at) => Math.floor(share * (at % 2 === 0 ? width : height)))
  const area = { left: left!, top: top!, width: width - left! - right!, height: height - top! - bottom! }
  const cutOut = await sharp(picture).extract(area).toBuffer()
  return sharp(cutOut).rotate(turn, { background: '#777' }).jpeg({ quality: 70 }).toBuffer()
}
