import { setTimeout as pause } from 'node:timers/promises'
import { claimStepSource, claimsAreTheirSteps, publishedCaseSource } from '../claims/index.ts'
import type { Platform } from '../commit/platform.ts'
import { evidenceCheck } from '../evidence/index.ts'
import { type Verdict, type Verification, verify } from '../journal/index.ts'
import { postingsSource } from '../ledger/index.ts'
import { membershipCheck, rollSource } from '../participants/index.ts'
import { manifestSource, periodsRecomputed } from '../sharing/index.ts'
import type { Stores } from './stores.ts'

/** Longer than any transaction that writes a leaf and then its hash to the leaf file. */
const settlingMilliseconds = 2_000

/**
 * Recomputes the whole database and all sealed files against the log: what `tongzhou verify` and the nightly job run. Where a
 * server is at work a record may be looked at between its two halves (a leaf in the database, its hash not in the file yet): what is
 * found is looked at a second time, and only what is still there is told.
 */
export async function verifyEverything(
  platform: Platform,
  { files, leafFile }: Pick<Stores, 'files' | 'leafFile'>,
  progress?: NonNullable<Verification['progress']>,
): Promise<Verdict> {
  const verification: Verification = {
    leafFile,
    sources: [claimStepSource, publishedCaseSource, postingsSource, rollSource, manifestSource],
    checks: [
      membershipCheck,
      claimsAreTheirSteps,
      periodsRecomputed,
      evidenceCheck(files, (claimId) => `claim:${claimId}`),
    ],
    ...(progress && { progress }),
  }
  const verdict = await verify(platform, verification)
  if (verdict.clean) return verdict
  await pause(settlingMilliseconds)
  return verify(platform, verification)
}
