import { type ChapterRoutes, officePage } from '../routes.tsx'

const offices = ['operator', 'auditor'] as const

export const planRoutes: ChapterRoutes = {
  menu: [{ to: '/plans', text: 'plans', offices }],
  pages: [
    officePage('plans', offices, () => import('./plans-page.tsx'), ['plans']),
    officePage('plans/:plan/changes', offices, () => import('./changes-page.tsx'), ['plans']),
    officePage('plan-drafts/:draft', offices, () => import('./draft-page.tsx'), ['plans']),
  ],
}
