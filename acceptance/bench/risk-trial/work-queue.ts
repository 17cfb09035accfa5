import type { RefusalReason } from '@tongzhou/core'
import { sql } from 'kysely'
import { refuseClaim, scoreClaims } from '../../../packages/platform/src/claims/index.ts'
import type { Actor } from '../../../packages/platform/src/commit/commit.ts'
import type { Chance } from '../../../packages/platform/src/demo/chance.ts'
import { answered, type Trial } from './live-through.ts'
import { inQueue, type ScoredCase } from './report.ts'
import type { TrialCase } from './trial-case.ts'

/** Cases that are opened before the scores follow what was decided of them: a day's work. */
const casesOfDay = 24
/** Of the frauds that a reviewer opens, how many are recognised as such, by papers, telephone or visit. */
const recognised = 0.85

const reviewer: Actor = { role: 'reviewer', personId: 9_000_001n }

/** Every case with its score of now. */
export async function scoresOf(
  { platform }: Trial,
  byReference: ReadonlyMap<string, TrialCase>,
): Promise<readonly ScoredCase[]> {
  const { rows } = await sql<{ case_reference: string; score: number; points: ScoredCase['points'] }>`
    select case_reference, score, points from claim_risks join claims using (claim_id)`.execute(platform.database)
  return rows.map(({ case_reference: reference, points, score }) => ({
    reference,
    one: byReference.get(reference)!,
    points,
    score,
  }))
}

/**
 * Opens a tenth of the cases, each day those with the highest scores of the day: frauds that are recognised are refused with their
 * code, and the queue follows. The references that were opened.
 */
export async function workQueue(
  trial: Trial,
  byReference: ReadonlyMap<string, TrialCase>,
  chance: Chance,
  say: (text: string) => void,
): Promise<ReadonlySet<string>> {
  const opened = new Set<string>()
  const wanted = Math.floor(byReference.size / 10)
  while (opened.size < wanted) {
    const queue = inQueue(await scoresOf(trial, byReference)).filter(({ reference }) => !opened.has(reference))
    for (const { one, reference } of queue.slice(0, Math.min(casesOfDay, wanted - opened.size))) {
      opened.add(reference)
      if (one.planted !== null && chance.happens(recognised)) await refuse(trial, reference, reasonFor(trial, one))
    }
    while ((await scoreClaims(trial.platform)) > 0);
    say(`${opened.size} of ${wanted} opened`)
  }
  return opened
}

async function refuse({ platform }: Trial, caseReference: string, reason: RefusalReason): Promise<void> {
  answered(await refuseClaim(platform, { key: `refuse:${caseReference}`, actor: reviewer, caseReference, reason }))
}

/** What is untrue in the declaration is no forged paper, and says nothing of others. */
function reasonFor({ plan }: Trial, { planted }: TrialCase): RefusalReason {
  const why = { clause: plan.review.clause, text: 'made up' }
  if (planted!.kind === 'known-illness') return { ...why, code: 'ill-before-joining' }
  if (planted!.kind !== 'undeclared') return { ...why, code: 'forged-evidence' }
  const { code: question } = plan.eligibility.healthQuestions[0]!
  return { ...why, code: 'undeclared-fact', undeclared: { question, bearing: 'made up' } }
}
