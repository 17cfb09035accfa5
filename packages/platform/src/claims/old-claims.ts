import { type Actor, commit } from '../commit/commit.ts'
import type { Counted, OldRecords, RetentionTerms } from '../commit/old-records.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { eraseClaims } from './person-data.ts'
import { countOldClaims, findOldClaims } from './person-data-store.ts'

/** References held in memory. */
const foundAtOnce = 500
const none: Counted = { count: 0, bytes: 0n }

/**
 * Claims that ended long ago and that nobody else had a part in: withdrawn, or refused for good, without publicity, dispute and payout. They are
 * erased whole, as when the claimant asks for it; an entry of the log says that it happened, not to which claim.
 */
export const oldClaims: OldRecords = {
  what: 'claims',
  count: async (reader, { before, planCode }) =>
    before === null ? none : countOldClaims(reader, { before, planCode }, 'erasable'),
  async erase(platform, actor, { before, planCode }, told) {
    if (before === null) return 0
    for (let done = 0; ; ) {
      const found = await findOldClaims(platform.database, { before, planCode }, foundAtOnce)
      if (found.length === 0) return done
      for (const one of found) {
        await eraseOne(platform, actor, one)
        done += 1
        told(done)
      }
    }
  },
}

/** Old claims that stay: others paid for them, or judged them. */
export async function keptClaims(reader: Reader, { before, planCode }: RetentionTerms): Promise<Counted> {
  return before === null ? none : countOldClaims(reader, { before, planCode }, 'kept')
}

/** An ended claim never goes on, so what was found stays so until the transaction. */
async function eraseOne(
  platform: Platform,
  actor: Actor,
  { caseReference, claimId }: { readonly caseReference: string; readonly claimId: string },
): Promise<void> {
  const command = { key: `erase-old-claim:${claimId}`, kind: 'erase-old-claim', actor, content: { caseReference } }
  const outcome = await commit<null>(platform, command, async ({ newId, now }) => {
    const id = newId()
    const event = {
      id,
      kind: 'personal-data-erased' as const,
      subject: `erasure/${id}`,
      plan: null,
      facts: { claims: 1 },
    }
    return { answer: null, rows: eraseClaims([claimId], now), events: [event] }
  })
  if (!outcome.accepted) throw new Error(`an old claim was not erased: ${outcome.refusal.code}`)
}
