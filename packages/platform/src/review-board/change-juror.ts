import { refuse } from '@tongzhou/core'
import { commit, type Effects, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { planInForce } from '../participants/index.ts'
import { type JurorCommand, jurorEvent } from './juror-command.ts'
import { type JurorStatus, jurorOf, moveJuror } from './juror-store.ts'

export interface JurorStatusAnswer {
  readonly plan: string
  readonly status: JurorStatus
}

/** Is not drawn until `resumeJuror`. Refusals: not-a-juror, juror-suspended, juror-not-in-status. */
export function pauseJuror(platform: Platform, command: JurorCommand): Promise<Outcome<JurorStatusAnswer>> {
  return change(platform, command, 'pause-juror', ['active'], 'paused')
}

/** Can be drawn again. Refusals: not-a-juror, juror-suspended, juror-not-in-status. */
export function resumeJuror(platform: Platform, command: JurorCommand): Promise<Outcome<JurorStatusAnswer>> {
  return change(platform, command, 'resume-juror', ['paused'], 'active')
}

/**
 * Gives the office up; record and weight stay for the day on which the person passes again. Who is suspended can't wash
 * it off by leaving. Refusals: not-a-juror, juror-suspended, juror-not-in-status.
 */
export function leaveJurors(platform: Platform, command: JurorCommand): Promise<Outcome<JurorStatusAnswer>> {
  return change(platform, command, 'leave-jurors', ['active', 'paused'], 'left')
}

function change(
  platform: Platform,
  { actor, key, planCode }: JurorCommand,
  kind: string,
  from: readonly JurorStatus[],
  to: JurorStatus,
): Promise<Outcome<JurorStatusAnswer>> {
  const command = { key, kind, actor, content: { plan: planCode } }
  return commit<JurorStatusAnswer>(platform, command, async (unit) => {
    const juror = await jurorOf(unit.reader, actor.personId, planCode, { lock: true })
    if (!juror) return refuse('not-a-juror')
    if (juror.status === 'suspended') return refuse('juror-suspended')
    if (!from.includes(juror.status)) return refuse('juror-not-in-status', { status: juror.status })
    const rows = [moveJuror(juror.jurorId, from, to, unit.now)]
    const answer: JurorStatusAnswer = { plan: planCode, status: to }
    if (to !== 'left') return { answer, rows, events: [] } satisfies Effects<JurorStatusAnswer>
    const plan = await planInForce(unit.reader, planCode, unit.now)
    if ('accepted' in plan) return plan
    return { answer, rows, events: [{ ...jurorEvent(unit, 'juror-ended', plan, 'left'), role: 'juror' }] }
  })
}
