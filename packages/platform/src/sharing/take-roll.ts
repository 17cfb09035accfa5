import { takeRoll as decideRoll, planReference, type Refused, refuse } from '@tongzhou/core'
import { commit, type Outcome, system } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { type KnownPeriod, knownPeriod } from './period-state.ts'
import { periodSubject } from './publish-period.ts'
import { countSlice, finishRoll, insertCharges, type RollSlice, rollSlices, tidyCharges } from './store.ts'

export interface RollAnswer {
  readonly period: string
  /** Participants on the roll. */
  readonly count: string
}

/** Connections that a roll takes: with more the others would wait for them, with one the disk waits for the processor. */
const slicesAtOnce = 2

/** Told after each slice: slices done and slices in all. */
export type RollProgress = (done: number, of: number) => void

/**
 * Takes the roll of a period: everyone in the plan at 00:00 of the publicity day, set-based, one transaction a slice.
 * Killed it goes on with the next slice, twice at once each slice is counted once. Refusals: period-unknown, those of
 * `takeRoll` in core.
 */
export async function takeRoll(
  platform: Platform,
  planCode: string,
  code: string,
  progress: RollProgress = () => {},
): Promise<Outcome<RollAnswer> | Refused> {
  const known = await knownPeriod(platform.database, planCode, code)
  if (!known) return refuse('period-unknown', { period: code })
  const decision = decideRoll(known.state, platform.clock.now())
  if (!decision.accepted) return decision
  const slices = await rollSlices(platform.database, known.stored!.periodId)
  let [next, done] = [0, 0]
  const takeSlices = async () => {
    for (let slice = slices[next++]; slice; slice = slices[next++]) {
      if (slice.counted === null) await takeSlice(platform, known, slice)
      done += 1
      progress(done, slices.length)
    }
  }
  // After a fault no other slice is begun.
  const stop = (fault: unknown) => {
    next = slices.length
    throw fault
  }
  await Promise.all(Array.from({ length: slicesAtOnce }, () => takeSlices().catch(stop)))
  // Without statistics of a table that has just been filled the planner sorts it all for every stretch of it. And whoever reads it first
  // looks at each row whether it is visible, and writes that down: in a close, which holds locks, that took half as long again.
  await tidyCharges(known.stored!.periodId).execute(platform.database)
  return finish(platform, known)
}

async function takeSlice(platform: Platform, { plan, stored }: KnownPeriod, slice: RollSlice): Promise<void> {
  const { periodId, publicityDay } = stored!
  const content = { periodId, slice: slice.sliceNo }
  const command = { key: `roll:${periodId}:${slice.sliceNo}`, kind: 'take-roll-slice', actor: system, content }
  // Where the waiting do not share, one joined at least the waiting days before.
  const { days } = plan.waitingPeriod
  const joinedBefore = plan.sharing.waitingShare ? publicityDay : publicityDay.subtract({ days: Math.max(days - 1, 0) })
  await commit(platform, command, async () => ({
    answer: null,
    rows: [
      {
        write: insertCharges(stored!, slice, joinedBefore),
        thenCounted: (rows) => countSlice(periodId, slice.sliceNo, rows),
      },
    ],
    events: [],
  }))
}

function finish(platform: Platform, { plan, stored }: KnownPeriod): Promise<Outcome<RollAnswer>> {
  const { periodId, planCode, code, publicityDay } = stored!
  const command = { key: `roll:${periodId}`, kind: 'take-roll', actor: system, content: { periodId } }
  return commit<RollAnswer>(platform, command, async (unit) => {
    const slices = await rollSlices(unit.reader, periodId)
    const count = slices.reduce((sum, slice) => sum + slice.counted!, 0n)
    const facts = { publicityDay, count }
    const subject = periodSubject(planCode, code)
    const event = { id: unit.newId(), kind: 'roll-taken' as const, subject, plan: planReference(plan), facts }
    return {
      answer: { period: code, count: count.toString() },
      rows: [
        { write: finishRoll(periodId, count, unit.now), orRefuse: refuse('roll-already-taken', { period: code }) },
      ],
      events: [event],
    }
  })
}
