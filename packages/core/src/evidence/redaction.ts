import { type Refused, refuse } from '../decision.ts'
import { type Parsed, parsed } from '../parsed.ts'

/** A box as its sender draws it on a page as it is shown: fractions of the page's width and height, from its upper left corner. */
export interface DrawnBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A page that is to be shown, counted from 1, and what on it is to be black. A page that is not asked for is not shown. */
export interface AskedPage {
  readonly page: number
  readonly boxes: readonly DrawnBox[]
}

/** The edges of a box in millionths of the page's width and height: whole numbers, so that the log can commit to them. */
export interface RedactionBox {
  readonly leftMillionths: number
  readonly topMillionths: number
  readonly rightMillionths: number
  readonly bottomMillionths: number
}

export interface ShownPage {
  readonly page: number
  readonly boxes: readonly RedactionBox[]
}

/** The whole width, or height, of a page. */
export const wholeMillionths = 1_000_000
/** More boxes than this on one page are drawn by a program: without it one request keeps the server painting. */
export const maxBoxesOfPage = 200

/** A page that is shown has at most so many: more tell a reader nothing, and a poster in a PDF would take a gigabyte. */
export const maxPagePixels = 8_000_000

export type RedactionRefusal =
  | 'redaction-of-no-page'
  | 'redaction-page-unknown'
  | 'redaction-page-twice'
  | 'redaction-too-many-boxes'
  | 'redaction-box-empty'
  | 'redaction-box-outside'

/**
 * Reads which pages of a file of `pageCount` pages are shown, and what on them is blackened. A page without boxes is shown
 * whole, so each page has to be named: nothing is shown by forgetting it. Edges are rounded outwards.
 *
 * Refusals: redaction-of-no-page; then page by page redaction-page-unknown, redaction-page-twice, redaction-too-many-boxes; then box by
 * box redaction-box-empty, redaction-box-outside. `page` and `box` in the facts count from 1.
 */
export function parseRedaction(
  asked: readonly AskedPage[],
  pageCount: number,
): Parsed<readonly ShownPage[], RedactionRefusal> {
  if (asked.length === 0) return refuse('redaction-of-no-page', { pages: pageCount }, { field: 'pages' })
  const shown: ShownPage[] = []
  const seen = new Set<number>()
  for (const { page, boxes } of asked) {
    const refused = refusePage(page, boxes.length, pageCount, seen)
    if (refused) return refused
    seen.add(page)
    const read: RedactionBox[] = []
    for (const [index, drawn] of boxes.entries()) {
      const box = parseBox(drawn, page, index + 1)
      if (!box.accepted) return box
      read.push(box.value)
    }
    shown.push({ page, boxes: read })
  }
  return parsed(shown)
}

function refusePage(
  page: number,
  boxes: number,
  pageCount: number,
  seen: ReadonlySet<number>,
): Refused<RedactionRefusal> | null {
  const field = 'pages'
  if (!Number.isInteger(page) || page < 1 || page > pageCount) {
    return refuse('redaction-page-unknown', { page: String(page), pages: pageCount }, { field })
  }
  if (seen.has(page)) return refuse('redaction-page-twice', { page }, { field })
  if (boxes > maxBoxesOfPage) {
    return refuse('redaction-too-many-boxes', { page, boxes, maxBoxes: maxBoxesOfPage }, { field })
  }
  return null
}

/** The error of a sum of two fractions, in millionths: 0.7 + 0.3 may come out a hair above 1. */
const sumErrorMillionths = 1e-6

function parseBox(drawn: DrawnBox, page: number, box: number): Parsed<RedactionBox, RedactionRefusal> {
  const { x, y, width, height } = drawn
  const where = { field: 'pages' }
  // Written so that NaN is refused too.
  if (!(width > 0 && height > 0)) return refuse('redaction-box-empty', { page, box }, where)
  const read = {
    leftMillionths: roundDown(x),
    topMillionths: roundDown(y),
    rightMillionths: roundUp(x + width),
    bottomMillionths: roundUp(y + height),
  }
  const inside =
    read.leftMillionths >= 0 &&
    read.topMillionths >= 0 &&
    read.rightMillionths <= wholeMillionths &&
    read.bottomMillionths <= wholeMillionths
  return inside ? parsed(read) : refuse('redaction-box-outside', { page, box }, where)
}

const roundDown = (fraction: number) => Math.floor(fraction * wholeMillionths + sumErrorMillionths)
const roundUp = (fraction: number) => Math.ceil(fraction * wholeMillionths - sumErrorMillionths)

/** One page as it is shown to others. `sha256` of the picture, in hexadecimal. */
export interface RedactedPageRecord extends ShownPage {
  readonly widthPixels: number
  readonly heightPixels: number
  readonly sha256: string
}

/** Everything that is kept about one redaction of a file. The log holds a salted commitment to it. */
export interface RedactionRecord {
  readonly redactionId: string
  readonly evidenceId: string
  readonly redactedByPersonId: bigint
  readonly pages: readonly RedactedPageRecord[]
}
