import type { ChapterRoutes } from '../routes.ts'

export const journalRoutes: ChapterRoutes = {
  forAnyone: [],
  forSignedIn: [],
}
