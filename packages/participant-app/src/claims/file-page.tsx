import { useQuery } from '@tanstack/react-query'
import type { GetParticipantsResponse } from '@tongzhou/web-client'
import { type Draft, getParticipantsOptions, getPlansByPlanCalendarOptions } from '@tongzhou/web-client'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { Action } from '../ui/action.tsx'
import { useDraft } from '../ui/draft.ts'
import { Page } from '../ui/page.tsx'
import { Answer, Empty, FaultState, Loading } from '../ui/states.tsx'
import { CheckStep } from './check-step.tsx'
import { type ClaimTerms, useClaimTerms } from './claim-terms.ts'
import { DiagnosisStep } from './diagnosis-step.tsx'
import { emptyFiling, type Filing, filingSteps, openStep } from './filing.ts'
import { IllnessStep } from './illness-step.tsx'
import { PayeeStep } from './payee-step.tsx'
import { WhoStep } from './who-step.tsx'
import './claims.css'

export type Membership = GetParticipantsResponse[number]

/** Filing a claim, one thing after the other; each step has an address, so that the back button does what it says. */
export default function FilePage() {
  const { t } = useTranslation('claims')
  const mine = useQuery(getParticipantsOptions())
  return (
    <Page title={t('file.title')} back="/claims">
      <Answer query={mine}>
        {(memberships) => {
          const claimable = memberships.filter(({ endedReason }) => endedReason !== 'paid-out')
          if (claimable.length === 0) {
            return (
              <Empty>
                <p>{t('file.nobody')}</p>
                <Action to="/join">{t('file.join')}</Action>
              </Empty>
            )
          }
          return <Steps memberships={claimable} />
        }}
      </Answer>
    </Page>
  )
}

/** What every step is given. */
export interface StepProps {
  readonly draft: Draft<Filing>
  readonly memberships: readonly Membership[]
  readonly member: Membership | undefined
  readonly terms: ClaimTerms | undefined
  /** The plan's day; the phone's where no plan is chosen yet. */
  readonly today: string
  readonly next: () => void
  /** How far one is. */
  readonly children: ReactNode
}

function Steps({ memberships }: Pick<StepProps, 'memberships'>) {
  const [search] = useSearchParams()
  const navigate = useNavigate()
  const draft = useDraft('claim', emptyFiling)
  const member = memberships.find(({ participantId }) => participantId === draft.value.participantId)
  const plan = member?.plan
  const terms = useClaimTerms(plan)
  const calendar = useQuery({
    ...getPlansByPlanCalendarOptions({ path: { plan: plan ?? '' } }),
    enabled: plan !== undefined,
  })
  // Nobody is chosen yet, or somebody who has left since.
  const filing = member ? draft.value : { ...draft.value, participantId: '' }
  const today = calendar.data?.today ?? '9999-12-31'
  const step = openStep(search.get('step'), filing, today)
  const at = filingSteps.indexOf(step)
  const next = () => void navigate(`?step=${filingSteps[at + 1] ?? 'check'}`)
  const shared = { draft, memberships, member, terms: terms.data, today, next }
  const children = <Progress at={at + 1} />
  if (step === 'who') return <WhoStep {...shared}>{children}</WhoStep>
  if (!terms.data || !calendar.data) {
    const failed = terms.error ? terms : calendar
    return failed.error ? <FaultState fault={failed.error} retry={failed.refetch} /> : <Loading />
  }
  switch (step) {
    case 'illness':
      return <IllnessStep {...shared}>{children}</IllnessStep>
    case 'diagnosis':
      return <DiagnosisStep {...shared}>{children}</DiagnosisStep>
    case 'payee':
      return <PayeeStep {...shared}>{children}</PayeeStep>
    case 'check':
      return <CheckStep {...shared}>{children}</CheckStep>
  }
}

function Progress({ at }: { readonly at: number }) {
  const { t } = useTranslation('claims')
  const of = filingSteps.length
  return (
    <div>
      <p className="soft">{t('file.step', { at, of })}</p>
      <progress aria-hidden="true" className="progress" value={at} max={of} />
    </div>
  )
}
