import { type Dispute, evolveDispute, planReference, refuse } from '@tongzhou/core'
import { commit, type JournalEvent, type Outcome, system } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { loadDispute, type StoredDispute } from './dispute-store.ts'
import { type DisputeAnswer, disputeJournalEvent } from './take-dispute-step.ts'

/**
 * Tells the log of a dispute whose case file is sealed, all its steps so far at once and in the board's own role. Written when they
 * happen they would stand beside the claim's steps, by the claimant and the reviewer, while a control case is the work of one
 * operator in one moment: any juror could tell a control case from a real one, and which claim theirs is about
 * (docs/decisions/0016-what-the-board-shows.md). What the sides said is not unwitnessed meanwhile: the claim's own step commits to
 * the words that opened the dispute. Refusals: dispute-not-in-status.
 */
export function tellDispute(platform: Platform, { reference }: StoredDispute): Promise<Outcome<DisputeAnswer>> {
  const command = { key: `tell:${reference}`, kind: 'tell-dispute', actor: system, content: { reference } }
  return commit<DisputeAnswer>(platform, command, async ({ now, reader }) => {
    const stored = await loadDispute(platform, reader, { reference }, { lock: true })
    if (!stored) throw new Error(`there is no dispute ${reference}`)
    const { dispute, steps, told } = stored
    const { status } = dispute
    // Taken back meanwhile: then the log never hears of it.
    if (told || status !== 'ready') return refuse('dispute-not-in-status', { status, allowed: 'ready' })
    const { planCode, rulesVersion } = dispute.opened
    const plan = planReference({ plan: planCode, version: rulesVersion })
    const events: JournalEvent[] = []
    let sofar: Dispute | null = null
    for (const { event, eventId } of steps) {
      sofar = evolveDispute(sofar, event)
      events.push(disputeJournalEvent(eventId, reference, plan, event, now, sofar))
    }
    return { answer: { dispute: reference, status }, rows: [], events }
  })
}
