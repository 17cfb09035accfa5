import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getPlansByPlanCasesOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useParams, useSearchParams } from 'react-router'
import { planVersion } from '../plan-version.ts'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import { casesFile, readAllCases } from './figures-files.ts'
import { Pages } from './pages.tsx'
import { PublicCaseFacts } from './public-case-facts.tsx'
import { SaveButtons } from './save-buttons.tsx'
import './sharing.css'

const pageSize = 20

/** Every case that has been public, a page at a time: ten thousand are as light as ten. */
export default function CasesPage() {
  const { plan = '' } = useParams()
  const [search] = useSearchParams()
  const { t } = useTranslation('figures')
  const { pick } = useLanguage()
  const at = Math.max(1, Number(search.get('page')) || 1)
  const query = { limit: pageSize + 1, offset: (at - 1) * pageSize }
  const cases = useQuery({
    ...getPlansByPlanCasesOptions({ path: { plan }, query }),
    placeholderData: keepPreviousData,
  })
  const terms = useQuery(planVersion(plan, null))
  const names = new Map(terms.data?.cover.illnesses.map(({ code, name }) => [code, pick(name)]))
  return (
    <Page title={t('cases.title')} back="/public">
      <p>{t('cases.what')}</p>
      <Answer query={cases}>
        {(list) =>
          list.length === 0 ? (
            <Empty>{t('cases.none')}</Empty>
          ) : (
            <>
              {list.slice(0, pageSize).map((one) => (
                <Card key={one.caseReference}>
                  <PublicCaseFacts heading="h2" one={one} illness={names.get(one.illness) ?? one.illness} />
                  <p className="soft">
                    {t('cases.published')} <CalendarDay day={one.publishedOn} />
                  </p>
                </Card>
              ))}
              <Pages label={t('cases.pages')} at={at} hasOlder={list.length > pageSize} />
              <Card title={t('cases.save')}>
                <SaveButtons name={`${plan}-cases`} write={async (form) => casesFile(await readAllCases(plan), form)} />
              </Card>
            </>
          )
        }
      </Answer>
    </Page>
  )
}
