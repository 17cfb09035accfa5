import { useQuery } from '@tanstack/react-query'
import {
  getClaimsByReferenceRedactionsOptions,
  postClaimsByReferenceEvidenceByEvidenceIdRedactions,
} from '@tongzhou/web-client'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { Card } from '../ui/card.tsx'
import { useDraft } from '../ui/draft.ts'
import { Moment } from '../ui/moment.tsx'
import { Page } from '../ui/page.tsx'
import { useShortcuts } from '../ui/shortcuts.tsx'
import { Answer } from '../ui/states.tsx'
import { StepForm } from './decisions/step-form.tsx'
import { BoxList, BoxPage } from './redact-boxes.tsx'
import { type PageBoxes, shownPages } from './redaction.ts'
import { type Paper, useCase } from './use-case.ts'
import './claims.css'

/** Blackens a paper for the board's case file: boxes on pages, by mouse, arrow keys or numbers. What is below a box is gone in what jurors see. */
export default function RedactPage() {
  const { t } = useTranslation('claims')
  const { evidenceId, reference } = useParams() as { evidenceId: string; reference: string }
  const { desk } = useCase(reference)
  return (
    <Page title={t('redact.title', { reference })} actions={<Link to={`/cases/${reference}`}>{t('redact.back')}</Link>}>
      <Answer query={desk}>
        {({ papers }) => {
          const paper = papers.find((one) => one.evidenceId === evidenceId)
          return paper ? <Redaction paper={paper} reference={reference} /> : <p>{t('redact.gone')}</p>
        }}
      </Answer>
    </Page>
  )
}

function Redaction({ paper, reference }: { readonly paper: Paper; readonly reference: string }) {
  const { t } = useTranslation('claims')
  const { evidenceId } = paper
  const [page, setPage] = useState(1)
  const draft = useDraft<{ readonly pages: Readonly<Record<string, PageBoxes>> }>(`${evidenceId}.redaction`, {
    pages: {},
  })
  const made = useQuery(getClaimsByReferenceRedactionsOptions({ path: { reference } }))
  const own = (made.data ?? []).filter((one) => one.evidenceId === evidenceId)
  const now = draft.value.pages[page] ?? { isShown: false, boxes: [] }
  const change = (part: Partial<PageBoxes>) =>
    draft.change({ pages: { ...draft.value.pages, [page]: { ...now, isShown: true, ...part } } })
  const navigate = useNavigate()
  const shortcuts = useMemo(() => {
    const to = (step: number) => setPage((shown) => Math.min(paper.pages, Math.max(1, shown + step)))
    return [
      { key: 'c', text: t('redact.back'), press: () => void navigate(`/cases/${reference}`) },
      { key: 'ArrowRight', text: t('keys.next-page'), press: () => to(1) },
      { key: 'ArrowLeft', text: t('keys.page-before'), press: () => to(-1) },
    ]
  }, [t, navigate, reference, paper.pages])
  useShortcuts(shortcuts)
  return (
    <div className="redact">
      <Card title={t('redact.page', { page, pages: paper.pages })}>
        <nav aria-label={t('redact.pages')} className="row">
          {Array.from({ length: paper.pages }, (_, index) => index + 1).map((number) => (
            <button
              key={number}
              type="button"
              className="page-number"
              aria-current={number === page ? 'page' : undefined}
              data-shown={draft.value.pages[number]?.isShown ?? false}
              onClick={() => setPage(number)}
            >
              {number}
            </button>
          ))}
        </nav>
        <BoxPage
          address={`/claims/${reference}/evidence/${evidenceId}/pages/${page}`}
          name={t('papers.alt', { name: paper.name, page })}
          boxes={now.boxes}
          change={(boxes) => change({ boxes })}
        />
      </Card>
      <Card title={t('redact.what')}>
        <p>{t('redact.how')}</p>
        <label className="check">
          <input
            type="checkbox"
            checked={now.isShown}
            onChange={(event) => change({ isShown: event.target.checked })}
          />
          {t('redact.shown', { page })}
        </label>
        <BoxList boxes={now.boxes} change={(boxes) => change({ boxes })} />
        <StepForm
          draft={draft}
          button={t('redact.burn')}
          send={(headers) =>
            postClaimsByReferenceEvidenceByEvidenceIdRedactions({
              path: { reference, evidenceId },
              headers,
              body: { pages: shownPages(draft.value.pages) },
              throwOnError: true,
            })
          }
        >
          <p role="status">{t('redact.sum', { count: shownPages(draft.value.pages).length })}</p>
        </StepForm>
        <h3>{t('redact.made')}</h3>
        {own.length === 0 ? <p className="soft">{t('redact.none')}</p> : null}
        <ul className="plain-list">
          {own.map((one) => (
            <li key={one.redactionId}>
              <Moment at={one.redactedAt} />{' '}
              {one.pages.map((number) => (
                <a
                  key={number}
                  className="page-link"
                  href={`/claims/${reference}/redactions/${one.redactionId}/pages/${number}`}
                  target="_blank"
                  rel="noreferrer"
                >
                  {t('papers.on-page', { page: number })}
                </a>
              ))}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  )
}
