import { expect, test } from 'vitest'
import { termInWords } from './term-in-words.ts'

test.each([
  ['/sharing/capPerCaseFen', 10, '¥0.10'],
  ['/sharing/capPerYearFen', null, '—'],
  ['/filing/withinDays', 180, '180'],
  ['/name', { en: 'A plan', zh: '计划' }, 'A plan'],
  ['/clauses/0/id', '1.1', '1.1'],
  ['/sharing/daysOfMonth', [14], '[\n 14\n]'],
])('%s as people read it', (pointer, value, words) => {
  expect(termInWords(pointer, value, 'en')).toBe(words)
})
