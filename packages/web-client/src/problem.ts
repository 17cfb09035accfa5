import type { QueryClient } from '@tanstack/react-query'
import type { Problem } from './client/types.gen.ts'

/** What the API said against a request (RFC 9457); null where there was no answer, such as without a connection. */
export function problemOf(fault: unknown): Problem | null {
  return typeof fault === 'object' && fault !== null && 'code' in fault && 'status' in fault ? (fault as Problem) : null
}

/** For queries: a refusal does not change by asking again; a bad line does. */
export function asksAgain(count: number, fault: unknown): boolean {
  return problemOf(fault) === null && count < 2
}

/** Where the query of who is signed in stands; null there is somebody who is not. */
export const meKey = ['me'] as const

/** For caches: whoever's session has ended is nobody; pages for those signed in lead to the sign-in and back, drafts stay. */
export function noteEndedSession(queries: QueryClient, fault: unknown): void {
  if (problemOf(fault)?.code === 'not-signed-in') queries.setQueryData(meKey, null)
}
