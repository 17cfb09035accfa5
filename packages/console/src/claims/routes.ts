import { type ChapterRoutes, officePage } from '../routes.tsx'

const readers = ['reviewer', 'auditor'] as const

export const claimRoutes: ChapterRoutes = {
  menu: [
    { to: '/cases', text: 'cases', offices: ['reviewer', 'operator', 'auditor'] },
    { to: '/investigations', text: 'investigations', offices: ['investigator'] },
  ],
  pages: [
    officePage('cases', ['reviewer', 'operator', 'auditor'], () => import('./cases-page.tsx'), ['claims']),
    officePage('cases/:reference', readers, () => import('./case-page.tsx'), ['claims']),
    officePage('cases/:reference/redact/:evidenceId', ['reviewer'], () => import('./redact-page.tsx'), ['claims']),
    officePage('plans/:plan/risk', ['operator', 'auditor'], () => import('./risk/risk-page.tsx'), ['risk']),
    officePage('investigations', ['investigator'], () => import('./investigations-page.tsx'), ['claims']),
    officePage('investigations/:reference', ['investigator'], () => import('./field-page.tsx'), ['claims']),
  ],
}
