import { useQuery } from '@tanstack/react-query'
import { meQuery } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Navigate, Outlet, useLocation } from 'react-router'
import type { Office } from '../routes.tsx'
import { Page } from '../ui/page.tsx'
import { FaultState, Loading } from '../ui/states.tsx'
import { signInPath } from './sign-in-path.ts'

/** Lets those pass who hold one of the offices; others sign in and come back, or are told whose page this is. */
export function RequireOffice({ offices }: { readonly offices: readonly Office[] }) {
  const { t } = useTranslation()
  const me = useQuery(meQuery)
  const { pathname, search } = useLocation()
  if (me.data === null) return <Navigate to={signInPath(`${pathname}${search}`)} replace />
  if (me.data === undefined) return me.error ? <FaultState fault={me.error} retry={me.refetch} /> : <Loading />
  const { roles } = me.data
  if (offices.some((office) => roles.includes(office))) return <Outlet />
  return (
    <Page title={t('not-yours.title')}>
      <p>{t('not-yours.text', { offices: offices.map((office) => t(`offices.${office}`)).join(t('list-and')) })}</p>
    </Page>
  )
}
