/**
 * Keys for the outside world, made from what they stand for, so that whoever asks again asks with the same key. They hold
 * numbers of ours and nothing about a person.
 */
export function debitKey(periodId: bigint, participantId: bigint, attemptNo: number): string {
  return `d.${periodId}.${participantId}.${attemptNo}`
}

export function batchKey(periodId: bigint, attemptNo: number, batchNo: number): string {
  return `b.${periodId}.${attemptNo}.${batchNo}`
}

export function transferKey(caseReference: string, partNo: number, attempt: number): string {
  return `t.${caseReference}.${partNo}.${attempt}`
}

/** Attempts that a payer asks for are numbered from here, clear of the plan's own attempts. */
export const firstArrearsAttempt = 1_001

/** The case, part and attempt of a transfer's key, or null where it is none. */
export function readTransferKey(key: string): { caseReference: string; partNo: number; attempt: number } | null {
  const match = /^t\.([0-9A-Z-]+)\.([1-9][0-9]{0,5})\.([1-9][0-9]{0,5})$/.exec(key)
  return match ? { caseReference: match[1]!, partNo: Number(match[2]), attempt: Number(match[3]) } : null
}
