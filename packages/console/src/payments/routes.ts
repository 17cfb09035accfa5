import { type ChapterRoutes, officePage } from '../routes.tsx'

const readers = ['finance', 'operator', 'auditor'] as const

export const paymentRoutes: ChapterRoutes = {
  menu: [
    { to: '/collections', text: 'collections', offices: readers },
    { to: '/payouts', text: 'payouts', offices: readers },
    { to: '/statements', text: 'statements', offices: readers },
    { to: '/books', text: 'books', offices: readers },
  ],
  pages: [
    officePage('collections', readers, () => import('./collections-page.tsx'), ['payments']),
    officePage('payouts', readers, () => import('./payouts-page.tsx'), ['payments']),
    officePage('statements', readers, () => import('./statements-page.tsx'), ['payments']),
    officePage('books', readers, () => import('./books-page.tsx'), ['payments']),
    officePage('books/:plan/:account', readers, () => import('./postings-page.tsx'), ['payments']),
  ],
}
