import { useQuery } from '@tanstack/react-query'
import { getPartnersOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Page } from '../../ui/page.tsx'
import { Answer } from '../../ui/states.tsx'
import { PartnersForm } from './partners-form.tsx'
import { VisitsCard } from './visits-card.tsx'
import './partners.css'

/** The insurers whom the app points to, as an operator sets them, and how often somebody went there. */
export default function PartnersPage() {
  const { t } = useTranslation('partners')
  // What somebody is typing over is not asked for again by itself.
  const list = useQuery({ ...getPartnersOptions(), staleTime: Number.POSITIVE_INFINITY, refetchOnMount: 'always' })
  return (
    <Page title={t('title')}>
      <p>{t('how')}</p>
      <Answer query={list}>
        {(data) => (
          <>
            <PartnersForm key={data.edition} list={data} />
            <VisitsCard partners={data.partners} />
          </>
        )}
      </Answer>
    </Page>
  )
}
