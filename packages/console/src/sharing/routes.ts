import { type ChapterRoutes, officePage } from '../routes.tsx'

const readers = ['finance', 'operator', 'auditor'] as const

export const sharingRoutes: ChapterRoutes = {
  menu: [{ to: '/periods', text: 'periods', offices: readers }],
  pages: [
    officePage('periods', readers, () => import('./periods-page.tsx'), ['sharing']),
    officePage('periods/:plan/:period', readers, () => import('./period-page.tsx'), ['sharing']),
  ],
}
