import { type Language, languages, preferredLanguage } from '@tongzhou/web-client'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'

const place = 'tongzhou.language'
const loaders = import.meta.glob<{ readonly default: object }>('../locales/*/*.json')

/** Reads src/locales/<language>/<chapter>.json, each a file of its own that is loaded with the chapter's first page. */
const files = {
  type: 'backend' as const,
  init: () => {},
  read: async (language: string, namespace: string) => {
    const load = loaders[`../locales/${language}/${namespace}.json`]
    if (!load) throw new Error(`there are no texts ${language}/${namespace}.json`)
    return (await load()).default
  },
}

const first = preferredLanguage(localStorage.getItem(place), navigator.languages)

/** Settles when texts can be shown. Begun at once: on a slow line every round trip that waits for another is half a second. */
export const languageReady: Promise<unknown> = startLanguage()

async function startLanguage(): Promise<void> {
  document.documentElement.lang = first
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language
  })
  sendFor(first, ['common'])
  await i18next
    .use(files)
    .use(initReactI18next)
    .init({
      lng: first,
      supportedLngs: languages,
      fallbackLng: false,
      ns: ['common'],
      defaultNS: 'common',
      // React escapes.
      interpolation: { escapeValue: false },
      returnNull: false,
    })
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(place, language)
  await i18next.changeLanguage(language)
}

/** The texts that a page needs, loaded beside its code. */
export async function loadTexts(namespaces: readonly string[]): Promise<void> {
  // While i18next is still starting it takes no orders.
  sendFor(i18next.language ?? first, namespaces)
  await languageReady
  await i18next.loadNamespaces(namespaces)
}

/** What is written into files for others stands there in both languages. */
export async function loadBothLanguages(): Promise<void> {
  await i18next.loadLanguages([...languages])
}

/** Sets files on their way. A failure shows where they are awaited: a module is asked for again then. */
function sendFor(language: string, namespaces: readonly string[]): void {
  for (const namespace of namespaces) loaders[`../locales/${language}/${namespace}.json`]?.().catch(() => {})
}
