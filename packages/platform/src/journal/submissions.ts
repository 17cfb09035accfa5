import { parseReceipt, refuse } from '@tongzhou/core'
import { commit, type Outcome, system } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { openMemberNote } from './member-note.ts'

/** A statement that a member took is on its way into the log. */
export interface SubmittedStatement {
  readonly statement: string
  readonly receivedBy: string
}

/**
 * Records that a member received a statement: its receipt is the proof, and the log gets the statement's hash. The same receipt
 * again is the same record. Refusals: those of `openMemberNote`, receipt-malformed, log-unknown (it is for another log),
 * idempotency-key-reused (another receipt of this member for this statement).
 */
export async function submitStatement(platform: Platform, note: string): Promise<Outcome<SubmittedStatement>> {
  const opened = await openMemberNote(platform.database, note, 'receiptKey')
  if (!opened.accepted) return opened
  const receipt = parseReceipt(opened.text)
  if (receipt === null) return refuse('receipt-malformed')
  if (receipt.origin !== opened.origin) return refuse('log-unknown', { origin: opened.origin })
  const { statement } = receipt
  const submitted = { statement, receivedBy: opened.member }
  const facts = { ...submitted, receivedAt: receipt.receivedAt.toString() }
  const key = `statement:${opened.member}:${statement}`
  return commit(platform, { key, kind: 'submit-statement', actor: system, content: facts }, async (unit) => ({
    answer: submitted,
    rows: [],
    events: [{ id: unit.newId(), kind: 'statement-submitted', subject: `member/${opened.member}`, plan: null, facts }],
  }))
}
