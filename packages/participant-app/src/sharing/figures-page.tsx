import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Page } from '../ui/page.tsx'
import { DecisionsCard } from './decisions-card.tsx'
import { PeopleCard } from './people-card.tsx'

/** Who takes part in a plan, and how its claims are decided. */
export default function FiguresPage() {
  const { plan = '' } = useParams()
  const { t } = useTranslation('figures')
  return (
    <Page title={t('title')} back="/public">
      <PeopleCard plan={plan} />
      <DecisionsCard plan={plan} />
    </Page>
  )
}
