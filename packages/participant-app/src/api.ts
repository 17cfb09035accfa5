import { MutationCache, onlineManager, QueryCache, QueryClient } from '@tanstack/react-query'
import { asksAgain, client, noteEndedSession } from '@tongzhou/web-client'

client.setConfig({ baseUrl: '', credentials: 'same-origin' })
// The manager itself hears of changes only: whoever opens the app without a connection would be taken for connected.
onlineManager.setOnline(navigator.onLine)

const minute = 60_000
/** How long the last known state is kept. Timers count milliseconds in 31 bits, which is 24.8 days: one set further ahead goes off at once. */
export const keptMilliseconds = 24 * 24 * 60 * minute

const onError = (fault: unknown): void => noteEndedSession(queryClient, fault)

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      staleTime: minute / 2,
      gcTime: keptMilliseconds,
      retry: asksAgain,
    },
  },
})
