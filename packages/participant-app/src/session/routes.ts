import { type ChapterRoutes, page } from '../routes.ts'

export const sessionRoutes: ChapterRoutes = {
  forAnyone: [{ path: 'sign-in', ...page(() => import('./sign-in-page.tsx'), ['session', 'problems']) }],
  forSignedIn: [
    { path: 'me', ...page(() => import('./me-page.tsx'), ['session', 'problems']) },
    { path: 'me/data', ...page(() => import('./data-page.tsx'), ['my-data', 'problems']) },
  ],
}
