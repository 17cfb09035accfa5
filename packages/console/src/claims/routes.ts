import { type ChapterRoutes, officePage } from '../routes.tsx'

export const claimRoutes: ChapterRoutes = {
  menu: [{ to: '/cases', text: 'cases', offices: ['reviewer', 'operator', 'auditor'] }],
  pages: [officePage('cases', ['reviewer', 'operator', 'auditor'], () => import('./cases-page.tsx'), ['claims'])],
}
