import { useQueryClient } from '@tanstack/react-query'
import type { GetReviewQueueData } from '@tongzhou/web-client'
import { getReviewQueueOptions, useMe } from '@tongzhou/web-client'
import { useCallback } from 'react'
import { useNavigate } from 'react-router'

export type QueueQuery = GetReviewQueueData['query']

export const queuePageSize = 50

/** The queue that was looked at last in this tab: what is chosen there leads back, and to the next case. */
let last = ''

export const rememberQueue = (search: URLSearchParams): void => {
  last = search.toString()
}

export const queuePath = (): string => (last === '' ? '/cases' : `/cases?${last}`)

export function queueQuery(search: URLSearchParams): QueueQuery {
  const text = (name: string) => search.get(name) ?? undefined
  return {
    status: (text('status') ?? 'desk-review') as QueueQuery['status'],
    plan: text('plan'),
    illness: text('illness'),
    region: text('region'),
    search: text('search'),
    holder: (text('holder') ?? 'all') as QueueQuery['holder'],
    order: (text('order') ?? 'deadline') as QueueQuery['order'],
    limit: queuePageSize,
    offset: Number(text('offset') ?? 0),
  }
}

/** Opens the next case of the queue that nobody else works on; the queue itself where there is none. */
export function useNextCase(reference: string): () => Promise<void> {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const me = useMe()?.personId ?? null
  return useCallback(async () => {
    const query = queueQuery(new URLSearchParams(last))
    const { cases } = await queries.fetchQuery({ ...getReviewQueueOptions({ query }), staleTime: 0 })
    const at = cases.findIndex(({ caseReference }) => caseReference === reference)
    const next = [...cases.slice(at + 1), ...cases.slice(0, Math.max(at, 0))].find(
      ({ holderPersonId }) => holderPersonId === null || holderPersonId === me,
    )
    await navigate(next ? `/cases/${next.caseReference}` : queuePath())
  }, [queries, navigate, me, reference])
}
