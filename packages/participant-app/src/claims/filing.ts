import type { PostClaimsData } from '@tongzhou/web-client'

/** What somebody has typed so far; kept as a draft. */
export interface Filing {
  readonly participantId: string
  readonly illness: string
  /** Which entry of the list was picked: an illness and its mild form have one code. */
  readonly entry: string
  readonly mild: boolean
  readonly cause: string
  readonly diagnosedOn: string
  readonly hospital: string
  readonly payeeName: string
  readonly payeeAccount: string
}

export const emptyFiling: Filing = {
  participantId: '',
  illness: '',
  entry: '',
  mild: false,
  cause: 'illness',
  diagnosedOn: '',
  hospital: '',
  payeeName: '',
  payeeAccount: '',
}

export const filingSteps = ['who', 'illness', 'diagnosis', 'payee', 'check'] as const
export type FilingStep = (typeof filingSteps)[number]

/** What is still missing in a step, by the name of its field; null where it is complete. */
export function missingIn(step: FilingStep, filing: Filing, today: string): string | null {
  switch (step) {
    case 'who':
      return filing.participantId === '' ? 'participantId' : null
    case 'illness':
      return filing.illness === '' ? 'illness' : null
    case 'diagnosis':
      if (filing.diagnosedOn === '') return 'diagnosedOn'
      if (filing.diagnosedOn > today) return 'future'
      return filing.hospital.trim() === '' ? 'hospital' : null
    case 'payee':
      if (filing.payeeName.trim() === '') return 'payeeName'
      return filing.payeeAccount.trim() === '' ? 'payeeAccount' : null
    case 'check':
      return null
  }
}

/** The step that the address asks for, or the first one before it that is not complete. */
export function openStep(wanted: string | null, filing: Filing, today: string): FilingStep {
  const at = Math.max(0, (filingSteps as readonly string[]).indexOf(wanted ?? ''))
  return filingSteps.slice(0, at).find((step) => missingIn(step, filing, today) !== null) ?? filingSteps[at]!
}

/** The step in which a refused field stands, by the field that the API names. */
export function stepOfField(field: string | undefined): FilingStep {
  if (field === 'participantId') return 'who'
  if (field === 'illness' || field === 'mild') return 'illness'
  return field?.startsWith('payee') ? 'payee' : 'diagnosis'
}

export function filingBody({ entry: _, ...filing }: Filing): PostClaimsData['body'] {
  return { ...filing, cause: filing.cause === 'accident' ? 'accident' : 'illness' }
}
