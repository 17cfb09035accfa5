import { setTimeout as pause } from 'node:timers/promises'
import { runAudits } from '../audits/run-audits.ts'
import { claimStepSource, claimsAreTheirSteps, publishedCaseSource } from '../claims/index.ts'
import type { Platform } from '../commit/platform.ts'
import { attestationsAsLogged, evidenceCheck, redactedPagesCheck, redactionSource } from '../evidence/index.ts'
import { planVersionsAsLogged, type StateCheck, type Verdict, type Verification, verify } from '../journal/index.ts'
import { postingsSource } from '../ledger/index.ts'
import { membershipCheck, rollSource } from '../participants/index.ts'
import { ballotsAsLogged, disputeStepSource, disputesAreTheirSteps, jurorsAsLogged } from '../review-board/index.ts'
import { manifestSource, periodsAsLogged, periodsRecomputed, runOffsAsLogged } from '../sharing/index.ts'
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
  secondLookAfterMilliseconds = settlingMilliseconds,
): Promise<Verdict> {
  const verification: Verification = {
    leafFile,
    sources: [
      claimStepSource,
      publishedCaseSource,
      disputeStepSource,
      postingsSource,
      rollSource,
      manifestSource,
      redactionSource(claimKey),
    ],
    checks: [
      planVersionsAsLogged,
      membershipCheck,
      claimsAreTheirSteps,
      periodsAsLogged,
      periodsRecomputed,
      runOffsAsLogged,
      attestationsAsLogged,
      evidenceCheck(files, claimKey),
      redactedPagesCheck(files, claimKey),
      jurorsAsLogged,
      disputesAreTheirSteps,
      ballotsAsLogged,
      auditsFindNothing,
    ],
    ...(progress && { progress }),
  }
  const verdict = await verify(platform, verification)
  if (verdict.clean) return verdict
  await pause(secondLookAfterMilliseconds)
  return verify(platform, verification)
}

/** The key subject of a claim. */
const claimKey = (claimId: string) => `claim:${claimId}`

/** What the log can't say by itself and no part looks at alone: every audit finds nothing. */
const auditsFindNothing: StateCheck = {
  name: 'audits',
  run: async (_platform, reader, progress) => {
    const audits = (from: Platform['database']) => runAudits(from, { progress: (done, of) => progress(done, of) })
    // One snapshot: what is written meanwhile would look wrong.
    const [finding] = reader.isTransaction
      ? await audits(reader)
      : await reader.transaction().setIsolationLevel('repeatable read').execute(audits)
    if (!finding) return null
    const { audit, detail, meaning, record } = finding
    return { problem: 'changed', record, detail: `${detail} (audit ${audit}: ${meaning})`, leafIndex: null }
  },
}
