/** A key of its own for each item: any may be in a group with any other. */
export const apart = (): unknown => ({})

/**
 * Work on single items done in groups: an item that comes while a group is at work waits for the next one, so that a lone item waits for
 * nobody, and a thousand at once are a few groups. No two items of one key are in one group. A fault is every item's of its group.
 */
export function inGroups<Item, Result>(
  keyOf: (item: Item) => unknown,
  most: number,
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
): (item: Item) => Promise<Result> {
  let waiting: { readonly item: Item; readonly answer: PromiseWithResolvers<Result> }[] = []
  let atWork = false

  const takeGroup = () => {
    const keys = new Set<unknown>()
    const group: typeof waiting = []
    const later: typeof waiting = []
    for (const one of waiting) {
      const key = keyOf(one.item)
      if (group.length < most && !keys.has(key)) group.push(one)
      else later.push(one)
      // Also of those that wait: one key's items keep their order.
      keys.add(key)
    }
    waiting = later
    return group
  }

  const workOn = async () => {
    atWork = true
    while (waiting.length > 0) {
      const group = takeGroup()
      try {
        const results = await work(group.map(({ item }) => item))
        for (const [at, { answer }] of group.entries()) answer.resolve(results[at]!)
      } catch (fault) {
        for (const { answer } of group) answer.reject(fault)
      }
    }
    atWork = false
  }

  return (item) => {
    const answer = Promise.withResolvers<Result>()
    waiting.push({ item, answer })
    if (!atWork) void workOn()
    return answer.promise
  }
}
