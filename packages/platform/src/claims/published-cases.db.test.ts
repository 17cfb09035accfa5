import { expect, test } from 'vitest'
import { addPublishedCases } from '../../test/made-up-sharing.ts'
import { testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { publishedCases } from './published-case-store.ts'

const { database } = await testPlatform()
const [period, count] = ['2039-12-B', 95]
await addPublishedCases(database, testPlan, period, count)

const read = (page: { readonly limit: number; readonly after?: string }) =>
  publishedCases(database, testPlan.plan, period, page)

test('page after page holds each case of a period once, the largest sums first, then by reference', async () => {
  const whole = await read({ limit: 500 })
  const sorted = whole.toSorted(
    (one, other) =>
      Number(BigInt(other.payoutFen) - BigInt(one.payoutFen)) || (one.caseReference < other.caseReference ? -1 : 1),
  )
  expect(new Set(whole.map(({ payoutFen }) => payoutFen)).size).toBe(2)
  expect(whole).toHaveLength(count)
  expect(whole).toEqual(sorted)
  for (const limit of [1, 7, count, count + 1]) {
    const all: typeof whole = []
    for (;;) {
      const after = all.at(-1)?.caseReference
      const page = await read({ limit, ...(after === undefined ? {} : { after }) })
      all.push(...page)
      if (page.length < limit) break
    }
    expect(all).toEqual(whole)
  }
})

test('behind the last case, and behind one that is not of the period, there is none', async () => {
  const last = (await read({ limit: 500 })).at(-1)!.caseReference
  expect(await read({ limit: 10, after: last })).toEqual([])
  expect(await read({ limit: 10, after: 'ZZZZ-ZZZZ' })).toEqual([])
})
