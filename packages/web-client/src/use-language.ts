import { useTranslation } from 'react-i18next'
import type { Language, TwoTexts } from './language.ts'

/** The language of the page, and the right one of two texts. */
export function useLanguage(): { readonly language: Language; readonly pick: (texts: TwoTexts) => string } {
  const { i18n } = useTranslation()
  const language: Language = i18n.language === 'en' ? 'en' : 'zh-CN'
  return { language, pick: (texts) => (language === 'en' ? texts.en : texts.zh) }
}
