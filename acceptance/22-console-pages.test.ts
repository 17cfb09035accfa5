import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { consoleOffices, consolePages, pagesByOffices } from './support/pages-by-offices.ts'

const pages = consolePages()

test('the pages of several chapters are looked at, each for offices that there are', () => {
  expect(new Set(pages.map(({ path }) => path.split('/')[1])).size).toBeGreaterThan(3)
  for (const { offices, path } of pages) {
    expect([path, offices.length > 0]).toEqual([path, true])
    expect(consoleOffices as readonly string[]).toEqual(expect.arrayContaining([...offices]))
  }
})

test('whose page is which is written down in docs/console-pages.md: else run `npm run roles`', () => {
  const place = join(import.meta.dirname, '../docs/console-pages.md')
  if (process.env.TONGZHOU_WRITE_ROLES === '1') writeFileSync(place, pagesByOffices(pages))
  expect(readFileSync(place, 'utf8')).toBe(pagesByOffices(pages))
})
