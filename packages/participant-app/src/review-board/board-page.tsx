import { useQuery } from '@tanstack/react-query'
import { getJurorsCasesOptions, getParticipantsOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { planInForce } from '../plan-in-force.ts'
import { Card } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { Answer } from '../ui/states.tsx'
import { isDue, type MyCase, taskOf } from './case-task.ts'

/** The place of jurors: what is due, the office in each plan, and what others have decided. */
export default function BoardPage() {
  const { t } = useTranslation('review-board')
  const cases = useQuery(getJurorsCasesOptions())
  const mine = useQuery(getParticipantsOptions())
  return (
    <Page title={t('board.title')}>
      <p>{t('board.what')}</p>
      <Answer query={cases}>{(list) => <Cases list={list} />}</Answer>
      <Answer query={mine}>
        {(memberships) =>
          [...new Set(memberships.map(({ plan }) => plan))].map((plan) => <Office key={plan} plan={plan} />)
        }
      </Answer>
      <Link className="link-row" to="/public/verdicts">
        {t('board.all-verdicts')}
      </Link>
    </Page>
  )
}

function Cases({ list }: { readonly list: readonly MyCase[] }) {
  const { t } = useTranslation('review-board')
  if (list.length === 0) return <Card title={t('cases.title')}>{t('cases.none')}</Card>
  const due = list.filter(isDue)
  const others = list.filter((one) => !isDue(one))
  return (
    <>
      {due.map((one) => (
        <CaseCard key={one.dispute} one={one} />
      ))}
      {others.length === 0 ? null : (
        <Card title={t('cases.others')}>
          <ul className="points">
            {others.map((one) => (
              <li key={one.dispute}>
                <Link className="link-row" to={pathOf(one)}>
                  {t('cases.case', { dispute: one.dispute })}
                </Link>
                <p className="soft">{t(`tasks.${taskOf(one)}`)}</p>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  )
}

function pathOf({ dispute, status }: MyCase): string {
  return status === 'decided' ? `/public/verdicts/${dispute}` : `/board/cases/${dispute}`
}

function CaseCard({ one }: { readonly one: MyCase }) {
  const { t } = useTranslation('review-board')
  return (
    <Card tone="heed" title={t(`tasks.${taskOf(one)}`)}>
      {one.dueAt === null ? null : (
        <p>
          {t('cases.until')} <Moment at={one.dueAt} />
        </p>
      )}
      <Link className="link-row" to={pathOf(one)}>
        {t('cases.case', { dispute: one.dispute })}
      </Link>
    </Card>
  )
}

function Office({ plan }: { readonly plan: string }) {
  const { t } = useTranslation('review-board')
  const { pick } = useLanguage()
  const terms = useQuery(planInForce(plan))
  return (
    <Card title={terms.data ? pick(terms.data.name) : plan}>
      <Link className="link-row" to={`/board/jurors/${plan}`}>
        {t('board.office')}
      </Link>
      <Link className="link-row" to={`/public/juror-guide/${plan}`}>
        {t('board.guide')}
      </Link>
    </Card>
  )
}
