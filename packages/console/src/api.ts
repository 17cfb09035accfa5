import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { client } from './client/client.gen.ts'
import type { Problem } from './client/types.gen.ts'

client.setConfig({ baseUrl: '', credentials: 'same-origin' })

/** What the API said against a request (RFC 9457); null where there was no answer. */
export function problemOf(fault: unknown): Problem | null {
  return typeof fault === 'object' && fault !== null && 'code' in fault && 'status' in fault ? (fault as Problem) : null
}

/** Where the query of who is signed in stands; null there is somebody who is not. */
export const meKey = ['me'] as const

/** Whoever's session has ended is nobody: the frame leads to the sign-in and back, drafts stay. */
function noteEndedSession(fault: unknown): void {
  if (problemOf(fault)?.code === 'not-signed-in') queryClient.setQueryData(meKey, null)
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteEndedSession }),
  mutationCache: new MutationCache({ onError: noteEndedSession }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // A refusal does not change by asking again; a bad line does.
      retry: (count, fault) => problemOf(fault) === null && count < 2,
    },
  },
})

/** An idempotency key: 128 random bits. Not `crypto.randomUUID`, which plain http addresses of one's own network lack. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
