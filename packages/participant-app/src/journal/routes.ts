import { getLogStateOptions } from '@tongzhou/web-client'
import { queryClient } from '../api.ts'
import { type ChapterRoutes, page } from '../routes.ts'

const texts = ['journal', 'problems']
const prefetch = () => queryClient.prefetchQuery(getLogStateOptions())

export const journalRoutes: ChapterRoutes = {
  forAnyone: [
    { path: 'public/log', ...page(() => import('./log-page.tsx'), texts, { prefetch }) },
    { path: 'public/log/proven', ...page(() => import('./proven-page.tsx'), texts) },
    { path: 'public/log/members/:member', ...page(() => import('./member-page.tsx'), texts, { prefetch }) },
  ],
  forSignedIn: [],
}
