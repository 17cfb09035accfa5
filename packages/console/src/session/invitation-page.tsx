import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { meQuery, newKey, postStaffInvitationsAccept } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation, useNavigate } from 'react-router'
import { Page } from '../ui/page.tsx'
import { FaultState, Loading } from '../ui/states.tsx'
import { signInPath } from './sign-in-path.ts'

/** In this tab only, until the offices are taken: signing in leads over another page. */
const place = 'tongzhou.invitation'

/** Where an invitation's link leads: whoever brings the code signs in, and takes the offices. */
export default function InvitationPage() {
  const { t } = useTranslation('session')
  const { hash } = useLocation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const me = useQuery(meQuery)
  const [code] = useState(() => hash.slice(1) || (sessionStorage.getItem(place) ?? ''))
  const [key] = useState(newKey)
  useEffect(() => {
    if (hash === '') return
    sessionStorage.setItem(place, hash.slice(1))
    // Nobody who looks at the screen or the history finds the code.
    void navigate('/invitation', { replace: true })
  }, [hash, navigate])
  const accept = useMutation({
    mutationFn: () =>
      postStaffInvitationsAccept({ body: { code }, headers: { 'idempotency-key': key }, throwOnError: true }),
    onSuccess: async () => {
      sessionStorage.removeItem(place)
      await queries.invalidateQueries()
      await navigate('/', { replace: true })
    },
  })
  if (me.data === undefined) return me.error ? <FaultState fault={me.error} retry={me.refetch} /> : <Loading />
  return (
    <Page title={t('invitation.title')} narrow>
      {code === '' ? (
        <p>{t('invitation.no-code')}</p>
      ) : me.data === null ? (
        <>
          <p>{t('invitation.sign-in-first')}</p>
          <Link to={signInPath('/invitation')}>{t('title')}</Link>
        </>
      ) : (
        <>
          <p>{t('invitation.how')}</p>
          {accept.error ? <FaultState fault={accept.error} /> : null}
          <div className="row">
            <Button type="primary" loading={accept.isPending} onClick={() => accept.mutate()}>
              {t('invitation.accept')}
            </Button>
          </div>
        </>
      )}
    </Page>
  )
}
