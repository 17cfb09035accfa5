import type { PlanVersion } from '@tongzhou/core'
import { createContext, useContext } from 'react'
import type { PlanFault } from './fault-list.tsx'
import type { PlanPath } from './plan-text.ts'

/** The plan that a form edits, what is wrong with it, and the way to change a value. */
export interface PlanEditing {
  readonly plan: Partial<PlanVersion>
  readonly faults: readonly PlanFault[]
  readonly set: (path: PlanPath, value: unknown) => void
}

export const Editing = createContext<PlanEditing | null>(null)

export function usePlanEditing(): PlanEditing {
  const editing = useContext(Editing)
  if (!editing) throw new Error('a term stands outside of a form')
  return editing
}

/** What is wrong at a value itself, as the JSON pointers of faults say. */
export function faultsAt(faults: readonly PlanFault[], path: PlanPath): readonly PlanFault[] {
  return faults.filter(({ pointer }) => pointer === `/${path.join('/')}`)
}
