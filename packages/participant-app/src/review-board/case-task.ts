import type { GetJurorsCasesResponse } from '@tongzhou/web-client'

export type MyCase = GetJurorsCasesResponse[number]

/** What a case wants of its juror now, or why nothing. */
export type CaseTask =
  | 'answer-seat'
  | 'take-seat'
  | 'vote'
  | 'voted'
  | 'waiting'
  | 'missed'
  | 'declined'
  | 'not-needed'
  | 'counting'
  | 'decided'
  | 'withdrawn'

const wanting: ReadonlySet<CaseTask> = new Set(['answer-seat', 'take-seat', 'vote'])

export function taskOf({ answer, mode, seated, status, voted }: Omit<MyCase, 'dispute' | 'plan' | 'dueAt'>): CaseTask {
  if (status === 'decided' || status === 'withdrawn') return status
  if (seated) return status === 'voting' ? (voted ? 'voted' : 'vote') : 'counting'
  if (mode === 'open' && status === 'voting') return 'take-seat'
  if (answer === 'declined') return 'declined'
  if (status === 'seating') return answer === null ? 'answer-seat' : 'waiting'
  return answer === null ? 'missed' : 'not-needed'
}

/** Whether somebody waits for this juror. */
export function isDue(one: MyCase): boolean {
  return wanting.has(taskOf(one))
}
