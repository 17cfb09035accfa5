import { eachApart } from '../../commit/each-apart.ts'
import type { Platform } from '../../commit/platform.ts'
import { readMissingFacts, type SealedFileStore } from '../../evidence/index.ts'
import { claimSubject } from '../store.ts'
import { scoreClaims } from './score-claims.ts'

/** What repeats: reads the facts of files that have none yet, and reckons the scores that are due. */
export async function keepRiskScores(platform: Platform, files: SealedFileStore): Promise<void> {
  await eachApart([() => readMissingFacts(platform, files, claimSubject), () => scoreClaims(platform)], (step) =>
    step(),
  )
}
