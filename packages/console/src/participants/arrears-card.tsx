import { useQuery } from '@tanstack/react-query'
import type { GetPeopleByPersonIdArrearsResponse } from '@tongzhou/web-client'
import { getPeopleByPersonIdArrearsOptions } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'
import { Answer } from '../ui/states.tsx'
import { TableWrap } from '../ui/table-wrap.tsx'
import { once } from './once.ts'

type Arrear = GetPeopleByPersonIdArrearsResponse[number]

/** The shares that a payer has not paid: since when, what was tried, until when the cover stays. */
export function ArrearsCard({ personId }: { readonly personId: string }) {
  const { t } = useTranslation('participants')
  const arrears = useQuery({ ...getPeopleByPersonIdArrearsOptions({ path: { personId } }), ...once })
  return (
    <Card title={t('arrears.title')} tone={arrears.data && arrears.data.length > 0 ? 'heed' : 'plain'}>
      <Answer query={arrears}>
        {(list) =>
          list.length === 0 ? (
            <p className="soft">{t('arrears.none')}</p>
          ) : (
            <TableWrap label={t('arrears.title')}>
              <table className="table">
                <thead>
                  <tr>
                    <th>{t('arrears.period')}</th>
                    <th>{t('memberships.title')}</th>
                    <th className="number">{t('arrears.share')}</th>
                    <th>{t('arrears.since')}</th>
                    <th>{t('arrears.tries')}</th>
                    <th>{t('arrears.grace')}</th>
                  </tr>
                </thead>
                <tbody>
                  {list.map((one) => (
                    <ArrearLine key={`${one.participantId}${one.plan}${one.period}`} arrear={one} />
                  ))}
                </tbody>
              </table>
            </TableWrap>
          )
        }
      </Answer>
    </Card>
  )
}

function ArrearLine({ arrear }: { readonly arrear: Arrear }) {
  const { t } = useTranslation('participants')
  const { graceIsOver, lastDayOfGrace, participantId, period, plan, shareFen, sharingDay, tries, writtenOff } = arrear
  return (
    <tr>
      <td>
        {period} · {plan}
      </td>
      <td>{t('memberships.number', { number: participantId })}</td>
      <td className="number">
        <Amount fen={shareFen} />
      </td>
      <td>
        <CalendarDay day={sharingDay} />
      </td>
      <td>
        {tries.length === 0 ? <span className="soft">{t('arrears.no-tries')}</span> : null}
        <ul className="plain-list">
          {tries.map(({ byPayer, outcome, triedAt }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: what was tried stays in its order
            <li key={at}>
              {triedAt === null ? null : (
                <>
                  <Moment at={triedAt} /> ·{' '}
                </>
              )}
              {t(`arrears.outcomes.${outcome as 'open'}`)}
              {byPayer ? ` · ${t('arrears.by-payer')}` : ''}
            </li>
          ))}
        </ul>
      </td>
      <td>
        <CalendarDay day={lastDayOfGrace} />{' '}
        {writtenOff || graceIsOver ? (
          <span className="tag" data-tone="wrong">
            {t(writtenOff ? 'arrears.written-off' : 'arrears.over')}
          </span>
        ) : null}
      </td>
    </tr>
  )
}
