import type { ChapterRoutes } from '../routes.ts'

export const sharingRoutes: ChapterRoutes = {
  forAnyone: [],
  forSignedIn: [],
}
