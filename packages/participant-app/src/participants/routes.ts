import { type ChapterRoutes, page } from '../routes.ts'

export const participantRoutes: ChapterRoutes = {
  forAnyone: [{ index: true, ...page(() => import('./home-page.tsx'), ['participants']) }],
  forSignedIn: [],
}
