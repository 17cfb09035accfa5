import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hideSmallGroups, smallestGroupShown } from './hide-small-groups.ts'

const counts = (...given: number[]) => given.map((count) => ({ count }))

test.each([
  ['large groups are shown', [10, 200, 11], [10, 200, 11]],
  ['nine are hidden, and with them the smallest other, which the total would give away', [9, 200, 11], [200]],
  ['several small groups that are ten together hide each other', [5, 5, 200], [200]],
  ['of one small group alone nothing is left', [3], []],
  ['nobody at all', [], []],
])('%s', (_what, given, shown) => {
  expect(hideSmallGroups(counts(...given)).map(({ count }) => count)).toEqual(shown)
})

test('what is hidden is nobody, or ten people and more, or everybody', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { maxLength: 12 }), (given) => {
      const groups = counts(...given)
      const shown = hideSmallGroups(groups)
      const hidden = groups.filter((group) => !shown.includes(group)).reduce((sum, { count }) => sum + count, 0)
      expect(shown.every(({ count }) => count >= smallestGroupShown)).toBe(true)
      if (hidden > 0 && hidden < smallestGroupShown) expect(shown).toEqual([])
    }),
  )
})
