import { useQuery } from '@tanstack/react-query'
import { getMessagesUnreadOptions } from '@tongzhou/web-client'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'

/** What fits beside the tab's picture. */
const mostShown = 9

const tabs = [
  { to: '/', text: 'tabs.home', icon: <path d="M4 11.5 12 4l8 7.5M6.5 10v9h11v-9" /> },
  { to: '/claims', text: 'tabs.claims', icon: <path d="M7 4h7l4 4v12H7zM10 12h5M10 16h5" /> },
  { to: '/bills', text: 'tabs.bills', icon: <path d="M5 20V10M12 20V4M19 20v-7" /> },
  { to: '/board', text: 'tabs.board', icon: <path d="M12 4v16M7 20h10M5 8h14M5 8l-2 6h4zM19 8l-2 6h4z" /> },
  { to: '/me', text: 'tabs.me', icon: <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM5 20c1-4 4-5 7-5s6 1 7 5" /> },
] as const

/** The five places of those signed in. A place's pages have addresses below its own. */
export function TabBar() {
  const { t } = useTranslation()
  return (
    <nav className="tab-bar" aria-label={t('tabs.label')}>
      <ul>
        {tabs.map(({ icon, text, to }) => (
          <li key={to}>
            <NavLink className="tab" to={to} end={to === '/'}>
              <Icon>{icon}</Icon>
              {t(text)}
              {to === '/me' ? <Unread /> : null}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** How many messages have not been seen. */
function Unread() {
  const { t } = useTranslation()
  const { data } = useQuery(getMessagesUnreadOptions())
  const unread = data?.unread ?? 0
  if (unread === 0) return null
  return (
    <>
      <span className="tab-count" aria-hidden="true">
        {unread > mostShown ? `${mostShown}+` : unread}
      </span>
      <span className="only-read-aloud">{t('tabs.unread', { count: unread })}</span>
    </>
  )
}

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {children}
    </svg>
  )
}
