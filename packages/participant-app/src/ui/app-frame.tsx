import { onlineManager } from '@tanstack/react-query'
import { useMe } from '@tongzhou/web-client'
import { type ReactNode, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { LanguageSwitch, TypeSizeSwitch } from './switches.tsx'
import { TabBar } from './tab-bar.tsx'
import './app-frame.css'

interface AppFrameProps {
  /** Whether another page is on its way. */
  readonly isMoving: boolean
  readonly children: ReactNode
}

/** What stands around every page: brand, switches, a word when there is no connection, and the tabs of those signed in. */
export function AppFrame({ children, isMoving }: AppFrameProps) {
  const { t } = useTranslation()
  const me = useMe()
  const isOnline = useSyncExternalStore(
    (changed) => onlineManager.subscribe(changed),
    () => onlineManager.isOnline(),
  )
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
      <div className="frame-progress" data-loading={isMoving} />
      <div role="status">{isOnline ? null : <p className="frame-offline">{t('offline')}</p>}</div>
      <div className="frame-page">{children}</div>
      {me ? <TabBar /> : null}
    </div>
  )
}
