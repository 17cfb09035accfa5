import { dayOf, publishPeriod as decidePublication, planReference, type Refused, refuse } from '@tongzhou/core'
import { approvedForPublicity, publishCases, type SharedCase } from '../claims/index.ts'
import { type Actor, commit, type Outcome, type Unit } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { waitingForQuorum } from '../journal/index.ts'
import { knownPeriod } from './period-state.ts'
import { createPartition, insertPeriod, insertSlices, nextPeriodId, takeTurnsPublishing } from './store.ts'

export interface PeriodCommand {
  readonly key: string
  readonly actor: Actor
  readonly planCode: string
  readonly code: string
}

export interface PublishedAnswer {
  readonly period: string
  readonly cases: number
}

/** The journal subject of a period. */
export function periodSubject(planCode: string, code: string): string {
  return `period/${planCode}/${code}`
}

/**
 * Makes the approved cases of a plan public with a period and prepares its roll. Refusals: period-unknown, those of
 * `publishPeriod` in core, cases-not-final.
 */
export function publishPeriod(platform: Platform, command: PeriodCommand): Promise<Outcome<PublishedAnswer>> {
  const { key, actor, planCode, code } = command
  const content = { planCode, code }
  return commit<PublishedAnswer>(platform, { key, kind: 'publish-period', actor, content }, async (unit) => {
    // There is no row to lock yet, and two at once would both take the approved cases.
    await takeTurnsPublishing(unit.reader, planCode)
    const known = await knownPeriod(unit.reader, planCode, code)
    if (!known) return refuse('period-unknown', { period: code })
    const decision = decidePublication(known.plan, known.state, unit.now)
    if (!decision.accepted) return decision
    const waiting = await casesNotFinal(unit.reader, await approvedForPublicity(unit.reader, planCode))
    if (waiting) return waiting
    return publication(platform, unit, command, known)
  })
}

/** Nothing becomes public, and nothing is shared, before the consortium has countersigned what it rests on. */
export async function casesNotFinal(reader: Reader, cases: readonly SharedCase[]): Promise<Refused | null> {
  const subjects = cases.map(({ caseReference }) => `claim/${caseReference}`)
  const waiting = await waitingForQuorum(reader, subjects)
  return waiting.length === 0 ? null : refuse('cases-not-final', { waiting: waiting.length })
}

type Known = NonNullable<Awaited<ReturnType<typeof knownPeriod>>>

async function publication(platform: Platform, unit: Unit, { actor, planCode, code }: PeriodCommand, known: Known) {
  const { plan, calendar } = known
  const periodId = await nextPeriodId(unit.reader)
  const { publicityDay, sharingDay, objectionsUntil } = calendar
  const publishedOn = dayOf(unit.now, plan.timeZone)
  const cases = await publishCases(platform, unit, actor, { planCode, period: code, objectionsUntil, publishedOn })
  const period = { periodId, planCode, code, planVersion: plan.version, publicityDay, sharingDay, objectionsUntil }
  const published = {
    id: unit.newId(),
    kind: 'period-published' as const,
    subject: periodSubject(planCode, code),
    plan: planReference(plan),
    facts: { publicityDay, sharingDay, objectionsUntil, cases: cases.cases.length },
  }
  return {
    answer: { period: code, cases: cases.cases.length },
    rows: [
      { write: insertPeriod(period, unit.now), orRefuse: refuse('period-already-published', { period: code }) },
      ...createPartition(periodId),
      insertSlices(periodId),
      ...cases.rows,
    ],
    events: [published, ...cases.events],
  }
}
