import { type ChapterRoutes, officePage } from '../routes.tsx'

const readers = ['operator', 'auditor'] as const
/** Finance comes from what is unpaid, and sees that only. */
const withFinance = ['finance', 'operator', 'auditor'] as const

export const participantRoutes: ChapterRoutes = {
  menu: [
    { to: '/people', text: 'people', offices: readers },
    { to: '/import', text: 'import', offices: readers },
  ],
  pages: [
    officePage('import', readers, () => import('./import-page.tsx'), ['import']),
    officePage('people', readers, () => import('./people-page.tsx'), ['participants']),
    officePage('people/:person', withFinance, () => import('./person-page.tsx'), ['participants']),
  ],
}
