import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import type { CaseFile } from './case-file-query.ts'

interface PagesProps {
  readonly dispute: string
  readonly pages: CaseFile['pages']
}

/** The blackened papers as pictures, fetched when they come near: each look is recorded. A press shows one in its full size. */
export function Pages({ dispute, pages }: PagesProps) {
  const { t } = useTranslation('review-board')
  return (
    <Card title={t('case.papers')}>
      <p className="soft">{t('case.papers-text')}</p>
      <div className="papers">
        {pages.map(({ page, redactionId }, index) => {
          const address = `/disputes/${dispute}/pages/${redactionId}/${page}`
          return (
            <a key={address} href={address} target="_blank" rel="noreferrer">
              <img src={address} alt={t('case.paper', { at: index + 1, of: pages.length })} loading="lazy" />
            </a>
          )
        })}
      </div>
    </Card>
  )
}
