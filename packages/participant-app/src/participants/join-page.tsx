import { useQuery } from '@tanstack/react-query'
import { type Draft, getConsentWordingsOptions, getPlansByPlanCalendarOptions, useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import { type PlanTerms, planInForce } from '../plan-in-force.ts'
import { useDraft } from '../ui/draft.ts'
import { Page } from '../ui/page.tsx'
import { Answer, Loading } from '../ui/states.tsx'
import { CheckStep } from './check-step.tsx'
import { ConsentsStep } from './consents-step.tsx'
import { askedQuestions } from './eligibility.ts'
import { readDocument } from './identity-document.ts'
import { emptyJoining, type Joining, stepsOf } from './joining.ts'
import { QuestionStep } from './question-step.tsx'
import { WhoStep } from './who-step.tsx'

/** Joining, one thing after the other; each step has an address, so that the back button does what it says. */
export default function JoinPage() {
  const { plan: code = '' } = useParams()
  const { t } = useTranslation('participants')
  const { pick } = useLanguage()
  const plan = useQuery(planInForce(code))
  const calendar = useQuery(getPlansByPlanCalendarOptions({ path: { plan: code } }))
  const draft = useDraft(`join-${code}`, emptyJoining)
  return (
    <Page
      title={plan.data ? t('join.title', { plan: pick(plan.data.name) }) : t('join.title-short')}
      back={`/join/${code}`}
    >
      <Answer query={plan}>
        {(terms) => (
          <Answer query={calendar}>{({ today }) => <Steps draft={draft} terms={terms} today={today} />}</Answer>
        )}
      </Answer>
    </Page>
  )
}

/** What every step is given. */
export interface StepProps {
  readonly draft: Draft<Joining>
  readonly terms: PlanTerms
  readonly today: string
  readonly next: () => void
}

function Steps({ draft, terms, today }: Omit<StepProps, 'next'>) {
  const [search] = useSearchParams()
  const navigate = useNavigate()
  const wordings = useQuery(getConsentWordingsOptions())
  const { kind, number } = draft.value
  const known = readDocument(kind, number, today)
  const questions = known ? askedQuestions(terms.eligibility, known, today) : []
  const steps = stepsOf(questions)
  // An address of a step that this person does not have, or not yet, is the first one's.
  const wanted = search.get('step') ?? 'who'
  const step = known && steps.includes(wanted) ? wanted : 'who'
  const at = steps.indexOf(step)
  const next = () => void navigate(`?step=${steps[at + 1] ?? 'check'}`)
  const shared = { draft, terms, today, next }
  const progress = <Progress at={at + 1} of={known ? steps.length : null} />
  if (step === 'who') return <WhoStep {...shared}>{progress}</WhoStep>
  if (wordings.data === undefined) return wordings.error ? <Answer query={wordings}>{() => null}</Answer> : <Loading />
  if (step === 'consents') {
    return (
      <ConsentsStep {...shared} wordings={wordings.data}>
        {progress}
      </ConsentsStep>
    )
  }
  if (step === 'check') {
    return (
      <CheckStep {...shared} questions={questions} wordings={wordings.data}>
        {progress}
      </CheckStep>
    )
  }
  const question = questions.find(({ code }) => step === `question-${code}`)!
  return (
    <QuestionStep key={question.code} {...shared} question={question}>
      {progress}
    </QuestionStep>
  )
}

function Progress({ at, of }: { readonly at: number; readonly of: number | null }) {
  const { t } = useTranslation('participants')
  return (
    <div>
      <p className="soft">{of === null ? t('join.first-step') : t('join.step', { at, of })}</p>
      <progress aria-hidden="true" className="progress" value={of === null ? 0 : at} max={of ?? 1} />
    </div>
  )
}
