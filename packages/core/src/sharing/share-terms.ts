import type { PlanVersion } from '../plans/index.ts'
import type { ShareTerms } from './share.ts'

/** The terms of sharing of a plan version; its JSON holds whole fen as numbers. */
export function shareTerms({ sharing }: Pick<PlanVersion, 'sharing'>): ShareTerms {
  return {
    managementFeeBasisPoints: sharing.managementFeeBasisPoints,
    capPerCaseFen: sharing.capPerCaseFen === null ? null : BigInt(sharing.capPerCaseFen),
    capPerYearFen: sharing.capPerYearFen === null ? null : BigInt(sharing.capPerYearFen),
  }
}
