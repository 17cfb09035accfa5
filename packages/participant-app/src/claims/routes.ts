import {
  getCasesByReferenceOptions,
  getClaimsByReferenceOptions,
  getClaimsOptions,
  getObjectionsOptions,
  getParticipantsOptions,
} from '@tongzhou/web-client'
import { queryClient } from '../api.ts'
import { type ChapterRoutes, page } from '../routes.ts'

const texts = ['claims', 'problems']
/** A page of one claim asks for it while the page's code is on its way. */
const claim = {
  prefetch: ({ reference = '' }: { readonly reference?: string }) =>
    queryClient.prefetchQuery(getClaimsByReferenceOptions({ path: { reference } })),
}
const publicCase = {
  prefetch: ({ reference = '' }: { readonly reference?: string }) =>
    queryClient.prefetchQuery(getCasesByReferenceOptions({ path: { reference } })),
}
const objections = { prefetch: () => queryClient.prefetchQuery(getObjectionsOptions()) }

export const claimRoutes: ChapterRoutes = {
  forAnyone: [
    {
      path: 'public/cases/:reference',
      ...page(() => import('./public-case-page.tsx'), [...texts, 'sharing'], publicCase),
    },
  ],
  forSignedIn: [
    {
      path: 'claims',
      ...page(() => import('./claims-page.tsx'), texts, {
        prefetch: () => queryClient.prefetchQuery(getClaimsOptions()),
      }),
    },
    {
      path: 'claims/new',
      ...page(() => import('./file-page.tsx'), texts, {
        prefetch: () => queryClient.prefetchQuery(getParticipantsOptions()),
      }),
    },
    { path: 'claims/objections', ...page(() => import('./objections-page.tsx'), texts, objections) },
    {
      path: 'claims/objections/:reference/:objectionId',
      ...page(() => import('./dispute-objection-page.tsx'), texts, objections),
    },
    {
      path: 'claims/object/:reference',
      ...page(() => import('./object-page.tsx'), [...texts, 'sharing'], publicCase),
    },
    { path: 'claims/:reference', ...page(() => import('./claim-page.tsx'), texts, claim) },
    { path: 'claims/:reference/papers', ...page(() => import('./papers-page.tsx'), texts, claim) },
    { path: 'claims/:reference/dispute', ...page(() => import('./dispute-page.tsx'), texts, claim) },
  ],
}
