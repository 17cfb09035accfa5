import { refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { type InsurancePartner, lockPartnerEdition, replacePartners } from './partner-store.ts'

export interface SetPartners {
  readonly key: string
  readonly actor: Actor
  /** Of the list as it was read, 0 where none was ever set. */
  readonly edition: number
  /** All of them, in the order in which they are shown. */
  readonly partners: readonly InsurancePartner[]
}

/**
 * Puts another list of insurers in the place of the one before, as its next edition. Visits that were counted stay. Refusals: partner-twice,
 * partners-changed (somebody set the list since it was read).
 */
export function setPartners(
  platform: Platform,
  { actor, edition, key, partners }: SetPartners,
): Promise<Outcome<{ edition: number }>> {
  const content = { edition, partners: partners as never }
  return commit(platform, { key, kind: 'set-insurance-partners', actor, content }, async ({ reader }) => {
    const codes = new Set(partners.map(({ code }) => code))
    if (codes.size < partners.length) return refuse('partner-twice', {}, { field: 'partners' })
    const newest = await lockPartnerEdition(reader)
    if (newest !== edition) return refuse('partners-changed', { edition: newest, read: edition }, { field: 'edition' })
    return { answer: { edition: edition + 1 }, rows: replacePartners(partners), events: [] }
  })
}
