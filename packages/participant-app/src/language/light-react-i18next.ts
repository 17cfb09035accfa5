import { useMemo, useSyncExternalStore } from 'react'
import { findText, onTextsChange, shownTexts } from './language.ts'
import type { TextValues } from './text.ts'

/**
 * `useTranslation` of react-i18next as far as this app uses it (docs/decisions/0017-a-light-react.md); vite.config.ts puts this in the library's place,
 * whose types go on telling which texts there are. A name may begin with its chapter: `problems:not-found`.
 */
export function useTranslation(chapter = 'common') {
  const shown = useSyncExternalStore(onTextsChange, shownTexts)
  return useMemo(() => {
    const find = (name: string, values?: TextValues) => findText(shown, ...place(name, chapter), values)
    const t = (name: string, values?: TextValues) => find(name, values) ?? name
    return { t, i18n: { t, exists: (name: string) => find(name) !== undefined, language: shown.language } }
  }, [chapter, shown])
}

function place(name: string, chapter: string): readonly [chapter: string, name: string] {
  const colon = name.indexOf(':')
  return colon < 0 ? [chapter, name] : [name.slice(0, colon), name.slice(colon + 1)]
}
