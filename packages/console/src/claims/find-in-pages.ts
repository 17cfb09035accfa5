/** A place where the words stand, with some of what stands around them. */
export interface Found {
  /** Counted from 1. */
  readonly page: number
  readonly at: number
  readonly before: string
  readonly hit: string
  readonly after: string
}

const around = 24

/**
 * Where words stand in the text of a paper, whatever their case. White space is left out on both sides: a PDF breaks lines and spaces
 * characters as it likes, above all between Chinese ones.
 */
export function findInPages(pages: readonly string[], words: string): readonly Found[] {
  const wanted = words.replaceAll(/\s/g, '').toLowerCase()
  if (wanted === '') return []
  return pages.flatMap((text, index) => {
    const places: number[] = []
    const letters = [...text.matchAll(/\S/g)].map((match) => {
      places.push(match.index)
      return match[0].toLowerCase()
    })
    const dense = letters.join('')
    const found: Found[] = []
    for (let at = dense.indexOf(wanted); at >= 0; at = dense.indexOf(wanted, at + wanted.length)) {
      const from = places[at]!
      const to = places[at + wanted.length - 1]! + 1
      found.push({
        page: index + 1,
        at: from,
        before: text.slice(Math.max(0, from - around), from),
        hit: text.slice(from, to),
        after: text.slice(to, to + around),
      })
    }
    return found
  })
}
