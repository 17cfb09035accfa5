import { useLanguage, useMe } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, NavLink, Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router'
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
          {places.length > 0 ? <Menu places={places} /> : null}
        </header>
        <div className="frame-progress" data-loading={isLoading} />
        <Outlet />
        <ScrollRestoration />
      </div>
    </Shortcuts>
  )
}

function Menu({ places }: { readonly places: readonly MenuItem[] }) {
  const { t } = useTranslation()
  const { language } = useLanguage()
  const { pathname } = useLocation()
  const list = useRef<HTMLUListElement>(null)
  // On a phone the list moves sideways: where one is stands in view.
  useEffect(() => {
    const here = list.current?.querySelector<HTMLElement>('[aria-current=page]')
    if (here && pathname && language) list.current!.scrollLeft = here.offsetLeft - list.current!.clientWidth / 3
  }, [language, pathname])
  return (
    <nav aria-label={t('menu.label')}>
      <ul className="menu" ref={list}>
        {places.map(({ text, to }) => (
          <li key={to}>
            <NavLink to={to}>{t(`menu.${text}`)}</NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}
