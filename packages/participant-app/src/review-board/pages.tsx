import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import type { CaseFile } from './case-file-query.ts'

interface PagesProps {
  readonly dispute: string
  readonly pages: CaseFile['pages']
}

/** The blackened papers as pictures, fetched when they come near: each look is recorded. They never leave the page for a file. */
export function Pages({ dispute, pages }: PagesProps) {
  const { t } = useTranslation('review-board')
  return (
    <Card title={t('case.papers')}>
      <p className="soft">{t('case.papers-text')}</p>
      <div className="papers">
        {pages.map(({ page, redactionId }, index) => (
          <Paper
            key={`${redactionId}/${page}`}
            address={`/disputes/${dispute}/pages/${redactionId}/${page}`}
            name={t('case.paper', { at: index + 1, of: pages.length })}
          />
        ))}
      </div>
    </Card>
  )
}

/** A press shows it twice as wide, to be moved with a finger; another press makes it small again. */
function Paper({ address, name }: { readonly address: string; readonly name: string }) {
  const [isLarge, setLarge] = useState(false)
  return (
    <div className="paper">
      <button type="button" aria-pressed={isLarge} onClick={() => setLarge(!isLarge)}>
        <img src={address} alt={name} loading="lazy" />
      </button>
    </div>
  )
}
