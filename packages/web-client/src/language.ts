export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

/** A text of the plan or the API, which brings both languages along. */
export interface TwoTexts {
  readonly en: string
  readonly zh: string
}

/** The language chosen on this device, else the first one of the browser's that there is, else Chinese. */
export function preferredLanguage(chosen: string | null, browser: readonly string[]): Language {
  if (chosen === 'zh-CN' || chosen === 'en') return chosen
  for (const tag of browser) {
    if (/^zh\b/i.test(tag)) return 'zh-CN'
    if (/^en\b/i.test(tag)) return 'en'
  }
  return 'zh-CN'
}
