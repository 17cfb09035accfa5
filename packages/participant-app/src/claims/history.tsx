import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { Moment } from '../ui/moment.tsx'
import { type ClaimTerms, useClaimTerms, wordsOfStep } from './claim-terms.ts'
import { type ClaimView, type HistoryLine, historyOf } from './claim-view.ts'

/** Everything that happened, newest first, each with how far it stands on the log and its proof. */
export function History({ view }: { readonly view: ClaimView }) {
  const { t } = useTranslation('claims')
  const terms = useClaimTerms(view.plan, view.planVersion)
  return (
    <Card title={t('history.title')}>
      <ol className="history" reversed>
        {historyOf(view.timeline).map((line) => (
          <li key={line.step.stepNo}>
            <Line line={line} reference={view.caseReference} terms={terms.data} />
          </li>
        ))}
      </ol>
    </Card>
  )
}

interface LineProps {
  readonly line: HistoryLine
  readonly reference: string
  readonly terms: ClaimTerms | undefined
}

function Line({ line: { papers, step }, reference, terms }: LineProps) {
  const { pick } = useLanguage()
  const { t } = useTranslation('claims')
  const { at, clause, entry, kind, reasonCode, role, signedBy, stepNo } = step
  const text = wordsOfStep(terms, step, pick)
  return (
    <>
      <p>
        <strong>
          {kind === 'evidence-added' ? t('history.papers', { count: papers }) : t(`kinds.${kind as 'claim-filed'}`)}
        </strong>
      </p>
      <p className="soft">
        <Moment at={at} /> · {t(`roles.${role as 'participant'}`)}
      </p>
      {reasonCode === null ? null : <p>{t(`reasons.${reasonCode}`)}</p>}
      {text === '' ? null : <p className="quoted">{text}</p>}
      {clause === null ? null : <p className="soft">{t('history.clause', { clause })}</p>}
      <p className="evidence-links">
        <span className="soft">
          {t(`entries.${entry}`)}
          {signedBy.length > 0 ? ` ${t('history.signed', { names: signedBy.join(', ') })}` : null}
        </span>
        {entry === 'final' ? (
          <a href={`/claims/${reference}/steps/${stepNo}/proof`} download>
            {t('history.proof', { number: stepNo })}
          </a>
        ) : null}
      </p>
    </>
  )
}
