import { expect, test } from 'vitest'
import { inGroups } from './in-groups.ts'

/** Groups as they were begun, each ended by hand. */
function observed(most = 3) {
  const groups: { readonly items: readonly string[]; readonly end: PromiseWithResolvers<void> }[] = []
  const add = inGroups<string, string>(
    (item) => item[0],
    most,
    async (items) => {
      const end = Promise.withResolvers<void>()
      groups.push({ items, end })
      await end.promise
      return items.map((item) => item.toUpperCase())
    },
  )
  return { groups, add }
}

test('a lone item waits for nobody; what comes meanwhile goes together, at most so many, none of one key twice', async () => {
  const { add, groups } = observed()
  const answers = ['a1', 'b1', 'a2', 'a3', 'c1', 'd1', 'e1'].map(add)
  const expected = [['a1'], ['b1', 'a2', 'c1'], ['a3', 'd1', 'e1']]
  for (const [at, items] of expected.entries()) {
    await expect.poll(() => groups.length, { interval: 1 }).toBe(at + 1)
    expect(groups[at]!.items).toEqual(items)
    groups[at]!.end.resolve()
  }
  expect(await Promise.all(answers)).toEqual(['A1', 'B1', 'A2', 'A3', 'C1', 'D1', 'E1'])
})

test('a fault is told to its group alone', async () => {
  const { add, groups } = observed()
  const first = add('a1')
  const second = add('b1')
  groups[0]!.end.reject(new Error('down'))
  await expect(first).rejects.toThrow('down')
  await expect.poll(() => groups.length, { interval: 1 }).toBe(2)
  groups[1]!.end.resolve()
  expect(await second).toBe('B1')
})
