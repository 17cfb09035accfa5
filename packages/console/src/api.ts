import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { asksAgain, client, noteEndedSession } from '@tongzhou/web-client'

client.setConfig({ baseUrl: '', credentials: 'same-origin' })

const onError = (fault: unknown): void => noteEndedSession(queryClient, fault)

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: asksAgain,
    },
  },
})
