import { expect, test } from 'vitest'
import { afterKey, boxBetween, shownPages, withSide } from './redaction.ts'

test('a box is drawn in any direction, and ends at the edges of the page', () => {
  expect(boxBetween({ x: 0.75, y: 0.5 }, { x: 0.25, y: 1.5 })).toEqual({ x: 0.25, y: 0.5, width: 0.5, height: 0.5 })
  expect(boxBetween({ x: -1, y: -1 }, { x: 2, y: 2 })).toEqual({ x: 0, y: 0, width: 1, height: 1 })
})

test('a click that slipped is no box', () => {
  expect(boxBetween({ x: 0.5, y: 0.5 }, { x: 0.501, y: 0.9 })).toBeNull()
  expect(boxBetween({ x: 0.5, y: 0.5 }, { x: 0.5, y: 0.5 })).toBeNull()
})

test('a box by numbers does not reach beyond the page', () => {
  const box = { x: 0.5, y: 0.5, width: 0.5, height: 0.25 }
  expect(withSide(box, 'x', 75)).toEqual({ x: 0.75, y: 0.5, width: 0.25, height: 0.25 })
  expect(withSide(box, 'height', 300)).toEqual({ ...box, height: 0.5 })
  expect(withSide(box, 'width', Number.NaN)).toEqual({ ...box, width: 0 })
})

test('arrows move a box, with Shift they size it, both within the page; Delete removes it', () => {
  const box = { x: 0.5, y: 0.5, width: 0.25, height: 0.5 }
  expect(afterKey(box, { key: 'ArrowLeft', shiftKey: false })).toEqual({ ...box, x: 0.49 })
  expect(afterKey(box, { key: 'ArrowDown', shiftKey: false })).toEqual(box)
  expect(afterKey(box, { key: 'ArrowRight', shiftKey: true })).toEqual({ ...box, width: 0.26 })
  expect(afterKey(box, { key: 'ArrowDown', shiftKey: true })).toEqual(box)
  const least = { ...box, width: 0.01 }
  expect(afterKey(least, { key: 'ArrowLeft', shiftKey: true })).toEqual(least)
  expect(afterKey(box, { key: 'Delete', shiftKey: false })).toBeNull()
  expect(afterKey(box, { key: 'Tab', shiftKey: false })).toBeUndefined()
})

test('pages that are not shown are left out', () => {
  const box = { x: 0, y: 0, width: 1, height: 1 }
  const pages = {
    10: { isShown: true, boxes: [box] },
    2: { isShown: true, boxes: [] },
    3: { isShown: false, boxes: [] },
  }
  expect(shownPages(pages)).toEqual([
    { page: 2, boxes: [] },
    { page: 10, boxes: [box] },
  ])
})
