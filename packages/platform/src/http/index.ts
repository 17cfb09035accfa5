/** What the parts' `routes.ts` need. */
export { type Access, actorOf, type OfficeRole, publicAccess, type ResolveSession } from './access.ts'
export type { App, Routes } from './app.ts'
export { orRefuse, RefusedRequest } from './problem.ts'
export { CommandHeaders, DayText, InstantText, Strict, Uuid } from './schemas.ts'
