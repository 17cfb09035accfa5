export { keepRiskScores } from './keep-scores.ts'
export { addRiskRoutes } from './routes.ts'
export { scoreClaims } from './score-claims.ts'
export { deleteRiskOf } from './store.ts'
