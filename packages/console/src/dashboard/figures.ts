import type { GetPlansByPlanDashboardResponse } from '@tongzhou/web-client'

export type Figures = GetPlansByPlanDashboardResponse

export interface FiguresProps {
  readonly plan: string
  readonly figures: Figures
}
