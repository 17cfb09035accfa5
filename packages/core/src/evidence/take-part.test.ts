import { expect, test } from 'vitest'
import { refusePart, type UploadLimits } from './take-part.ts'

const limits: UploadLimits = { minPartBytes: 10, maxPartBytes: 20, maxOpenPerClaim: 2, keptDays: 7 }
const standing = { byteLength: 50, receivedBytes: 20, finished: false }
const codeOf = (part: { offset: number; byteLength: number }, changes: Partial<typeof standing> = {}) =>
  refusePart({ ...standing, ...changes }, part, limits)?.refusal.code ?? null

test('the next part is taken', () => {
  expect(codeOf({ offset: 20, byteLength: 10 })).toBe(null)
  expect(codeOf({ offset: 20, byteLength: 20 })).toBe(null)
})

test('nothing is added to a finished upload', () => {
  expect(codeOf({ offset: 20, byteLength: 10 }, { finished: true })).toBe('upload-finished')
})

test.each([0, 19, 21])('a part from byte %i is refused, and told where the next one begins', (offset) => {
  const refused = refusePart(standing, { offset, byteLength: 10 }, limits)
  expect(refused?.refusal).toMatchObject({ code: 'upload-offset-mismatch', facts: { receivedBytes: 20 } })
})

test.each([0, 9, 21])('a part of %i bytes is refused', (byteLength) => {
  expect(codeOf({ offset: 20, byteLength })).toBe('upload-part-size')
})

test('the last part may be small, and has no byte too many', () => {
  expect(codeOf({ offset: 45, byteLength: 5 }, { receivedBytes: 45 })).toBe(null)
  expect(codeOf({ offset: 45, byteLength: 6 }, { receivedBytes: 45 })).toBe('upload-part-size')
  expect(codeOf({ offset: 50, byteLength: 0 }, { receivedBytes: 50 })).toBe('upload-part-size')
})
