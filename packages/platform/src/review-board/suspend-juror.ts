import { refuse } from '@tongzhou/core'
import { commit, type Outcome, system, type Unit } from '../commit/commit.ts'
import { newId, type Platform } from '../commit/platform.ts'
import { openSubjectKey, personSubject } from '../identity/index.ts'
import { planInForce } from '../participants/index.ts'
import { type JurorCommand, jurorEvent, type PersonActor } from './juror-command.ts'
import { jurorOf, loadJuror, moveJuror } from './juror-store.ts'
import {
  decideSuspension,
  insertAppeal,
  insertSuspension,
  latestSuspension,
  loadSuspension,
  lockUnlogged,
  noteLogged,
  plansToLog,
  reinstateJuror,
  suspensionContext,
} from './juror-suspension-store.ts'

export interface SuspendJuror {
  readonly key: string
  readonly actor: PersonActor
  readonly jurorId: bigint
  readonly reason: string
}

/**
 * An operator suspends a juror for what the record doesn't count (words in a discussion, an offer taken), with a reason
 * that the juror is shown. Refusals: text-missing, juror-not-found, conflict-of-interest, juror-suspended.
 */
export function suspendJuror(platform: Platform, asked: SuspendJuror): Promise<Outcome<null>> {
  const { actor, jurorId, key, reason } = asked
  const command = { key, kind: 'suspend-juror', actor, content: { jurorId, reason } }
  return commit<null>(platform, command, async (unit) => {
    if (reason.trim() === '') return refuse('text-missing', {}, { field: 'reason' })
    const juror = await loadJuror(unit.reader, jurorId, { lock: true })
    if (!juror) return refuse('juror-not-found')
    if (juror.personId === actor.personId) return refuse('conflict-of-interest')
    if (juror.status === 'suspended') return refuse('juror-suspended')
    const plan = await planInForce(unit.reader, juror.planCode, unit.now)
    if ('accepted' in plan) return plan
    const event = jurorEvent(unit, 'juror-ended', plan, 'suspended-by-operator', juror.status === 'left' ? 0 : 1)
    const write = insertSuspension({
      jurorId,
      statusBefore: juror.status,
      suspendedBy: actor.personId,
      sealedReason: await sealed(platform, unit, juror, 'reason', reason),
      eventId: event.id,
      now: unit.now,
    })
    const rows = [
      { write, orRefuse: refuse('juror-suspended') },
      moveJuror(jurorId, [juror.status], 'suspended', unit.now),
    ]
    return { answer: null, rows, events: [event] }
  })
}

/**
 * A suspended juror asks the operator to look again, once. Refusals: text-missing, not-a-juror, juror-not-suspended,
 * appeal-already-made.
 */
export function appealSuspension(
  platform: Platform,
  { actor, key, planCode, text }: JurorCommand & { readonly text: string },
): Promise<Outcome<null>> {
  const command = { key, kind: 'appeal-suspension', actor, content: { plan: planCode, text } }
  return commit<null>(platform, command, async (unit) => {
    if (text.trim() === '') return refuse('text-missing', {}, { field: 'text' })
    const juror = await jurorOf(unit.reader, actor.personId, planCode, { lock: true })
    if (!juror) return refuse('not-a-juror')
    const suspension = await latestSuspension(unit.reader, juror.jurorId)
    if (juror.status !== 'suspended' || !suspension) return refuse('juror-not-suspended')
    const write = insertAppeal(suspension.suspensionId, await sealed(platform, unit, juror, 'appeal', text), unit.now)
    return { answer: null, rows: [{ write, orRefuse: refuse('appeal-already-made') }], events: [] }
  })
}

export interface DecideAppeal {
  readonly key: string
  readonly actor: PersonActor
  readonly suspensionId: bigint
  /** Whether the juror may serve again. */
  readonly upheld: boolean
  readonly text: string
}

/**
 * An operator decides over an appeal, not one about themselves, nor about a suspension of their own. Upheld, the juror is
 * back with a clean record. Refusals: text-missing, appeal-not-found, conflict-of-interest, same-person-twice,
 * appeal-already-decided.
 */
export function decideAppeal(platform: Platform, asked: DecideAppeal): Promise<Outcome<null>> {
  const { actor, key, suspensionId, text, upheld } = asked
  const command = { key, kind: 'decide-juror-appeal', actor, content: { suspensionId, upheld, text } }
  return commit<null>(platform, command, async (unit) => {
    if (text.trim() === '') return refuse('text-missing', {}, { field: 'text' })
    const suspension = await loadSuspension(unit.reader, suspensionId)
    if (!suspension || suspension.appealedAt === null) return refuse('appeal-not-found')
    if (suspension.personId === actor.personId) return refuse('conflict-of-interest')
    if (suspension.suspendedBy === actor.personId) return refuse('same-person-twice')
    const write = decideSuspension({
      suspensionId,
      upheld,
      decidedBy: actor.personId,
      sealedDecision: await sealed(platform, unit, suspension, 'decision', text),
      now: unit.now,
    })
    const decided = { write, orRefuse: refuse('appeal-already-decided') }
    if (!upheld) return { answer: null, rows: [decided], events: [] }
    const plan = await planInForce(unit.reader, suspension.planCode, unit.now)
    if ('accepted' in plan) return plan
    const back = suspension.statusBefore === 'left' ? 0 : 1
    const event = jurorEvent(unit, 'juror-admitted', plan, 'appeal-upheld', back)
    return { answer: null, rows: [decided, reinstateJuror(suspensionId, unit.now)], events: [event] }
  })
}

/**
 * Puts suspensions by record on the log, one entry a plan with their number: the set-based count of a dispute writes none.
 * For the daily work; run twice it does nothing. Returns how many suspensions it logged.
 */
export async function logSuspensions(platform: Platform): Promise<number> {
  let logged = 0
  for (const planCode of await plansToLog(platform.database)) {
    // What is unlogged is read and locked inside, so a key of its own repeats nothing.
    const command = { key: newId(platform.dice), kind: 'log-suspensions', actor: system, content: { plan: planCode } }
    const outcome = await commit<{ readonly logged: number }>(platform, command, async (unit) => {
      const { jurors, suspensionIds } = await lockUnlogged(unit.reader, planCode)
      const answer = { logged: suspensionIds.length }
      if (suspensionIds.length === 0) return { answer, rows: [], events: [] }
      const plan = await planInForce(unit.reader, planCode, unit.now)
      if ('accepted' in plan) return plan
      const event = jurorEvent(unit, 'juror-ended', plan, 'suspended-by-record', jurors)
      return { answer, rows: [noteLogged(suspensionIds, event.id)], events: [event] }
    })
    if (!outcome.accepted) throw new Error(`suspensions of ${planCode}: ${outcome.refusal.code}`)
    logged += outcome.event.answer.logged
  }
  return logged
}

async function sealed(
  platform: Platform,
  unit: Unit,
  { jurorId, personId }: { readonly jurorId: bigint; readonly personId: bigint },
  part: 'reason' | 'appeal' | 'decision',
  text: string,
): Promise<Uint8Array> {
  const subjectKey = await openSubjectKey(platform, unit.reader, personSubject(personId))
  return platform.vault.sealText(subjectKey, suspensionContext(jurorId, part, unit.now), text)
}
