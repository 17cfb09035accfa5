import { hideSmallGroups } from '@tongzhou/core'
import { commit, system } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import { countedDay, groupsBy, replaceCounts } from './count-store.ts'

/** Counts a plan's participants at 00:00 of a day; a job calls it. Run again on the same day it does nothing. */
export async function countParticipants(platform: Platform, planCode: string, day: Temporal.PlainDate): Promise<void> {
  const command = {
    key: `count-participants:${planCode}:${day}`,
    kind: 'count-participants',
    actor: system,
    content: {},
  }
  await commit(platform, command, async () => ({
    answer: { day: day.toString() },
    rows: replaceCounts(planCode, day),
    events: [],
  }))
}

export interface ParticipantFigures {
  /** Null before the first count. */
  readonly day: string | null
  readonly total: number
  /** `30-39`: ten years, full years on the day. */
  readonly byAge: readonly { readonly ageBand: string; readonly count: number }[]
  /** First two digits of GB/T 2260; null for holders of other countries' documents. */
  readonly byRegion: readonly { readonly region: string | null; readonly count: number }[]
  /** Of those who stated it; empty where nobody did. Null for the others. */
  readonly byIncome: readonly { readonly incomeBand: string | null; readonly count: number }[]
}

/**
 * The newest count. Each division stands by itself, without small groups (`hideSmallGroups`): age and province together would make small
 * groups of large ones, and what is hidden in one could be reckoned from the other.
 */
export async function participantFigures(reader: Reader, planCode: string): Promise<ParticipantFigures> {
  const day = await countedDay(reader, planCode)
  const [ages, regions, incomes] = await Promise.all([
    groupsBy(reader, planCode, 'age'),
    groupsBy(reader, planCode, 'region'),
    groupsBy(reader, planCode, 'income'),
  ])
  const isStated = incomes.some(({ value }) => value !== '')
  return {
    day: day?.toString() ?? null,
    total: ages.reduce((sum, { count }) => sum + count, 0),
    byAge: hideSmallGroups(ages).map(({ count, value }) => ({ ageBand: `${value}-${Number(value) + 9}`, count })),
    byRegion: hideSmallGroups(regions).map(({ count, value }) => ({ region: value || null, count })),
    byIncome: hideSmallGroups(isStated ? incomes : []).map(({ count, value }) => ({
      incomeBand: value || null,
      count,
    })),
  }
}
