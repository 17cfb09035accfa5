import { type ChapterRoutes, officePage } from '../routes.tsx'

const readers = ['operator', 'auditor'] as const

export const reviewBoardRoutes: ChapterRoutes = {
  menu: [{ to: '/jurors', text: 'jurors', offices: readers }],
  pages: [officePage('jurors', readers, () => import('./jurors-page.tsx'), ['review-board'])],
}
