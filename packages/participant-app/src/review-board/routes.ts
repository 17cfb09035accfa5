import type { ChapterRoutes } from '../routes.ts'

export const reviewBoardRoutes: ChapterRoutes = {
  forAnyone: [],
  forSignedIn: [],
}
