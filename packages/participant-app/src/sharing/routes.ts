import { getPlansByPlanParticipantCountsOptions, getPlansByPlanPeriodsByPeriodOptions } from '@tongzhou/web-client'
import { queryClient } from '../api.ts'
import { type ChapterRoutes, page } from '../routes.ts'

const texts = ['sharing', 'problems']

export const sharingRoutes: ChapterRoutes = {
  forAnyone: [
    { path: 'public/plans/:plan/cases', ...page(() => import('./cases-page.tsx'), [...texts, 'figures']) },
    {
      path: 'public/plans/:plan/figures',
      ...page(() => import('./figures-page.tsx'), [...texts, 'figures'], {
        prefetch: ({ plan = '' }) =>
          queryClient.prefetchQuery(getPlansByPlanParticipantCountsOptions({ path: { plan } })),
      }),
    },
    { path: 'public/plans/:plan/periods', ...page(() => import('./periods-page.tsx'), texts) },
    {
      path: 'public/plans/:plan/periods/:period',
      ...page(() => import('./period-page.tsx'), texts, {
        prefetch: ({ period = '', plan = '' }) =>
          queryClient.prefetchQuery(getPlansByPlanPeriodsByPeriodOptions({ path: { plan, period } })),
      }),
    },
  ],
  forSignedIn: [{ path: 'bills', ...page(() => import('./bills-page.tsx'), texts) }],
}
