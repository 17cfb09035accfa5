import { type ChapterRoutes, officePage } from '../routes.tsx'

const readers = ['operator', 'auditor'] as const

export const journalRoutes: ChapterRoutes = {
  menu: [{ to: '/consortium', text: 'consortium', offices: readers }],
  pages: [officePage('consortium', readers, () => import('./consortium-page.tsx'), ['journal'])],
}
