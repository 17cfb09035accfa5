import { useQuery } from '@tanstack/react-query'
import type { GetParticipantsResponse } from '@tongzhou/web-client'
import { getParticipantsByParticipantIdChargesOptions, getParticipantsOptions } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import { BillCard } from './bill-card.tsx'

/** A year. */
const step = 24

/** What I share and whom I pay for: every period, to the fen, with the proof. */
export default function BillsPage() {
  const { t } = useTranslation('sharing')
  const mine = useQuery(getParticipantsOptions())
  return (
    <Page title={t('bills.title')}>
      <Answer query={mine}>
        {(memberships) =>
          memberships.length === 0 ? (
            <Empty>{t('bills.nobody')}</Empty>
          ) : (
            memberships.map((one) => (
              <Bills key={one.participantId} membership={one} isAlone={memberships.length === 1} />
            ))
          )
        }
      </Answer>
    </Page>
  )
}

interface BillsProps {
  readonly membership: GetParticipantsResponse[number]
  readonly isAlone: boolean
}

function Bills({ isAlone, membership: { name, participantId } }: BillsProps) {
  const { t } = useTranslation('sharing')
  const [count, setCount] = useState(step)
  const charges = useQuery(getParticipantsByParticipantIdChargesOptions({ path: { participantId } }))
  return (
    <>
      {isAlone ? null : <h2>{t('bills.of', { name: name ?? participantId })}</h2>}
      <Answer query={charges}>
        {(list) =>
          list.length === 0 ? (
            <Card>
              <p>{t('bills.none')}</p>
            </Card>
          ) : (
            <>
              <ul className="period-list">
                {list.slice(0, count).map((charge) => (
                  <li key={`${charge.plan} ${charge.period}`}>
                    <BillCard charge={charge} participantId={participantId} />
                  </li>
                ))}
              </ul>
              {count < list.length ? (
                <Action kind="second" onClick={() => setCount(count + step)}>
                  {t('cases.more')}
                </Action>
              ) : null}
            </>
          )
        }
      </Answer>
    </>
  )
}
