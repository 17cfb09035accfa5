import { queryOptions } from '@tanstack/react-query'
import { getLogCheckpoint, getLogPolicy } from '@tongzhou/web-client'

export const newestCheckpoint = queryOptions({
  queryKey: ['log-checkpoint'],
  // The document knows no schema for files; they are texts.
  queryFn: async () => String((await getLogCheckpoint({ parseAs: 'text', throwOnError: true })).data),
})

/** Whom to believe, as the platform publishes it. */
export const publishedPolicy = queryOptions({
  queryKey: ['log-policy'],
  queryFn: async () => String((await getLogPolicy({ parseAs: 'text', throwOnError: true })).data),
})
