import { accept, type Decision, refuse } from '../decision.ts'

export const correctedFields = ['name', 'phone', 'document'] as const
export type CorrectedField = (typeof correctedFields)[number]

/** What is known of the person whose record is corrected. Values are in their one canonical form. */
export interface CorrectionState {
  readonly isSelf: boolean
  readonly holdsOffice: boolean
  readonly value: string | null
  readonly bornOn: Temporal.PlainDate | null
}

export interface Correction {
  readonly field: CorrectedField
  readonly value: string
  readonly reason: string
  /** Of the new document; null for other fields. */
  readonly bornOn: Temporal.PlainDate | null
}

export type CorrectionRefusal =
  | 'text-missing'
  | 'own-record'
  | 'officer-sign-in'
  | 'nothing-to-correct'
  | 'birth-date-logged'
  | 'nothing-corrected'

/**
 * May this be corrected in somebody's record? Refused, in this order: no reason (text-missing); one's own record; the phone number of
 * somebody who holds an office, by which another would sign in as them (officer-sign-in); a name or document of somebody who has shown none
 * (nothing-to-correct); a document with another day of birth, because the log's daily rolls hold that day (birth-date-logged); what stands
 * there already (nothing-corrected).
 */
export function correctPerson(
  state: CorrectionState,
  { bornOn, field, reason, value }: Correction,
): Decision<{ readonly field: CorrectedField; readonly reason: string }, CorrectionRefusal> {
  if (reason.trim() === '') return refuse('text-missing', {}, { field: 'reason' })
  if (state.isSelf) return refuse('own-record')
  if (field === 'phone' && state.holdsOffice) return refuse('officer-sign-in')
  if (field !== 'phone' && state.value === null) return refuse('nothing-to-correct', {}, { field: 'field' })
  if (field === 'document' && !(bornOn !== null && state.bornOn !== null && bornOn.equals(state.bornOn)))
    return refuse('birth-date-logged', {}, { field: 'value' })
  if (value === state.value) return refuse('nothing-corrected', {}, { field: 'value' })
  return accept({ field, reason: reason.trim() })
}
