import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PlanVersion } from '@tongzhou/core'
import { pinyin } from 'pinyin-pro'

/** What people call the illnesses of the shipped plans, by code: everyday words in Chinese and English. */
export type EverydayWords = Readonly<Record<string, readonly string[]>>

/** An illness, or the mild form of one, under everything that somebody may type for it. */
export interface IllnessWords {
  readonly code: string
  readonly mild: boolean
  readonly name: { readonly en: string; readonly zh: string }
  readonly words: string[]
  /** The Chinese words as typed in pinyin: without tones and blanks, and by the first letters. */
  readonly spellings: string[]
}

export async function readEverydayWords(): Promise<EverydayWords> {
  return JSON.parse(await readFile(join(import.meta.dirname, '../../plans/illness-words.json'), 'utf8'))
}

/** The catalogue of a plan as it is searched. An operator's own illnesses are found by their names. */
export function illnessWords({ cover }: Pick<PlanVersion, 'cover'>, everyday: EverydayWords): readonly IllnessWords[] {
  return cover.illnesses.flatMap(({ code, name }) => [
    entryOf(code, false, name, everyday[code] ?? []),
    ...cover.mildForms.filter((form) => form.illness === code).map((form) => entryOf(code, true, form.name, [])),
  ])
}

function entryOf(code: string, mild: boolean, name: IllnessWords['name'], everyday: readonly string[]): IllnessWords {
  const words = [...new Set([name.zh, name.en, ...everyday])]
  return { code, mild, name, words, spellings: [...new Set(words.flatMap(spellingsOf))] }
}

const chinese = /\p{Script=Han}/u

function spellingsOf(word: string): readonly string[] {
  if (!chinese.test(word)) return []
  const syllables = pinyin(word, { toneType: 'none', type: 'array', v: true }).filter((one) => /^[a-z]+$/.test(one))
  return [syllables.join(''), syllables.map((syllable) => syllable[0]).join('')]
}
