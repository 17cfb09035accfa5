import {
  dayOf,
  defaultRiskWeights,
  explainSignal,
  findSignals,
  type Risk,
  type Text,
  type WeighedSignal,
  weighSignals,
} from '@tongzhou/core'
import { commit, system } from '../../commit/commit.ts'
import { eachApart } from '../../commit/each-apart.ts'
import { newId, type Platform, type Write } from '../../commit/platform.ts'
import { comparePictures } from '../../evidence/index.ts'
import { planVersion } from '../../plans/index.ts'
import { claimSubject, loadClaim, type StoredClaim } from '../store.ts'
import { gatherFacts } from './gather-facts.ts'
import { type Mark, marksOf, papersOf, type ReadPaperFacts } from './marks.ts'
import { type PlanRates, planRates } from './rates-store.ts'
import {
  type DueClaim,
  dueClaimOf,
  dueForScoring,
  insertMarks,
  loadRiskSettings,
  markOutdated,
  saveRisk,
} from './store.ts'

/** Claims of one run of the job, and of one transaction: a quarter of a second each where pictures are compared, and a stop waits for a run. */
const claimsPerRun = 25
const noRisk: Risk = { score: 0, signals: [] }

/** A claim with what it may have in common with others. */
interface MarkedClaim {
  readonly due: DueClaim
  readonly stored: StoredClaim
  readonly marks: readonly Mark[]
  readonly papers: ReadonlyMap<string, ReadPaperFacts>
}

/**
 * Reckons the scores that are due: of claims that are new or have changed, that others turned out to have something in common with, under
 * new weights, or a day old. Run again it goes on; returns how many it scored. A score orders the queue and decides nothing.
 */
export async function scoreClaims(platform: Platform): Promise<number> {
  const due = await dueForScoring(platform.database, platform.clock.now(), claimsPerRun)
  if (due.length > 0) await scoreTogether(platform, due)
  return due.length
}

/** All at once; where one of them does not open, each by itself, so that the others have their scores. */
async function scoreTogether(platform: Platform, due: readonly DueClaim[]): Promise<void> {
  try {
    await scoreAll(platform, due)
  } catch (fault) {
    if (due.length === 1) throw fault
    await eachApart(due, (one) => scoreAll(platform, [one]))
  }
}

export interface ExplainedRisk {
  readonly score: number
  readonly signals: readonly (WeighedSignal & { readonly reason: Text })[]
}

/** The score of one claim as of now, with the reason of each signal; stored as well. */
export async function riskOfClaim(platform: Platform, stored: StoredClaim): Promise<ExplainedRisk> {
  const due = await dueClaimOf(platform.database, stored.claimId)
  const [risk] = await scoreAll(platform, [due])
  const signals = risk!.signals.map((signal) => ({ ...signal, reason: explainSignal(signal) }))
  return { score: risk!.score, signals }
}

/** All marks are written, and pictures compared, before any score is reckoned, so that two new claims see each other. */
async function scoreAll(platform: Platform, due: readonly DueClaim[]): Promise<readonly Risk[]> {
  const marked = await Promise.all(due.map((one) => markClaim(platform, one)))
  const found = marked.filter((one) => one !== null)
  const { database } = platform
  const marks = found.map(({ marks: ofClaim, stored: { claim, claimId, planCode } }) =>
    insertMarks({ claimId, planCode, filedOn: claim.filedOn }, ofClaim),
  )
  const compared: Write[] = []
  for (const { stored } of found) compared.push(...(await comparePictures(platform, claimSubject, stored.claimId)))
  await write(platform, [...marks, ...compared])
  const ratesFor = ratesOfPlans(platform)
  const rows: Write[] = []
  const risks: Risk[] = []
  const now = platform.clock.now()
  for (const [index, one] of marked.entries()) {
    const { claimId, stepCount } = due[index]!
    const settings = one && (await loadRiskSettings(database, one.stored.planCode))
    const assessed = one && (await assess(platform, one, settings, await ratesFor(one.stored)))
    const risk = assessed?.risk ?? noRisk
    risks.push(risk)
    if (assessed && one.due.changed) rows.push(markOutdated(assessed.linkedClaimIds))
    rows.push(saveRisk({ claimId, stepCount, settingsNo: settings?.settingsNo ?? 0, now }, risk))
  }
  await write(platform, rows)
  return risks
}

/** A plan's rates as of today, counted once for all claims of it that are scored together. */
function ratesOfPlans({ clock, database }: Platform): (stored: StoredClaim) => Promise<PlanRates> {
  const counted = new Map<string, Promise<PlanRates>>()
  const count = async ({ claim, planCode }: StoredClaim) => {
    const { timeZone } = await planVersion(database, planCode, claim.planVersion)
    return planRates(database, planCode, dayOf(clock.now(), timeZone))
  }
  return (stored) => {
    const known = counted.get(stored.planCode) ?? count(stored)
    counted.set(stored.planCode, known)
    return known
  }
}

/** Null where the claim's data was erased: it has no score any more. */
async function markClaim(platform: Platform, due: DueClaim): Promise<MarkedClaim | null> {
  const stored = await loadClaim(platform, platform.database, due.caseReference)
  if (!stored) return null
  const papers = await papersOf(platform, stored)
  return { due, stored, papers, marks: await marksOf(platform, stored, papers) }
}

async function assess(
  platform: Platform,
  { marks, papers, stored }: MarkedClaim,
  settings: Awaited<ReturnType<typeof loadRiskSettings>>,
  rates: PlanRates,
) {
  const attesting = settings?.attestingHospitals ?? []
  const { facts, linkedClaimIds } = await gatherFacts(platform, stored, marks, papers, attesting, rates)
  return { risk: weighSignals(findSignals(facts), settings?.weights ?? defaultRiskWeights), linkedClaimIds }
}

async function write(platform: Platform, rows: readonly Write[]): Promise<void> {
  // What is reckoned has no key of its own: reckoned twice it is the same.
  const command = { key: newId(platform.dice), kind: 'score-claims', actor: system, content: {} }
  const outcome = await commit<null>(platform, command, async () => ({ answer: null, rows, events: [] }))
  if (!outcome.accepted) throw new Error(`scores were refused: ${outcome.refusal.code}`)
}
