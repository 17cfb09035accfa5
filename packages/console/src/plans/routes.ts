import { type ChapterRoutes, officePage } from '../routes.tsx'

const offices = ['operator', 'auditor'] as const

export const planRoutes: ChapterRoutes = {
  menu: [
    { to: '/plans', text: 'plans', offices },
    { to: '/partners', text: 'partners', offices: ['operator'] },
  ],
  pages: [
    officePage('plans', offices, () => import('./plans-page.tsx'), ['plans']),
    officePage('plans/:plan/changes', offices, () => import('./changes-page.tsx'), ['plans']),
    officePage('plan-drafts/:draft', offices, () => import('./draft-page.tsx'), ['plans']),
    officePage('partners', ['operator'], () => import('./partners/partners-page.tsx'), ['partners']),
  ],
}
