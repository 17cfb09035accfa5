import { getPlansByPlanVersionsOptions, getPlansOptions } from '@tongzhou/web-client'
import { queryClient } from '../api.ts'
import { type ChapterRoutes, page } from '../routes.ts'

const texts = ['plans', 'problems']

export const planRoutes: ChapterRoutes = {
  forAnyone: [
    {
      path: 'public',
      ...page(() => import('./public-page.tsx'), texts, {
        prefetch: () => queryClient.prefetchQuery(getPlansOptions()),
      }),
    },
    { path: 'public/partners', ...page(() => import('./partners-page.tsx'), texts) },
    { path: 'public/not-insurance', ...page(() => import('./not-insurance-page.tsx'), texts) },
    {
      path: 'public/plans/:plan',
      ...page(() => import('./terms-page.tsx'), texts, {
        prefetch: ({ plan = '' }) => queryClient.prefetchQuery(getPlansByPlanVersionsOptions({ path: { plan } })),
      }),
    },
    { path: 'public/plans/:plan/changes', ...page(() => import('./changes-page.tsx'), texts) },
  ],
  forSignedIn: [],
}
