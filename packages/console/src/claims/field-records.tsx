import { useQuery } from '@tanstack/react-query'
import { getClaimsByReferenceFieldRecordsOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card } from '../ui/card.tsx'
import { Answer } from '../ui/states.tsx'
import { sumFen } from './field-report.ts'

/** What was done and heard in the field, with what it cost. */
export function FieldRecords({ reference }: { readonly reference: string }) {
  const { t } = useTranslation('claims')
  const records = useQuery(getClaimsByReferenceFieldRecordsOptions({ path: { reference } }))
  return (
    <Card title={t('field.title')}>
      <Answer query={records}>
        {(list) =>
          list.length === 0 ? (
            <p className="soft">{t('field.none')}</p>
          ) : (
            <>
              <ul className="plain-list">
                {list.map((record) => (
                  <li key={record.recordId}>
                    <b>{t(`field.kinds.${record.kind}`)}</b> <CalendarDay day={record.happenedOn} />{' '}
                    {record.amountFen ? <Amount fen={record.amountFen} /> : null}
                    <p className="words">{record.text}</p>
                  </li>
                ))}
              </ul>
              <p>
                {t('field.costs')} <Amount fen={sumFen(list)} />
              </p>
            </>
          )
        }
      </Answer>
    </Card>
  )
}
