import type { ReadEntry } from '@tongzhou/core'
import { type CaseState, filedCase } from './case-state.ts'
import { dayOfFact, planCodeOf, textOf } from './facts.ts'

/** The case after an entry (null: it is over and forgotten), and what promise the entry breaks. */
export interface CheckedCase {
  readonly state: CaseState | null
  readonly broken: string | null
}

const money = new Set(['claim-settled', 'payout-sent', 'claim-paid'])

/**
 * Follows one case through the log. A payout stands on evidence, on a decision (two people's where a second was asked for, or
 * the verdict of a dispute, which hears its own evidence), on publicity whose days for objections are over, and on the close of its
 * period. Source: the plans' terms of review, publicity and sharing.
 */
export function checkCase(state: CaseState | null, entry: ReadEntry): CheckedCase {
  if (entry.kind === 'claim-filed') {
    return state === null ? fine(filedCase) : { state, broken: 'the case was filed twice' }
  }
  if (state === null) {
    return { state, broken: money.has(entry.kind) ? 'the log has no open case of this name' : null }
  }
  switch (entry.kind) {
    case 'claim-settled':
      return checkSettlement(state, entry)
    case 'payout-sent':
      return { state, broken: state.settled ? null : (whyNotSettled(state) ?? 'the case is not settled') }
    case 'claim-paid':
      return { state: null, broken: state.settled ? null : (whyNotSettled(state) ?? 'the case is not settled') }
    case 'claim-closed':
    case 'claim-withdrawn':
    case 'refusal-accepted':
      return fine(null)
    default:
      return followCase(state, entry)
  }
}

const fine = (state: CaseState | null): CheckedCase => ({ state, broken: null })

function followCase(state: CaseState, entry: ReadEntry): CheckedCase {
  switch (entry.kind) {
    case 'evidence-added':
      return fine({ ...state, evidence: true })
    case 'approval-proposed':
      return fine({ ...state, twoPersons: true, proposed: true })
    case 'approval-returned':
      return fine({ ...state, proposed: false })
    case 'claim-approved':
      return checkApproval(state)
    case 'claim-refused':
      return fine({ ...state, approved: 'no', proposed: false })
    case 'verdict-received':
      return followVerdict(state, entry)
    case 'claim-published':
      return checkPublication(state, entry)
    case 'objection-raised':
      return fine({ ...state, openObjections: state.openObjections + 1 })
    case 'objection-dismissed':
      return fine({ ...state, openObjections: Math.max(0, state.openObjections - 1) })
    case 'objection-disputed':
      return fine({ ...outOfPeriod(state), openObjections: 0 })
    case 'objection-upheld':
      return fine({ ...outOfPeriod(state), approved: 'no', proposed: false, openObjections: 0 })
    case 'claim-held-over':
      return fine(outOfPeriod(state))
    default:
      return fine(state)
  }
}

/** Without a quorum what was decided before stands; against a refusal that stands there may be an appeal. */
function followVerdict(state: CaseState, { facts }: ReadEntry): CheckedCase {
  if (facts.outcome === 'upheld') return fine({ ...state, approved: 'verdict' })
  if (facts.outcome === 'no-quorum') return fine(state)
  return fine(facts.appealable === 'true' ? { ...state, approved: 'no', proposed: false } : null)
}

const outOfPeriod = (state: CaseState): CaseState => ({ ...state, period: null, objectionsUntil: null })

function checkApproval(state: CaseState): CheckedCase {
  if (state.twoPersons && !state.proposed) {
    return { state, broken: 'it was approved by one person after a second one had been asked for' }
  }
  const approved = state.proposed ? 'two-persons' : 'one-person'
  return fine({ ...state, approved, proposed: false })
}

function checkPublication(state: CaseState, { facts, plan }: ReadEntry): CheckedCase {
  const period = `${planCodeOf(plan ?? '@')}/${textOf(facts, 'period')}`
  const objectionsUntil = dayOfFact(facts, 'objectionsUntil')
  const published = { ...state, period, objectionsUntil }
  return { state: published, broken: whyNotDecided(state) }
}

function checkSettlement(state: CaseState, { facts, plan, at }: ReadEntry): CheckedCase {
  const period = `${planCodeOf(plan ?? '@')}/${textOf(facts, 'period')}`
  const broken =
    whyNotSettled(state) ??
    (state.period === period ? null : `it was public in ${state.period}, not in ${period}`) ??
    (isOver(state.objectionsUntil!, at) ? null : `objections were open until ${state.objectionsUntil}`)
  return { state: { ...state, settled: broken === null, period }, broken }
}

function whyNotDecided({ evidence, approved }: CaseState): string | null {
  if (approved === 'no') return 'no decision of the log approves it'
  return evidence || approved === 'verdict' ? null : 'the log has no evidence of it'
}

function whyNotSettled(state: CaseState): string | null {
  if (state.settled) return null
  const undecided = whyNotDecided(state)
  if (undecided) return undecided
  if (state.period === null) return 'it was not made public'
  return state.openObjections > 0 ? `${state.openObjections} objections to it are open` : null
}

/** Whether the day is over in the earliest time zone of all (UTC+14): the log does not say the plan's. */
function isOver(day: string, at: Temporal.Instant): boolean {
  const end = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime('+14:00').toInstant()
  return Temporal.Instant.compare(at, end) >= 0
}
