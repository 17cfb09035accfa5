import { useLanguage } from '@tongzhou/web-client'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import type { ClaimView } from './claim-view.ts'

/** The papers that the platform has, each with its file and, once it is final on the log, its proof to take home. */
export function EvidenceList({ view }: { readonly view: ClaimView }) {
  const { t } = useTranslation('claims')
  const { language } = useLanguage()
  const added = view.timeline.filter(({ kind }) => kind === 'evidence-added')
  const size = (bytes: number) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 }).format(bytes / 1_000)
  return (
    <Card title={t('evidence.title', { count: view.evidence.length })}>
      <ol className="evidence-list">
        {view.evidence.map(({ byteLength, evidenceId, mediaType, name, pages }, at) => {
          const address = `/claims/${view.caseReference}/evidence/${evidenceId}`
          const number = at + 1
          return (
            <li key={evidenceId}>
              <p>
                <strong>{t(mediaType === 'application/pdf' ? 'evidence.pdf' : 'evidence.picture', { number })}</strong>
              </p>
              <p className="soft">
                {mediaType === 'application/pdf' ? `${name} · ` : null}
                {size(byteLength)}
                {pages > 1 ? ` · ${t('evidence.pages', { count: pages })}` : null}
              </p>
              <p className="evidence-links">
                <a href={address} download>
                  {t('evidence.look', { number })}
                </a>
                {added[at]?.entry === 'final' ? (
                  <a href={`${address}/proof`} download>
                    {t('evidence.proof', { number })}
                  </a>
                ) : (
                  <span className="soft">{t('evidence.proof-later')}</span>
                )}
              </p>
            </li>
          )
        })}
      </ol>
    </Card>
  )
}
