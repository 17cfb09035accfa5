import { type ConsentKind, refuse } from '@tongzhou/core'
import { sql } from 'kysely'
import { commit, type Outcome } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import type { ParticipantCommand } from './leave-plan.ts'
import { ownParticipant } from './own-participant.ts'

export type WithdrawConsentCommand = ParticipantCommand & { readonly consent: ConsentKind }

export interface ConsentState {
  readonly consentNo: number
  readonly given: boolean
  readonly wordingVersion: number
}

/** The latest answer to each consent that was asked of a participant. */
export async function consentsOf(
  reader: Reader,
  participantId: bigint,
): Promise<Readonly<Partial<Record<ConsentKind, ConsentState>>>> {
  const { rows } = await sql<{ kind: ConsentKind; consent_no: number; given: boolean; wording_version: number }>`
    select distinct on (kind) kind, consent_no, given, wording_version from consents
    where participant_id = ${participantId} order by kind, consent_no desc`.execute(reader)
  return Object.fromEntries(
    rows.map((row) => [row.kind, { consentNo: row.consent_no, given: row.given, wordingVersion: row.wording_version }]),
  )
}

/**
 * Withdraws one consent, for oneself or for whom one pays. Membership goes on; what needs the consent (reviewing a claim,
 * publishing it) asks for it again. Refused: not-your-participant, consent-not-given.
 */
export function withdrawConsent(
  platform: Platform,
  { key, actor, participantId, consent }: WithdrawConsentCommand,
): Promise<Outcome<{ readonly participantId: string; readonly consent: ConsentKind }>> {
  const command = { key, kind: 'withdraw-consent', actor, content: { participantId, consent } }
  return commit(platform, command, async (unit) => {
    const participant = await ownParticipant(unit, actor, participantId)
    if ('accepted' in participant) return participant
    const latest = (await consentsOf(unit.reader, participantId))[consent]
    if (!latest?.given) return refuse('consent-not-given', { consent }, { field: 'consent' })
    const withdrawal = sql`
      insert into consents (participant_id, kind, consent_no, given, wording_version, recorded_at)
      values (${participantId}, ${consent}, ${latest.consentNo + 1}, false, ${latest.wordingVersion}, ${unit.now})`
    return { answer: { participantId: String(participantId), consent }, rows: [withdrawal], events: [] }
  })
}
