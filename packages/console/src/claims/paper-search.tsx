import { useQuery } from '@tanstack/react-query'
import { getClaimsByReferenceEvidenceByEvidenceIdTextOptions } from '@tongzhou/web-client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../ui/fields.tsx'
import { FaultState } from '../ui/states.tsx'
import { findInPages } from './find-in-pages.ts'

interface PaperSearchProps {
  readonly evidenceId: string
  readonly reference: string
  readonly show: (page: number) => void
}

/** Searches in the text of a PDF; the text is fetched when somebody first searches, because that is a look at it. */
export function PaperSearch({ evidenceId, reference, show }: PaperSearchProps) {
  const { t } = useTranslation('claims')
  const [words, setWords] = useState('')
  const path = { reference, evidenceId }
  const text = useQuery({
    ...getClaimsByReferenceEvidenceByEvidenceIdTextOptions({ path }),
    enabled: words !== '',
    staleTime: Number.POSITIVE_INFINITY,
  })
  const found = text.data ? findInPages(text.data.pages, words) : []
  return (
    <div className="stack">
      <TextField label={t('papers.search')} type="search" value={words} onChange={setWords} maxLength={100} />
      {text.error ? <FaultState fault={text.error} /> : null}
      {words !== '' && text.data ? (
        <div role="status">
          <p>{text.data.pages.join('') === '' ? t('papers.no-text') : t('papers.found', { count: found.length })}</p>
          <ul className="plain-list">
            {found.slice(0, 20).map(({ after, at, before, hit, page }) => (
              <li key={`${page}/${at}`}>
                <button type="button" className="as-link" onClick={() => show(page)}>
                  {t('papers.on-page', { page })}
                </button>{' '}
                {before}
                <mark>{hit}</mark>
                {after}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  )
}
