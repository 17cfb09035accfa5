import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeptPage } from '../kept-pages.ts'
import { Action } from '../ui/action.tsx'
import { Card } from '../ui/card.tsx'
import { ProblemText } from '../ui/problem-text.tsx'
import type { Doubt } from './page-quality.ts'
import type { usePages } from './use-pages.ts'
import type { useSending } from './use-sending.ts'

interface KeptPagesProps {
  readonly kept: ReturnType<typeof usePages>
  readonly sending: ReturnType<typeof useSending>
}

/** The pages that the platform does not have yet, each with how far it is. */
export function KeptPages({ kept, sending }: KeptPagesProps) {
  const { t } = useTranslation('claims')
  const pages = kept.pages ?? []
  if (pages.length === 0) return null
  const { isFailing, isOnline } = sending
  return (
    <Card title={t('pages.under-way', { count: pages.length })}>
      <div role="status">
        {isOnline ? null : <p>{t('pages.offline')}</p>}
        {isOnline && isFailing ? <p>{t('pages.failing')}</p> : null}
      </div>
      {isOnline && isFailing ? (
        <Action kind="second" onClick={sending.tryNow}>
          {t('pages.try-now')}
        </Action>
      ) : null}
      <ol className="page-list">
        {pages.map((page, at) => (
          <li key={page.id}>
            <OnePage page={page} number={at + 1} kept={kept} received={receivedOf(page, sending.received)} />
          </li>
        ))}
      </ol>
    </Card>
  )
}

function receivedOf(page: KeptPage, received: ReturnType<typeof useSending>['received']): number {
  return received?.id === page.id ? Math.max(received.bytes, page.receivedBytes) : page.receivedBytes
}

interface OnePageProps {
  readonly page: KeptPage
  readonly number: number
  readonly received: number
  readonly kept: ReturnType<typeof usePages>
}

function OnePage({ kept, number, page, received }: OnePageProps) {
  const { t } = useTranslation('claims')
  const name = t('pages.page', { number })
  return (
    <div className="one-page">
      <PageThumb page={page} name={name} />
      <div className="one-page-words">
        <strong>{name}</strong>
        {page.state === 'waiting' ? <PageProgress name={name} page={page} received={received} /> : null}
        {page.state === 'refused' ? (
          <div className="field-wrong">
            <ProblemText fault={page.problem} />
          </div>
        ) : null}
        {page.state === 'doubtful' ? (
          <>
            {page.doubts.map((doubt) => (
              <p key={doubt} className="doubt">
                {t(`doubts.${doubt as Doubt}`)}
              </p>
            ))}
            <Action kind="second" onClick={() => kept.sendAnyway.mutate(page)}>
              {t('pages.send-anyway', { number })}
            </Action>
          </>
        ) : null}
        <Action kind="second" busy={kept.remove.isPending} onClick={() => kept.remove.mutate(page)}>
          {t('pages.remove', { number })}
        </Action>
      </div>
    </div>
  )
}

interface PageProgressProps {
  readonly name: string
  readonly page: KeptPage
  readonly received: number
}

function PageProgress({ name, page, received }: PageProgressProps) {
  const { t } = useTranslation('claims')
  const percent = Math.floor((100 * received) / page.bytes.size)
  return (
    <>
      <progress
        className="progress"
        aria-label={t('pages.progress', { name })}
        value={received}
        max={page.bytes.size}
      />
      <p className="soft">{percent === 100 ? t('pages.checking') : t('pages.sent', { percent })}</p>
    </>
  )
}

/** A small picture of the page; a PDF has none. */
function PageThumb({ name, page }: { readonly page: KeptPage; readonly name: string }) {
  const [address, setAddress] = useState<string | null>(null)
  const isPicture = page.type !== 'application/pdf' && page.type !== 'image/heic'
  const { bytes } = page
  // biome-ignore lint/correctness/useExhaustiveDependencies: each reading gives the same page's bytes as a new object
  useEffect(() => {
    if (!isPicture) return
    const made = URL.createObjectURL(bytes)
    setAddress(made)
    return () => URL.revokeObjectURL(made)
  }, [page.id, isPicture])
  if (address === null) return <span className="page-thumb" aria-hidden="true" />
  return <img className="page-thumb" src={address} alt={name} width="64" height="88" />
}
