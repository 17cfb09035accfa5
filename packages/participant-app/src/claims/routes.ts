import type { ChapterRoutes } from '../routes.ts'

export const claimRoutes: ChapterRoutes = {
  forAnyone: [],
  forSignedIn: [],
}
