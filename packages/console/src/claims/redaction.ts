/** A box on a page: fractions of its width and height, from its upper left corner. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface PageBoxes {
  /** Whether jurors see the page at all. */
  readonly isShown: boolean
  readonly boxes: readonly Box[]
}

interface Point {
  readonly x: number
  readonly y: number
}

/** A press shorter than this fraction of a side is a click that slipped, not a box. */
const smallestSide = 0.005

/** The box between two points, kept within the page; null where it is none. */
export function boxBetween(one: Point, other: Point): Box | null {
  const within = (fraction: number) => Math.min(1, Math.max(0, fraction))
  const left = within(Math.min(one.x, other.x))
  const top = within(Math.min(one.y, other.y))
  const width = within(Math.max(one.x, other.x)) - left
  const height = within(Math.max(one.y, other.y)) - top
  return width < smallestSide || height < smallestSide ? null : { x: left, y: top, width, height }
}

/** One side of a box in per cent, as somebody types it, with what lies beyond the page cut off. */
export function withSide(box: Box, side: keyof Box, percent: number): Box {
  const fraction = Math.min(100, Math.max(0, Number.isFinite(percent) ? percent : 0)) / 100
  const changed = { ...box, [side]: fraction }
  return {
    ...changed,
    width: Math.min(changed.width, 1 - changed.x),
    height: Math.min(changed.height, 1 - changed.y),
  }
}

/** A press of an arrow moves or sizes a box by this fraction of the page. */
const keyStep = 0.01

const directions: Readonly<Record<string, readonly [across: number, down: number]>> = {
  ArrowLeft: [-keyStep, 0],
  ArrowRight: [keyStep, 0],
  ArrowUp: [0, -keyStep],
  ArrowDown: [0, keyStep],
}

/** A box after a key: moved by an arrow, sized by an arrow with Shift, null once it is removed; undefined where the key says nothing to it. */
export function afterKey(box: Box, { key, shiftKey }: { readonly key: string; readonly shiftKey: boolean }) {
  if (key === 'Delete' || key === 'Backspace') return null
  const direction = directions[key]
  if (direction === undefined) return undefined
  const within = (fraction: number, least: number, most: number) => Math.min(most, Math.max(least, fraction))
  const [across, down] = direction
  if (shiftKey) {
    const width = within(box.width + across, keyStep, 1 - box.x)
    return { ...box, width, height: within(box.height + down, keyStep, 1 - box.y) }
  }
  return { ...box, x: within(box.x + across, 0, 1 - box.width), y: within(box.y + down, 0, 1 - box.height) }
}

/** What the platform is asked to burn in: the pages that are shown, in order. */
export function shownPages(pages: Readonly<Record<string, PageBoxes>>): { page: number; boxes: Box[] }[] {
  return Object.entries(pages)
    .filter(([, { isShown }]) => isShown)
    .map(([page, { boxes }]) => ({ page: Number(page), boxes: [...boxes] }))
    .toSorted((one, other) => one.page - other.page)
}
