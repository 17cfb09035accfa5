import { useMe } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Page } from '../ui/page.tsx'
import { ForPlan } from '../ui/plan-choice.tsx'
import { ColumnsCard } from './import/columns-card.tsx'
import { FileCard } from './import/file-card.tsx'
import { ImportsCard } from './import/imports-card.tsx'
import './participants.css'

/** A whole group joins a plan by a file: what it holds, what an import would do, the import, and those before it. */
export default function ImportPage() {
  const { t } = useTranslation('import')
  const me = useMe()
  const isOperator = me?.roles.includes('operator') ?? false
  return (
    <Page title={t('title')}>
      {isOperator ? <p>{t('how')}</p> : null}
      <ForPlan>
        {(plan) => (
          <>
            {isOperator ? (
              <>
                <ColumnsCard plan={plan} />
                <FileCard key={plan} plan={plan} />
              </>
            ) : null}
            <ImportsCard plan={plan} />
          </>
        )}
      </ForPlan>
    </Page>
  )
}
