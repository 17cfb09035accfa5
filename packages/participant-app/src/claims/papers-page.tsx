import { useQuery } from '@tanstack/react-query'
import { getClaimsByReferenceOptions, postClaimsByReferenceSubmit } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { useNavigate, useParams } from 'react-router'
import { Action } from '../ui/action.tsx'
import { CalendarDay } from '../ui/calendar-day.tsx'
import { Card } from '../ui/card.tsx'
import { Page } from '../ui/page.tsx'
import { Answer, FaultState } from '../ui/states.tsx'
import { useClaimTerms } from './claim-terms.ts'
import { type ClaimView, takesPapers } from './claim-view.ts'
import { EvidenceList } from './evidence-list.tsx'
import { KeptPages } from './kept-pages-card.tsx'
import { NeededPapers } from './needed-papers.tsx'
import { TakePages } from './take-pages.tsx'
import { useClaimStep } from './use-claim-step.ts'
import { usePages } from './use-pages.ts'
import { useSending } from './use-sending.ts'
import './claims.css'

/** The papers of a claim: what is needed, photographed page by page, sent, and handed in. */
export default function PapersPage() {
  const { reference = '' } = useParams()
  const { t } = useTranslation('claims')
  const claim = useQuery(getClaimsByReferenceOptions({ path: { reference } }))
  return (
    <Page title={t('papers.title')} back={`/claims/${reference}`}>
      <Answer query={claim}>{(view) => <Papers view={view} />}</Answer>
    </Page>
  )
}

function Papers({ view }: { readonly view: ClaimView }) {
  const { t } = useTranslation('claims')
  const terms = useClaimTerms(view.plan, view.planVersion)
  const question = view.status === 'evidence-requested' ? questionOf(view) : null
  return (
    <>
      {question === null ? null : (
        <Card tone="heed" title={t('papers.asked')}>
          <p className="quoted">{question}</p>
          {view.evidenceDueOn === null ? null : (
            <p>
              {t('papers.until')} <CalendarDay day={view.evidenceDueOn} />
            </p>
          )}
        </Card>
      )}
      <Card title={t('papers.needed')}>
        <Answer query={terms}>{(rules) => <NeededPapers terms={rules} illness={view.illness} />}</Answer>
      </Card>
      {takesPapers(view) ? <Sending view={view} /> : <p>{t('papers.closed')}</p>}
      {view.evidence.length > 0 ? <EvidenceList view={view} /> : null}
    </>
  )
}

function questionOf({ timeline }: ClaimView): string | null {
  return timeline.findLast(({ kind }) => kind === 'evidence-requested')?.text ?? null
}

function Sending({ view }: { readonly view: ClaimView }) {
  const { t } = useTranslation('claims')
  const navigate = useNavigate()
  const reference = view.caseReference
  const kept = usePages(reference)
  const sending = useSending(reference, kept.pages, kept.changed)
  const submit = useClaimStep(
    reference,
    'submit',
    (call) => postClaimsByReferenceSubmit(call),
    () => navigate(`/claims/${reference}`, { replace: true }),
  )
  const isUnderWay = (kept.pages?.length ?? 0) > 0
  const isAppeal = view.status === 'refused'
  return (
    <>
      <TakePages add={kept.add} first={view.evidence.length === 0 && !isUnderWay} />
      <KeptPages kept={kept} sending={sending} />
      {view.evidence.length > 0 && isAppeal ? (
        <Action to={`/claims/${reference}/dispute`}>{t('papers.to-appeal')}</Action>
      ) : null}
      {view.evidence.length > 0 && !isAppeal ? (
        <Card>
          <p>{isUnderWay ? t('papers.wait') : t('papers.all-in')}</p>
          {isUnderWay ? null : (
            <Action busy={submit.isPending} onClick={() => submit.mutate()}>
              {t('papers.submit')}
            </Action>
          )}
          {submit.error ? <FaultState fault={submit.error} /> : null}
        </Card>
      ) : null}
    </>
  )
}
