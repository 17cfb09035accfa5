/** A group of fewer people than this is not shown by itself: it would point at persons. */
export const smallestGroupShown = 10

/**
 * The groups of one division of all people that may be shown beside the total. Those below `smallestGroupShown` are hidden, and the smallest
 * others too until the hidden ones are that many together, because the total tells what is missing.
 */
export function hideSmallGroups<Group extends { readonly count: number }>(groups: readonly Group[]): readonly Group[] {
  const bySize = groups.toSorted((one, other) => one.count - other.count)
  const hidden = new Set(bySize.filter(({ count }) => count < smallestGroupShown))
  let people = 0
  for (const { count } of hidden) people += count
  for (const group of bySize) {
    if (people === 0 || people >= smallestGroupShown) break
    if (hidden.has(group)) continue
    hidden.add(group)
    people += group.count
  }
  return groups.filter((group) => !hidden.has(group))
}
