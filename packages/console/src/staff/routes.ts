import { type ChapterRoutes, officePage } from '../routes.tsx'

const readers = ['operator', 'auditor'] as const

export const staffRoutes: ChapterRoutes = {
  menu: [
    { to: '/staff', text: 'staff', offices: readers },
    { to: '/audit', text: 'audit', offices: readers },
  ],
  pages: [
    officePage('staff', readers, () => import('./staff-page.tsx'), ['staff']),
    officePage('staff/:person', readers, () => import('./officer-page.tsx'), ['staff']),
    officePage('audit', readers, () => import('./audit-page.tsx'), ['staff']),
  ],
}
