import { refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { resolveDifferenceRow, type StatementDifference } from './statement-store.ts'

export interface ResolveDifferenceCommand {
  readonly key: string
  readonly actor: Actor
  readonly difference: Pick<StatementDifference, 'day' | 'kind' | 'movementKey'>
  /** What was found and done, in words; it stays beside the difference. */
  readonly resolution: string
}

/**
 * A finance officer writes down how a difference was resolved. Money is not moved by this: a correction is a booking or a
 * transfer of its own. Refused: text-missing, difference-not-open.
 */
export function resolveDifference(
  platform: Platform,
  { key, actor, difference, resolution }: ResolveDifferenceCommand,
): Promise<Outcome<{ readonly resolved: true }>> {
  const command = { key, kind: 'resolve-difference', actor, content: { ...difference, resolution } }
  return commit<{ resolved: true }>(platform, command, async (unit) => {
    if (resolution.trim() === '') return refuse('text-missing', {}, { field: 'resolution' })
    const write = resolveDifferenceRow(difference, resolution, actor.personId, unit.now)
    return { answer: { resolved: true }, rows: [{ write, orRefuse: refuse('difference-not-open') }], events: [] }
  })
}
