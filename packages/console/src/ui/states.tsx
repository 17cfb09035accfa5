import type { UseQueryResult } from '@tanstack/react-query'
import { problemOf } from '@tongzhou/web-client'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemText } from './problem-text.tsx'
import './ui.css'

/** While nothing is known yet. */
export function Loading() {
  const { t } = useTranslation()
  return (
    <p className="soft page" role="status">
      {t('loading')}
    </p>
  )
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
        <Button onClick={() => void retry()}>{t('try-again')}</Button>
      ) : null}
    </div>
  )
}

interface AnswerProps<Data> {
  readonly query: UseQueryResult<Data, unknown>
  readonly children: (data: Data) => ReactNode
}

/**
 * What a query knows: its data, else loading, or what went wrong.
 * @example
 * <Answer query={cases}>{(list) => <CaseTable cases={list} />}</Answer>
 */
export function Answer<Data>({ children, query }: AnswerProps<Data>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <FaultState fault={query.error} retry={query.refetch} />
  return <Loading />
}
