import type { Query } from '@tanstack/react-query'
import { PersistQueryClientProvider } from '@tanstack/react-query-persist-client'
import { meKey, openApiHash } from '@tongzhou/web-client'
import type { RouteObject } from 'react-router'
import { keptMilliseconds, queryClient } from './api.ts'
import { claimRoutes } from './claims/routes.ts'
import { journalRoutes } from './journal/routes.ts'
import { lastKnown } from './last-known-state.ts'
import { AppPages } from './navigation/app-pages.tsx'
import { startNavigation } from './navigation/navigation.ts'
import { participantRoutes } from './participants/routes.ts'
import { paymentRoutes } from './payments/routes.ts'
import { planRoutes } from './plans/routes.ts'
import { reviewBoardRoutes } from './review-board/routes.ts'
import type { ChapterRoutes } from './routes.ts'
import { RequireSession } from './session/require-session.tsx'
import { sessionRoutes } from './session/routes.ts'
import { sharingRoutes } from './sharing/routes.ts'
import { AppFrame } from './ui/app-frame.tsx'
import { NotFoundPage } from './ui/not-found-page.tsx'

/** A chapter's pages become part of the app here. */
const chapters: readonly ChapterRoutes[] = [
  sessionRoutes,
  participantRoutes,
  claimRoutes,
  sharingRoutes,
  paymentRoutes,
  reviewBoardRoutes,
  planRoutes,
  journalRoutes,
]

const routes: RouteObject[] = [
  ...chapters.flatMap(({ forAnyone }) => forAnyone),
  { Component: RequireSession, children: chapters.flatMap(({ forSignedIn }) => forSignedIn) },
  { path: '*', Component: NotFoundPage },
]
const navigation = startNavigation(routes, '/app')

const kept = {
  persister: lastKnown,
  // Answers by another form of the API are not read.
  buster: openApiHash,
  maxAge: keptMilliseconds,
  dehydrateOptions: {
    // That nobody is signed in is not worth keeping: it would lead somebody who has just signed in to the sign-in again.
    shouldDehydrateQuery: ({ meta, state }: Pick<Query, 'meta' | 'state'>) =>
      state.status === 'success' && state.data !== null && meta?.keep !== false,
  },
}

/** A session may have ended, or be another person's, since the last known state was kept. */
function askWhoIsSignedIn(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: meKey, refetchType: 'none' })
}

export function App() {
  return (
    <PersistQueryClientProvider client={queryClient} persistOptions={kept} onSuccess={askWhoIsSignedIn}>
      <AppPages navigation={navigation} routes={routes} Frame={AppFrame} />
    </PersistQueryClientProvider>
  )
}
