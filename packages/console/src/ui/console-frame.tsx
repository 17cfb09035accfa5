import { useLanguage, useMe } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link, NavLink, Outlet, ScrollRestoration, useNavigation } from 'react-router'
import { chooseLanguage } from '../language/language.ts'
import type { MenuItem } from '../routes.tsx'
import { Account } from '../session/account.tsx'
import { useKeptFocus } from './kept-focus.ts'
import { Shortcuts, ShortcutsButton } from './shortcuts.tsx'
import './console-frame.css'

/** What stands around every page: the way past it, brand, the menu of one's offices, who one is, and the other language. */
export function ConsoleFrame({ menu }: { readonly menu: readonly MenuItem[] }) {
  const { t } = useTranslation()
  const { language } = useLanguage()
  const me = useMe()
  const places = menu.filter(({ offices }) => offices.some((office) => me?.roles.includes(office)))
  const other = language === 'en' ? 'zh-CN' : 'en'
  useKeptFocus()
  const isLoading = useNavigation().state === 'loading'
  return (
    <Shortcuts>
      <div className="frame">
        <a className="skip" href="#heading">
          {t('skip')}
        </a>
        <header className="frame-head">
          <Link className="brand" to="/">
            <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="24" height="24" />
            {t('brand')}
          </Link>
          {me ? <Account me={me} /> : null}
          <ShortcutsButton />
          <Button size="small" lang={other} onClick={() => void chooseLanguage(other)}>
            {t('other-language')}
          </Button>
          {places.length > 0 ? (
            <nav aria-label={t('menu.label')}>
              <ul className="menu">
                {places.map(({ text, to }) => (
                  <li key={to}>
                    <NavLink to={to}>{t(`menu.${text}`)}</NavLink>
                  </li>
                ))}
              </ul>
            </nav>
          ) : null}
        </header>
        <div className="frame-progress" data-loading={isLoading} />
        <Outlet />
        <ScrollRestoration />
      </div>
    </Shortcuts>
  )
}
