import { onlineManager, type UseQueryResult } from '@tanstack/react-query'
import { problemOf } from '@tongzhou/web-client'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Action } from './action.tsx'
import { ProblemText } from './problem-text.tsx'
import './ui.css'

/** While nothing is known yet. */
export function Loading() {
  const { t } = useTranslation()
  return (
    <div className="loading" role="status">
      <span className="only-read-aloud">{t('loading')}</span>
      <div className="bone" />
      <div className="bone" />
      <div className="bone" />
    </div>
  )
}

/** Where there is nothing yet; says what would be here, and how it comes about. */
export function Empty({ children }: { readonly children: ReactNode }) {
  return <div className="empty">{children}</div>
}

interface FaultStateProps {
  readonly fault: unknown
  readonly retry?: () => unknown
}

/** What went wrong, in words, and the way on. */
export function FaultState({ fault, retry }: FaultStateProps) {
  const { t } = useTranslation()
  return (
    <div className="fault" role="alert">
      <ProblemText fault={fault} />
      {retry && problemOf(fault)?.status !== 404 ? (
        <Action kind="second" onClick={() => void retry()}>
          {t('try-again')}
        </Action>
      ) : null}
    </div>
  )
}

interface AnswerProps<Data> {
  readonly query: UseQueryResult<Data, unknown>
  readonly children: (data: Data) => ReactNode
}

/**
 * What a query knows: its data, also the last known without a connection; else loading, or what went wrong.
 * @example
 * <Answer query={periods}>{(list) => <PeriodList periods={list} />}</Answer>
 */
export function Answer<Data>({ children, query }: AnswerProps<Data>) {
  const { t } = useTranslation()
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <FaultState fault={query.error} retry={query.refetch} />
  if (query.fetchStatus === 'paused' && !onlineManager.isOnline()) return <Empty>{t('not-known-offline')}</Empty>
  return <Loading />
}
