import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getClaimsQueryKey, postClaims, problemOf, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { Action } from '../ui/action.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card, Facts } from '../ui/card.tsx'
import { ProblemText } from '../ui/problem-text.tsx'
import { illnessName } from './claim-terms.ts'
import type { StepProps } from './file-page.tsx'
import { filingBody, stepOfField } from './filing.ts'
import { useMembershipName } from './who-step.tsx'

/** The last look before the claim is filed; what a rule says against it, it says at once. */
export function CheckStep({ children, draft, member, terms }: StepProps) {
  const { t } = useTranslation('claims')
  const { pick } = useLanguage()
  const nameOf = useMembershipName()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { diagnosedOn, hospital, illness, mild, payeeAccount, payeeName } = draft.value
  const file = useMutation({
    mutationFn: () =>
      postClaims({ body: filingBody(draft.value), headers: { 'idempotency-key': draft.key }, throwOnError: true }),
    onSuccess: async ({ data: { caseReference, status } }) => {
      draft.discard()
      await queries.invalidateQueries({ queryKey: getClaimsQueryKey() })
      const papers = status === 'collecting-evidence' ? '/papers' : ''
      await navigate(`/claims/${caseReference}${papers}`, { replace: true })
    },
  })
  const field = problemOf(file.error)?.field
  return (
    <div className="stack">
      {children}
      <h2>{t('check.title')}</h2>
      <Card>
        <Facts
          facts={[
            [t('check.who'), member ? nameOf(member) : ''],
            [t('check.illness'), illness === 'other' ? t('illness.other') : pick(illnessName(terms, illness, mild))],
            [t('diagnosis.day'), <CalendarDay key="day" day={diagnosedOn} />],
            [t('diagnosis.hospital'), hospital],
            [t('payee.name'), payeeName],
            [t('payee.account'), `…${payeeAccount.trim().slice(-4)}`],
          ]}
        />
      </Card>
      <p>{t('check.after')}</p>
      <Action busy={file.isPending} onClick={() => file.mutate()}>
        {t('check.file')}
      </Action>
      <div role="alert">
        {file.error ? (
          <Card tone="wrong" title={t('check.refused')}>
            <ProblemText fault={file.error} />
            {field === undefined ? null : (
              <Link className="link-row" to={`?step=${stepOfField(field)}`}>
                {t('check.change')}
              </Link>
            )}
          </Card>
        ) : null}
      </div>
    </div>
  )
}
