import { onlineManager } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, Outlet, ScrollRestoration, useNavigation } from 'react-router'
import { useMe } from '../session/me.ts'
import { LanguageSwitch, TypeSizeSwitch } from './switches.tsx'
import { TabBar } from './tab-bar.tsx'
import './app-frame.css'

/** What stands around every page: brand, switches, a word when there is no connection, and the tabs of those signed in. */
export function AppFrame() {
  const { t } = useTranslation()
  const me = useMe()
  const isOnline = useSyncExternalStore(
    (changed) => onlineManager.subscribe(changed),
    () => onlineManager.isOnline(),
  )
  const isLoading = useNavigation().state === 'loading'
  return (
    <div className="frame">
      <a className="skip" href="#page">
        {t('skip')}
      </a>
      <header className="frame-head">
        <Link className="brand" to="/">
          <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="32" height="32" />
          {t('brand')}
        </Link>
        <TypeSizeSwitch />
        <LanguageSwitch />
      </header>
      <div className="frame-progress" data-loading={isLoading} />
      <div role="status">{isOnline ? null : <p className="frame-offline">{t('offline')}</p>}</div>
      <div className="frame-page">
        <Outlet />
      </div>
      {me ? <TabBar /> : null}
      <ScrollRestoration />
    </div>
  )
}
