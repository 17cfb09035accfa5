import { useTranslation } from 'react-i18next'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'
import type { CaseView } from './use-case.ts'

const tones = { recorded: 'heed', logged: 'heed', final: 'good' } as const

/** Every step of the case, newest first, and how far its entry has come on the log. */
export function TimelineCard({ view }: { readonly view: CaseView }) {
  const { t } = useTranslation('claims')
  return (
    <Card title={t('timeline.title')}>
      <ol className="timeline" id="timeline" tabIndex={-1} aria-label={t('timeline.title')}>
        {view.timeline.toReversed().map((step) => (
          <li key={step.stepNo}>
            <div className="row">
              <b>{t(`steps.${step.kind as 'claim-filed'}`)}</b>
              <span className="tag" data-tone={tones[step.entry]}>
                {t(`entry.${step.entry}`, { members: step.signedBy.length })}
              </span>
            </div>
            {step.signedBy.length > 0 ? (
              <p className="soft">{t('entry.signed-by', { members: step.signedBy.join(', ') })}</p>
            ) : null}
            <p className="soft">
              <Moment at={step.at} /> · {t(`roles.${step.role as 'reviewer'}`)}
            </p>
            {step.text ? <p className="words">{step.text}</p> : null}
            {step.reasonCode ? (
              <p>
                {t(`reasons.${step.reasonCode}`)}
                {step.clause ? ` · ${t('clause', { clause: step.clause })}` : ''}
              </p>
            ) : null}
            {step.dueOn ? (
              <p>
                {t('facts.evidence-due')} <CalendarDay day={step.dueOn} />
              </p>
            ) : null}
          </li>
        ))}
      </ol>
    </Card>
  )
}
