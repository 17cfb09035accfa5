import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson } from '../journal/index.ts'
import { type AskedPage, type DrawnBox, maxBoxesOfPage, parseRedaction, wholeMillionths } from './redaction.ts'

const box = (x: number, y: number, width: number, height: number): DrawnBox => ({ x, y, width, height })
const read = (asked: readonly AskedPage[], pageCount = 3) => {
  const redaction = parseRedaction(asked, pageCount)
  return redaction.accepted ? redaction.value : redaction.refusal.code
}
const one = (drawn: DrawnBox) => read([{ page: 1, boxes: [drawn] }])

describe('a redaction', () => {
  it('names each page that is shown, and a page without boxes is shown whole', () => {
    expect(read([])).toBe('redaction-of-no-page')
    expect(read([{ page: 2, boxes: [] }])).toEqual([{ page: 2, boxes: [] }])
  })

  it('is refused for a page that is not there, or that is named twice', () => {
    for (const page of [0, -1, 4, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(read([{ page, boxes: [] }]), String(page)).toBe('redaction-page-unknown')
    }
    const twice = [1, 2, 1].map((page) => ({ page, boxes: [] }))
    expect(read(twice)).toBe('redaction-page-twice')
  })

  it('has at most so many boxes on a page', () => {
    const boxes = Array.from({ length: maxBoxesOfPage + 1 }, () => box(0, 0, 1, 1))
    expect(read([{ page: 1, boxes }])).toBe('redaction-too-many-boxes')
    expect(read([{ page: 1, boxes: boxes.slice(1) }])).toHaveLength(1)
  })

  it('is refused for an empty box before one outside of the page, and says which', () => {
    for (const empty of [box(0, 0, 0, 1), box(0, 0, 1, 0), box(0, 0, -0.1, 1), box(2, 2, 0, 0), box(0, 0, NaN, 1)]) {
      expect(one(empty), JSON.stringify(empty)).toBe('redaction-box-empty')
    }
    for (const outside of [
      box(-0.001, 0, 0.5, 0.5),
      box(0, -0.001, 0.5, 0.5),
      box(0.5, 0, 0.500002, 1),
      box(0, 0.5, 1, 0.500002),
      box(NaN, 0, 1, 1),
      box(0, NaN, 1, 1),
      box(0, 0, Infinity, 1),
    ]) {
      expect(one(outside), JSON.stringify(outside)).toBe('redaction-box-outside')
    }
    const second = { page: 2, boxes: [box(0, 0, 1, 1), box(0, 0, 2, 1)] }
    expect(parseRedaction([{ page: 1, boxes: [] }, second], 3)).toMatchObject({
      refusal: { code: 'redaction-box-outside', facts: { page: 2, box: 2 }, field: 'pages' },
    })
  })

  it('covers at least what was drawn, and hardly more, and can be committed to', () => {
    const within = fc
      .tuple(...Array.from({ length: 4 }, () => fc.double({ min: 0, max: 1, noNaN: true })))
      .map(([a, b, c, d]) => box(Math.min(a!, b!), Math.min(c!, d!), Math.abs(a! - b!), Math.abs(c! - d!)))
      .filter(({ width, height }) => width > 1e-9 && height > 1e-9)
    fc.assert(
      fc.property(within, (drawn) => {
        const pages = one(drawn)
        if (typeof pages === 'string') throw new Error(pages)
        const [edges] = pages[0]!.boxes
        canonicalJson({ ...edges! })
        const { x, y, width, height } = drawn
        const wanted = [x, y, 1 - x - width, 1 - y - height].map((fraction) => fraction * wholeMillionths)
        const { leftMillionths, topMillionths, rightMillionths, bottomMillionths } = edges!
        const left = [
          leftMillionths,
          topMillionths,
          wholeMillionths - rightMillionths,
          wholeMillionths - bottomMillionths,
        ]
        for (const [side, wantedSide] of wanted.entries()) {
          expect(left[side]).toBeLessThanOrEqual(wantedSide + 1e-5)
          expect(left[side]).toBeGreaterThan(wantedSide - 1.00001)
        }
      }),
    )
  })
})
