import { claimStepSource, claimsAreTheirSteps, publishedCaseSource } from '../claims/index.ts'
import type { Platform } from '../commit/platform.ts'
import { evidenceCheck } from '../evidence/index.ts'
import { type Verdict, type Verification, verify } from '../journal/index.ts'
import { postingsSource } from '../ledger/index.ts'
import { membershipCheck, rollSource } from '../participants/index.ts'
import { manifestSource, periodsRecomputed } from '../sharing/index.ts'
import type { Stores } from './stores.ts'

/** Recomputes the whole database and all sealed files against the log: what `tongzhou verify` and the nightly job run. */
export function verifyEverything(
  platform: Platform,
  { files, leafFile }: Pick<Stores, 'files' | 'leafFile'>,
  progress?: NonNullable<Verification['progress']>,
): Promise<Verdict> {
  return verify(platform, {
    leafFile,
    sources: [claimStepSource, publishedCaseSource, postingsSource, rollSource, manifestSource],
    checks: [
      membershipCheck,
      claimsAreTheirSteps,
      periodsRecomputed,
      evidenceCheck(files, (claimId) => `claim:${claimId}`),
    ],
    ...(progress && { progress }),
  })
}
