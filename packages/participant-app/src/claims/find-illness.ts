import type { GetPlansByPlanIllnessWordsResponse } from '@tongzhou/web-client'

export type IllnessEntry = GetPlansByPlanIllnessWordsResponse[number]

/**
 * The illnesses that somebody may mean, likeliest first: by everyday words in Chinese or English, by pinyin with or without tones and
 * blanks, and by the first letters of pinyin.
 */
export function findIllnesses(catalogue: readonly IllnessEntry[], typed: string): readonly IllnessEntry[] {
  const wanted = plain(typed)
  if (wanted === '') return []
  return catalogue
    .map((entry) => ({ entry, rank: rankOf(entry, wanted) }))
    .filter(({ rank }) => rank < none)
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ entry }) => entry)
}

/** Names an entry among the others: the mild form of an illness has its code too. */
export function entryKey({ code, mild, name }: Pick<IllnessEntry, 'code' | 'mild' | 'name'>): string {
  return mild ? `${code}:${name.en}` : code
}

const none = 9
/** So few letters stand in the middle of too many words; a Chinese character says enough. */
const fewestLettersInside = 3

/** 0 is best. */
function rankOf({ spellings, words }: IllnessEntry, wanted: string): number {
  const plainWords = words.map(plain)
  if (plainWords.includes(wanted)) return 0
  if (spellings.includes(wanted)) return 1
  if (plainWords.some((word) => word.startsWith(wanted))) return 2
  if (spellings.some((spelling) => spelling.startsWith(wanted))) return 3
  const isTelling = wanted.length >= fewestLettersInside || /\p{Script=Han}/u.test(wanted)
  if (isTelling && plainWords.some((word) => word.includes(wanted))) return 4
  // A whole word of the list inside what was typed: "爸爸中风了".
  if (plainWords.some((word) => word.length > 1 && wanted.includes(word))) return 5
  return isTelling && spellings.some((spelling) => spelling.includes(wanted)) ? 6 : none
}

/** Without case, tones, blanks and marks; ü is v, as it is typed. */
function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[üǖǘǚǜ]/g, 'v')
    .normalize('NFD')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}
