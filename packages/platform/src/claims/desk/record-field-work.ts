import { dayOf, refuse } from '@tongzhou/core'
import { commit, type Outcome } from '../../commit/commit.ts'
import type { Platform } from '../../commit/platform.ts'
import { planVersion } from '../../plans/index.ts'
import { openCaseAsOfficer } from '../open-case.ts'
import type { CaseCommand } from '../review-claim.ts'
import type { StoredClaim } from '../store.ts'
import { type FieldKind, fieldRecordsOf, insertFieldRecord } from './desk-store.ts'

const context = (recordId: string) => `field-record:${recordId}`

export interface RecordFieldWork extends CaseCommand {
  readonly kind: FieldKind
  readonly happenedOn: Temporal.PlainDate
  /** Of a cost: above zero. */
  readonly amountFen: bigint | null
  readonly text: string
}

/**
 * The assigned investigator records a visit, what somebody stated, or a cost, while the field check goes on. The report sums it up
 * and is a step of the claim. Refusals: those of `openCaseAsOfficer`, claim-not-in-status, text-missing,
 * amount-not-positive, field-work-in-future.
 */
export function recordFieldWork(
  platform: Platform,
  command: RecordFieldWork,
): Promise<Outcome<{ readonly recordId: string }>> {
  const { actor, amountFen, caseReference, happenedOn, key, kind, text } = command
  const content = { caseReference, kind, happenedOn: happenedOn.toString(), amountFen: String(amountFen), text }
  return commit(platform, { key, kind: 'record-field-work', actor, content }, async (unit) => {
    const opened = await openCaseAsOfficer(platform, unit.reader, actor, caseReference)
    if ('accepted' in opened) return opened
    const { claim, claimId, planCode, subjectKey } = opened.stored
    if (claim.status !== 'investigation') {
      return refuse('claim-not-in-status', { status: claim.status, allowed: 'investigation' })
    }
    if (text.trim() === '') return refuse('text-missing', {}, { field: 'text' })
    if ((kind === 'cost') !== (amountFen !== null && amountFen > 0n)) {
      return refuse('amount-not-positive', {}, { field: 'amountFen' })
    }
    const { timeZone } = await planVersion(unit.reader, planCode, claim.planVersion)
    const today = dayOf(unit.now, timeZone)
    if (Temporal.PlainDate.compare(happenedOn, today) > 0) {
      return refuse('field-work-in-future', { today: today.toString() }, { field: 'happenedOn' })
    }
    const recordId = unit.newId()
    const sealed = platform.vault.sealText(subjectKey, context(recordId), text)
    const record = { recordId, claimId, kind, happenedOn, amountFen, authorPersonId: actor.personId!, sealed }
    return { answer: { recordId }, rows: [insertFieldRecord({ ...record, recordedAt: unit.now })], events: [] }
  })
}

/** What was recorded in the field for a case, oldest first. */
export async function showFieldWork(platform: Platform, { claimId, subjectKey }: StoredClaim) {
  const records = await fieldRecordsOf(platform.database, claimId)
  return records.map(({ amountFen, happenedOn, kind, recordedAt, recordId, sealed }) => ({
    recordId,
    kind,
    happenedOn: happenedOn.toString(),
    amountFen: amountFen?.toString() ?? null,
    text: platform.vault.openText(subjectKey, context(recordId), sealed),
    at: recordedAt.toString(),
  }))
}
