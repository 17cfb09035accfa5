import { useQuery } from '@tanstack/react-query'
import { meQuery } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Navigate } from 'react-router'
import type { MenuItem } from '../routes.tsx'
import { Page } from '../ui/page.tsx'
import { FaultState, Loading } from '../ui/states.tsx'
import { signInPath } from './sign-in-path.ts'

/** The first address leads to the first place of one's menu. Who holds no office is told so. */
export function HomePage({ menu }: { readonly menu: readonly MenuItem[] }) {
  const { t } = useTranslation()
  const me = useQuery(meQuery)
  if (me.data === null) return <Navigate to={signInPath('/')} replace />
  if (me.data === undefined) return me.error ? <FaultState fault={me.error} retry={me.refetch} /> : <Loading />
  const { roles } = me.data
  const first = menu.find(({ offices }) => offices.some((office) => roles.includes(office)))
  if (first) return <Navigate to={first.to} replace />
  return (
    <Page title={t('no-office.title')}>
      <p>{t('no-office.text')}</p>
    </Page>
  )
}
