import type { ChecklistItem, PlanVersion } from './plan.ts'

/**
 * What the desk review has to answer for a claim over this illness: the plan's common items, then the illness's own, in
 * the order of its `checklist`. An illness that the catalogue does not name has the common ones only.
 */
export function requiredChecklist(
  plan: Pick<PlanVersion, 'cover' | 'review'>,
  illness: string,
): readonly ChecklistItem[] {
  const codes = plan.cover.illnesses.find(({ code }) => code === illness)?.checklist ?? []
  const own = codes.map((code) => {
    const item = plan.review.illnessChecklist?.find((one) => one.code === code)
    if (!item) throw new Error(`the plan's illness ${illness} asks for an unknown checklist item ${code}`)
    return item
  })
  return [...plan.review.checklist, ...own]
}
