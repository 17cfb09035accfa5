import { type Language, preferredLanguage } from '@tongzhou/web-client'
import { type Texts, type TextValues, textOf } from './text.ts'

const place = 'tongzhou.language'
const loaders = import.meta.glob<Texts>(['../locales/*/*.json', '!../locales/*/{common,participants}.json'], {
  import: 'default',
})
/** Those of the frame and the first pages come with the app, in both languages: on a slow line 3 kB are quicker than a request of their own. */
const first = import.meta.glob<Texts>('../locales/*/{common,participants}.json', { eager: true, import: 'default' })

/** What is shown: a new object with every change, so that pages see that something changed. */
export interface Shown {
  readonly language: Language
  readonly chapters: Readonly<Record<string, Texts>>
}

let shown: Shown = begin(preferredLanguage(localStorage.getItem(place), navigator.languages))
const listeners = new Set<() => void>()

function begin(language: Language): Shown {
  const own = Object.entries(first).filter(([path]) => path.includes(`/${language}/`))
  document.documentElement.lang = language
  return { language, chapters: Object.fromEntries(own.map(([path, texts]) => [chapterOf(path), texts])) }
}

function show(next: Shown): void {
  shown = next
  for (const changed of listeners) changed()
}

export function shownTexts(): Shown {
  return shown
}

export function onTextsChange(changed: () => void): () => void {
  listeners.add(changed)
  return () => listeners.delete(changed)
}

/** A text by its chapter and name; undefined where there is none, or its chapter is not loaded. */
export function findText({ chapters, language }: Shown, chapter: string, name: string, values?: TextValues) {
  return chapters[chapter] && textOf(chapters[chapter], name, language, values)
}

/** Changes to a language once all that is shown is there in it. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(place, language)
  const begun = begin(language)
  const loaded = await Promise.all(
    Object.keys(shown.chapters)
      .filter((chapter) => !(chapter in begun.chapters))
      .map(async (chapter) => [chapter, await load(language, chapter)] as const),
  )
  show({ ...begun, chapters: { ...begun.chapters, ...Object.fromEntries(loaded) } })
}

/** The texts that a page needs, loaded beside its code. */
export async function loadTexts(chapters: readonly string[]): Promise<void> {
  const missing = chapters.filter((chapter) => !(chapter in shown.chapters))
  if (missing.length === 0) return
  const { language } = shown
  const loaded = await Promise.all(missing.map(async (chapter) => [chapter, await load(language, chapter)] as const))
  if (language !== shown.language) return loadTexts(chapters)
  show({ language, chapters: { ...shown.chapters, ...Object.fromEntries(loaded) } })
}

function load(language: Language, chapter: string): Promise<Texts> {
  const loader = loaders[`../locales/${language}/${chapter}.json`]
  if (!loader) throw new Error(`there are no texts ${language}/${chapter}.json`)
  return loader()
}

function chapterOf(path: string): string {
  return path.replace(/^.*\/|\.json$/g, '')
}
