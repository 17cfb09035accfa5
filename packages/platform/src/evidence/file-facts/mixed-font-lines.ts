/** One character of a page, in the order in which the page shows it. */
export interface ShownCharacter {
  readonly character: string
  readonly page: number
  /** Height of the base line in points; not a number where the character stands nowhere, such as a line break. */
  readonly line: number
  /** As the file names it; empty where it does not. */
  readonly font: string
}

/** Kinds of characters. A line with Chinese in one font and digits in another is how most documents look. */
const kinds: readonly RegExp[] = [/\p{Script=Han}/u, /[0-9]/, /[A-Za-z]/]
/** Base lines closer than this, in points, are one line. */
const sameLinePoints = 1

/**
 * Counts the lines in which characters of one kind stand in fonts of two families: "2020-0" in SimSun and "3" in Arial is what an
 * editor leaves behind that does not have the document's font. Bold beside regular is one family.
 */
export function countMixedFontLines(characters: readonly ShownCharacter[]): number {
  const lines = new Map<string, Map<number, Set<string>>>()
  for (const { character, font, line, page } of characters) {
    const kind = kinds.findIndex((pattern) => pattern.test(character))
    if (kind < 0 || font === '' || Number.isNaN(line)) continue
    const key = `${page} ${Math.floor(line / sameLinePoints)}`
    const families = lines.get(key) ?? new Map<number, Set<string>>()
    families.set(kind, (families.get(kind) ?? new Set()).add(familyOf(font)))
    lines.set(key, families)
  }
  return [...lines.values()].filter((families) => [...families.values()].some(({ size }) => size > 1)).length
}

/** `ABCDEF+SimSun,Bold` and `SimSun` are one family (ISO 32000-2, 9.9.2: six letters name a subset). */
function familyOf(font: string): string {
  return font
    .replace(/^[A-Z]{6}\+/, '')
    .replace(/[-, ]?(bold|italic|oblique|regular|medium|light|mt|ps|roman)+/gi, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}
