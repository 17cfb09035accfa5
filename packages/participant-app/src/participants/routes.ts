import { getParticipantsOptions, getPlansByPlanCalendarOptions, getPlansOptions } from '@tongzhou/web-client'
import { queryClient } from '../api.ts'
import { planInForce } from '../plan-in-force.ts'
import { type ChapterRoutes, page } from '../routes.ts'
import { pastPeriods } from './past-periods.ts'

const texts = ['participants', 'problems']

export const participantRoutes: ChapterRoutes = {
  forAnyone: [
    {
      index: true,
      ...page(() => import('./home-page.tsx'), texts, {
        prefetch: () => queryClient.prefetchQuery(getParticipantsOptions()),
      }),
    },
    {
      path: 'join',
      ...page(() => import('./plans-to-join-page.tsx'), texts, {
        prefetch: () => queryClient.prefetchQuery(getPlansOptions()),
      }),
    },
    {
      path: 'join/:plan',
      ...page(() => import('./plan-in-words-page.tsx'), texts, {
        prefetch: ({ plan = '' }) =>
          Promise.all([queryClient.prefetchQuery(planInForce(plan)), queryClient.prefetchQuery(pastPeriods(plan))]),
      }),
    },
  ],
  forSignedIn: [
    {
      path: 'join/:plan/apply',
      ...page(() => import('./join-page.tsx'), texts, {
        prefetch: ({ plan = '' }) =>
          Promise.all([
            queryClient.prefetchQuery(planInForce(plan)),
            queryClient.prefetchQuery(getPlansByPlanCalendarOptions({ path: { plan } })),
          ]),
      }),
    },
    {
      path: 'me/family',
      ...page(() => import('./family-page.tsx'), ['family', 'problems'], {
        prefetch: () => queryClient.prefetchQuery(getParticipantsOptions()),
      }),
    },
    {
      path: 'me/family/:participantId/leave',
      ...page(() => import('./leave-page.tsx'), ['family', 'problems'], {
        prefetch: () => queryClient.prefetchQuery(getParticipantsOptions()),
      }),
    },
    { path: 'join/:plan/joined/:participantId', ...page(() => import('./joined-page.tsx'), texts) },
  ],
}
