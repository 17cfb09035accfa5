import { useMe } from '@tongzhou/web-client'
import { Button } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { useShortcuts } from '../../ui/shortcuts.tsx'
import type { CaseView, Desk } from '../use-case.ts'
import { ApprovalForm } from './approval-form.tsx'
import { AssignForm } from './assign-form.tsx'
import { DeskReviewForm } from './desk-review-form.tsx'
import { ObjectionForm } from './objection-form.tsx'
import { RefusalForm } from './refusal-form.tsx'
import { StepTaken } from './step-form.tsx'
import { AskForm, ReferForm, ReturnForm } from './words-forms.tsx'

type Step = 'review' | 'assign' | 'approve' | 'confirm' | 'return' | 'ask' | 'refuse' | 'refer' | 'objection'

/** What a reviewer may do in each status, as core allows it, the usual step first. */
const stepsIn: Readonly<Record<string, readonly Step[]>> = {
  'desk-review': ['review', 'ask', 'refuse'],
  investigation: ['assign', 'ask'],
  deciding: ['approve', 'ask', 'refuse', 'refer'],
  'second-approval': ['confirm', 'return'],
  published: ['objection'],
}

interface DecisionProps {
  readonly view: CaseView
  readonly desk: Desk
}

interface DecisionCardProps extends DecisionProps {
  /** Opens the next case of the queue. */
  readonly next: () => void
}

/** The steps that are open now; one form at a time. The keys 1 to 4 choose. What was done stays said until the case is left. */
export function DecisionCard({ desk, next, view }: DecisionCardProps) {
  const { t } = useTranslation('claims')
  const me = useMe()
  const [steps, count] = useState(0)
  const another = desk.taken !== null && desk.taken.personId !== me?.personId
  return (
    <StepTaken value={() => count((before) => before + 1)}>
      <Card title={t('decide.title')} tone={another ? 'heed' : 'plain'}>
        {steps === 0 ? null : <Taken key={steps} status={view.status} next={next} />}
        {another ? <p>{t('decide.another', { person: desk.taken?.name ?? desk.taken?.personId })}</p> : null}
        <Steps desk={desk} view={view} />
      </Card>
    </StepTaken>
  )
}

/** Takes the focus, which was on a button that is gone. */
function Taken({ next, status }: { readonly status: string; readonly next: () => void }) {
  const { t } = useTranslation('claims')
  const said = useRef<HTMLParagraphElement>(null)
  useEffect(() => said.current?.focus(), [])
  return (
    <div className="row">
      <p role="status" className="tag" data-tone="good" ref={said} tabIndex={-1}>
        {t('decide.taken', { status: t(`status.${status as 'deciding'}`) })}
      </p>
      <Button onClick={next} aria-keyshortcuts="o">
        {t('decide.next')}
      </Button>
    </div>
  )
}

function Steps({ desk, view }: DecisionProps) {
  const { t } = useTranslation('claims')
  const steps = useMemo(
    () => (stepsIn[view.status] ?? []).filter((step) => step !== 'objection' || desk.objections.length > 0),
    [view.status, desk.objections.length],
  )
  const [chosen, choose] = useState<Step | null>(null)
  const step = chosen !== null && steps.includes(chosen) ? chosen : steps[0]
  const shortcuts = useMemo(
    () =>
      steps.map((one, index) => ({
        key: String(index + 1),
        text: t(`decide.steps.${one}`),
        press: () => {
          choose(one)
          requestAnimationFrame(() =>
            document.querySelector<HTMLElement>('#decision form :is(textarea, select, input)')?.focus(),
          )
        },
      })),
    [steps, t],
  )
  useShortcuts(shortcuts)
  if (step === undefined) return <p className="soft">{t('decide.nothing')}</p>
  const props = { view, desk }
  return (
    <>
      {desk.needsSecondApproval ? <p className="soft">{t('decide.four-eyes')}</p> : null}
      <fieldset className="steps">
        <legend className="only-read-aloud">{t('decide.which')}</legend>
        {steps.map((one, index) => (
          <Button
            key={one}
            type={one === step ? 'primary' : 'default'}
            aria-pressed={one === step}
            aria-keyshortcuts={String(index + 1)}
            onClick={() => choose(one)}
          >
            {t(`decide.steps.${one}`)}
          </Button>
        ))}
      </fieldset>
      {formOf(step, props)}
    </>
  )
}

function formOf(step: Step, props: DecisionProps) {
  switch (step) {
    case 'review':
      return <DeskReviewForm {...props} />
    case 'assign':
      return <AssignForm {...props} />
    case 'approve':
    case 'confirm':
      return <ApprovalForm {...props} />
    case 'return':
      return <ReturnForm {...props} />
    case 'ask':
      return <AskForm {...props} />
    case 'refuse':
      return <RefusalForm {...props} />
    case 'refer':
      return <ReferForm {...props} />
    case 'objection':
      return <ObjectionForm {...props} />
  }
}
