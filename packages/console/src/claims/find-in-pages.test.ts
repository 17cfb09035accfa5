import { expect, test } from 'vitest'
import { findInPages } from './find-in-pages.ts'

const pages = ['入院记录\n诊断：脑 梗\n死。', 'Stroke, left side. A second stroke.']

test('words are found across lines and spaces, in any case, with what stands around them', () => {
  expect(findInPages(pages, '脑梗死')).toEqual([
    { page: 1, at: 8, before: '入院记录\n诊断：', hit: '脑 梗\n死', after: '。' },
  ])
  expect(findInPages(pages, 'STROKE').map(({ page, at }) => [page, at])).toEqual([
    [2, 0],
    [2, 28],
  ])
})

test.each(['', '  ', '骨折'])('nothing is found for "%s"', (words) => {
  expect(findInPages(pages, words)).toEqual([])
})
