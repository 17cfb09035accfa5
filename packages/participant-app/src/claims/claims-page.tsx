import { useQuery } from '@tanstack/react-query'
import type { GetClaimsResponse } from '@tongzhou/web-client'
import { getClaimsOptions, getParticipantsOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Action } from '../ui/action.tsx'
import { Amount } from '../ui/amount.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { Page } from '../ui/page.tsx'
import { Answer, Empty } from '../ui/states.tsx'
import { illnessName, useClaimTerms } from './claim-terms.ts'
import { emptyFiling } from './filing.ts'
import { useMembershipName } from './who-step.tsx'
import './claims.css'

type ClaimLine = GetClaimsResponse[number]

/** My claims and those of my family, and the way to a new one. */
export default function ClaimsPage() {
  const { t } = useTranslation('claims')
  const claims = useQuery(getClaimsOptions())
  const draft = useDraft('claim', emptyFiling)
  const isBegun = draft.value.participantId !== ''
  return (
    <Page title={t('list.title')}>
      <Answer query={claims}>
        {(list) => (
          <>
            {list.length === 0 ? (
              <Empty>
                <p>{t('list.none')}</p>
              </Empty>
            ) : null}
            {list.map((line) => (
              <ClaimCard key={line.caseReference} line={line} />
            ))}
          </>
        )}
      </Answer>
      <Action to="/claims/new">{t(isBegun ? 'list.go-on' : 'list.file')}</Action>
      <Link className="link-row" to="/claims/objections">
        {t('objections.title')}
      </Link>
    </Page>
  )
}

function ClaimCard({ line }: { readonly line: ClaimLine }) {
  const { t } = useTranslation('claims')
  const { pick } = useLanguage()
  const nameOf = useMembershipName()
  const terms = useClaimTerms(line.plan, line.planVersion)
  const mine = useQuery(getParticipantsOptions())
  const member = mine.data?.find(({ participantId }) => participantId === line.participantId)
  const { caseReference, dueOn, filedOn, illness, payoutFen, status } = line
  const isYours = status === 'collecting-evidence' || status === 'evidence-requested' || status === 'refused'
  return (
    <Card
      tone={isYours ? 'heed' : status === 'paid' ? 'good' : 'plain'}
      title={illness === 'other' ? t('illness.other') : pick(illnessName(terms.data, illness, false))}
    >
      <p>
        <strong>{t(`statuses.${status as 'paid'}`)}</strong>
      </p>
      <Facts
        facts={[
          ...(member ? [[t('check.who'), nameOf(member)] as const] : []),
          [t('claim.filed'), <CalendarDay key="filed" day={filedOn} />],
          ...(dueOn === null ? [] : [[t('claim.answer-until'), <CalendarDay key="due" day={dueOn} />] as const]),
          [t('claim.payout'), <Amount key="payout" fen={payoutFen} whole />],
        ]}
      />
      <Link className="link-row" to={`/claims/${caseReference}`}>
        {t('list.open', { reference: caseReference })}
      </Link>
    </Card>
  )
}
