import { ifPersonalData, refuse } from '@tongzhou/core'
import { commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { loadDispute } from './dispute-store.ts'
import { hidePostRow, insertPost } from './post-store.ts'
import { claimOf, type DisputeCommand, partiesOf } from './prepare-dispute.ts'
import { seatOf } from './seat-store.ts'

/** A juror says something to the others of the case. Refusals: dispute-not-found, not-seated, dispute-not-in-status, text-missing, personal-data-in-text. */
export function postWords(
  platform: Platform,
  command: DisputeCommand & { readonly words: string },
): Promise<Outcome<null>> {
  const { actor, dispute: reference, key, words } = command
  return commit<null>(platform, { key, kind: 'post-words', actor, content: { reference, words } }, async (unit) => {
    const { now, reader } = unit
    const stored = await loadDispute(platform, reader, { reference })
    if (!stored) return refuse('dispute-not-found', { dispute: reference })
    const seat = await seatOf(reader, stored.disputeId, actor.personId!)
    if (!seat?.seated) return refuse('not-seated')
    const { status } = stored.dispute
    if (status !== 'voting') return refuse('dispute-not-in-status', { status, allowed: 'voting' })
    if (words.trim() === '') return refuse('text-missing', {}, { field: 'words' })
    const claim = await claimOf(platform, reader, stored)
    const parties = claim ? await partiesOf(platform, reader, claim) : []
    const personal = ifPersonalData(words, parties, 'words')
    if (personal) return personal
    const { disputeId, pseudonym } = seat
    return { answer: null, events: [], rows: [insertPost({ disputeId, pseudonym, words, now })] }
  })
}

/** A moderator takes a post out of view, with the reason. Refusals: dispute-not-found (also for a post that is hidden already), text-missing. */
export function hidePost(
  platform: Platform,
  command: DisputeCommand & { readonly post: bigint; readonly reason: string },
): Promise<Outcome<null>> {
  const { actor, dispute: reference, key, post, reason } = command
  const content = { reference, post, reason }
  return commit<null>(platform, { key, kind: 'hide-post', actor, content }, async ({ now, reader }) => {
    const stored = await loadDispute(platform, reader, { reference })
    const notFound = refuse('dispute-not-found', { dispute: reference })
    if (!stored) return notFound
    if (reason.trim() === '') return refuse('text-missing', {}, { field: 'reason' })
    const hidden = { disputeId: stored.disputeId, post, reason, by: actor.personId!, now }
    return { answer: null, events: [], rows: [{ write: hidePostRow(hidden), orRefuse: notFound }] }
  })
}
