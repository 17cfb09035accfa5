import type { ChapterRoutes } from '../routes.ts'

export const planRoutes: ChapterRoutes = {
  forAnyone: [],
  forSignedIn: [],
}
