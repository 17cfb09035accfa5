import { MutationCache, onlineManager, QueryCache, QueryClient } from '@tanstack/react-query'
import { client } from './client/client.gen.ts'
import type { Problem } from './client/types.gen.ts'

client.setConfig({ baseUrl: '', credentials: 'same-origin' })
// The manager itself hears of changes only: whoever opens the app without a connection would be taken for connected.
onlineManager.setOnline(navigator.onLine)

/** What the API said against a request (RFC 9457); null where there was no answer, such as without a connection. */
export function problemOf(fault: unknown): Problem | null {
  return typeof fault === 'object' && fault !== null && 'code' in fault && 'status' in fault ? (fault as Problem) : null
}

/** Where the query of who is signed in stands; null there is somebody who is not. */
export const meKey = ['me'] as const

/** Whoever's session has ended is nobody: pages for those signed in lead to the sign-in and back, drafts stay. */
function noteEndedSession(fault: unknown): void {
  if (problemOf(fault)?.code === 'not-signed-in') queryClient.setQueryData(meKey, null)
}

const minute = 60_000
/** How long the last known state is kept. Timers count milliseconds in 31 bits, which is 24.8 days: one set further ahead goes off at once. */
export const keptMilliseconds = 24 * 24 * 60 * minute

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteEndedSession }),
  mutationCache: new MutationCache({ onError: noteEndedSession }),
  defaultOptions: {
    queries: {
      staleTime: minute / 2,
      gcTime: keptMilliseconds,
      // A refusal does not change by asking again; a bad line does.
      retry: (count, fault) => problemOf(fault) === null && count < 2,
    },
  },
})
