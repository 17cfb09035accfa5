import {
  getJurorsCasesOptions,
  getParticipantsOptions,
  getPlansByPlanJurorGuideOptions,
  getPlansByPlanJurorOptions,
  getVerdictsByDisputeOptions,
} from '@tongzhou/web-client'
import { queryClient } from '../api.ts'
import { type ChapterRoutes, page } from '../routes.ts'
import { caseFileOf } from './case-file-query.ts'

const texts = ['review-board', 'problems']

export const reviewBoardRoutes: ChapterRoutes = {
  forAnyone: [
    {
      path: 'public/juror-guide/:plan',
      ...page(() => import('./guide-page.tsx'), texts, {
        prefetch: ({ plan = '' }) => queryClient.prefetchQuery(getPlansByPlanJurorGuideOptions({ path: { plan } })),
      }),
    },
    { path: 'public/verdicts', ...page(() => import('./verdicts-page.tsx'), texts) },
    {
      path: 'public/verdicts/:dispute',
      ...page(() => import('./verdict-page.tsx'), texts, {
        prefetch: ({ dispute = '' }) => queryClient.prefetchQuery(getVerdictsByDisputeOptions({ path: { dispute } })),
      }),
    },
  ],
  forSignedIn: [
    {
      path: 'board',
      ...page(() => import('./board-page.tsx'), texts, {
        prefetch: () =>
          Promise.all([
            queryClient.prefetchQuery(getJurorsCasesOptions()),
            queryClient.prefetchQuery(getParticipantsOptions()),
          ]),
      }),
    },
    {
      path: 'board/jurors/:plan',
      ...page(() => import('./juror-page.tsx'), texts, {
        prefetch: ({ plan = '' }) => queryClient.prefetchQuery(getPlansByPlanJurorOptions({ path: { plan } })),
      }),
    },
    { path: 'board/jurors/:plan/exam', ...page(() => import('./exam-page.tsx'), texts) },
    {
      path: 'board/cases/:dispute',
      ...page(() => import('./case-page.tsx'), texts, {
        prefetch: () => queryClient.prefetchQuery(getJurorsCasesOptions()),
      }),
    },
    {
      path: 'board/cases/:dispute/ballot',
      ...page(() => import('./ballot-page.tsx'), texts, {
        prefetch: ({ dispute = '' }) => queryClient.prefetchQuery(caseFileOf(dispute)),
      }),
    },
  ],
}
