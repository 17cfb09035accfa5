import { type ChapterRoutes, officePage } from '../routes.tsx'

const readers = ['finance', 'operator', 'auditor'] as const

export const dashboardRoutes: ChapterRoutes = {
  menu: [{ to: '/dashboard', text: 'dashboard', offices: readers }],
  pages: [officePage('dashboard', readers, () => import('./dashboard-page.tsx'), ['dashboard'])],
}
