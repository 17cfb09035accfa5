import { useQuery } from '@tanstack/react-query'
import { getClaimsByReferenceSimilarVerdictsOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card } from '../ui/card.tsx'
import { IllnessName } from '../ui/illness-name.tsx'
import { Answer } from '../ui/states.tsx'

/** What the review board decided in cases like this one. */
export function VerdictsCard({ plan, reference }: { readonly plan: string; readonly reference: string }) {
  const { t } = useTranslation('claims')
  const verdicts = useQuery(getClaimsByReferenceSimilarVerdictsOptions({ path: { reference } }))
  return (
    <Card title={t('verdicts.title')}>
      <Answer query={verdicts}>
        {(list) =>
          list.length === 0 ? (
            <p className="soft">{t('verdicts.none')}</p>
          ) : (
            <ul className="plain-list">
              {list.map((one) => (
                <li key={one.dispute}>
                  <a href={`/app/public/verdicts/${one.dispute}`} target="_blank" rel="noreferrer">
                    {one.dispute}
                  </a>{' '}
                  <IllnessName illness={one.illness} plan={plan} /> · {t('clause', { clause: one.clause })} ·{' '}
                  {t(`verdicts.outcomes.${one.outcome as 'upheld'}`)} ({one.pay}:{one.doNotPay}) ·{' '}
                  <CalendarDay day={one.decidedOn} />
                  <p className="soft">{one.summary}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Card>
  )
}
