import { useLanguage } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { chooseLanguage } from '../language/language.ts'
import { chooseTypeSize, chosenTypeSize } from '../theme/type-size.ts'

/** Larger type for all pages, kept on this device. */
export function TypeSizeSwitch() {
  const { t } = useTranslation()
  const [size, setSize] = useState(chosenTypeSize)
  const toggle = () => {
    const next = size === 'large' ? 'normal' : 'large'
    chooseTypeSize(next)
    setSize(next)
  }
  return (
    <button type="button" className="switch" aria-pressed={size === 'large'} onClick={toggle}>
      {t('large-type')}
    </button>
  )
}

/** The other language; its name stands in itself. */
export function LanguageSwitch() {
  const { t } = useTranslation()
  const { language } = useLanguage()
  const other = language === 'en' ? 'zh-CN' : 'en'
  return (
    <button type="button" className="switch" lang={other} onClick={() => void chooseLanguage(other)}>
      {t('other-language')}
    </button>
  )
}
