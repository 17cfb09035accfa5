import { useQuery } from '@tanstack/react-query'
import { meQuery } from '@tongzhou/web-client'
import { Navigate, Outlet, useLocation } from 'react-router'
import { FaultState, Loading } from '../ui/states.tsx'
import { signInPath } from './sign-in-path.ts'

/** Lets those signed in pass; others sign in and come back to this address. What they had typed waits in its draft. */
export function RequireSession() {
  const me = useQuery(meQuery)
  const { pathname, search } = useLocation()
  if (me.data === null) return <Navigate to={signInPath(`${pathname}${search}`)} replace />
  if (me.data === undefined) return me.error ? <FaultState fault={me.error} retry={me.refetch} /> : <Loading />
  return <Outlet />
}
