import { isAfter, isBefore } from '../../calendar.ts'
import type { CaseFacts, CasePaper } from './case-facts.ts'
import type { PaperDate, PaperDateKind } from './read-paper.ts'
import type { RiskSignal } from './signal.ts'

/** Days of cover before the diagnosis up to which (included) it counts as soon, with the strength of each step. */
export const soonAfterWaiting = [
  { withinDays: 30, strength: 100 },
  { withinDays: 60, strength: 42 },
  { withinDays: 90, strength: 30 },
] as const
/** Days of cover within which a case is an early one. */
export const earlyDays = 60

/** Whether an illness was first diagnosed in the first weeks of cover. */
export function isEarly(coverFrom: Temporal.PlainDate, diagnosedOn: Temporal.PlainDate): boolean {
  const days = daysBetween(coverFrom, diagnosedOn)
  return days >= 0 && days < earlyDays
}

/** An illness first diagnosed in the first weeks of cover: often chance, sometimes an illness that was known at joining. */
export function soonAfterWaitingSignal({ coverFrom, statedDiagnosisOn }: CaseFacts): RiskSignal | null {
  const days = daysBetween(coverFrom, statedDiagnosisOn)
  const step = days < 0 ? undefined : soonAfterWaiting.find(({ withinDays }) => days < withinDays)
  if (!step) return null
  return {
    code: 'soon-after-waiting',
    strength: step.strength,
    facts: { days, coverFrom: coverFrom.toString(), diagnosedOn: statedDiagnosisOn.toString() },
  }
}

const medicalKinds: readonly PaperDateKind[] = ['diagnosis', 'admission', 'sampling', 'report', 'visit']

/**
 * A paper that shows the illness before cover began: a date of examination or treatment, or a complaint that reaches back. Before the
 * day of joining it is the plan's clause on illnesses from before; within the waiting period it is the clause on waiting.
 */
export function illAroundJoiningSignal(facts: CaseFacts): RiskSignal | null {
  const found = facts.papers
    .flatMap((paper) => earliestSigns(paper))
    .sort((a, b) => Temporal.PlainDate.compare(a.day, b.day))
  const first = found[0]
  if (!first || !isBefore(first.day, facts.coverFrom)) return null
  const beforeJoining = isBefore(first.day, facts.joinedOn)
  const strength = first.kind === 'complaint' ? complaintStrength(facts.joinedOn, first.day) : beforeJoining ? 100 : 30
  return {
    code: 'ill-around-joining',
    strength,
    facts: {
      day: first.day.toString(),
      kind: first.kind,
      joinedOn: facts.joinedOn.toString(),
      coverFrom: facts.coverFrom.toString(),
      evidenceId: first.evidenceId,
    },
  }
}

/** Days before joining from which a complaint is said to have begun, with the strength: its beginning is somebody's memory. */
const complaintSteps = [
  { fromDays: 180, strength: 30 },
  { fromDays: 30, strength: 14 },
  { fromDays: 1, strength: 9 },
] as const
/** In the waiting period. */
const laterComplaintStrength = 1

function complaintStrength(joinedOn: Temporal.PlainDate, day: Temporal.PlainDate): number {
  const days = daysBetween(day, joinedOn)
  return complaintSteps.find(({ fromDays }) => days >= fromDays)?.strength ?? laterComplaintStrength
}

interface Sign {
  readonly day: Temporal.PlainDate
  readonly kind: PaperDateKind | 'complaint'
  readonly evidenceId: string
}

function earliestSigns({ evidenceId, reading }: CasePaper): readonly Sign[] {
  if (reading === null) return []
  const dates = reading.dates.filter(({ kind }) => medicalKinds.includes(kind))
  const admission = reading.dates.find(({ kind }) => kind === 'admission')
  const complaint = reading.complaintDays
  const began = admission && complaint !== null ? [admission.day.subtract({ days: complaint })] : []
  return [
    ...dates.map(({ day, kind }) => ({ day, kind, evidenceId })),
    ...began.map((day) => ({ day, kind: 'complaint' as const, evidenceId })),
  ]
}

/** Days by which a date of diagnosis may differ from what was stated: people take the report for the diagnosis, or the other way round. */
export const diagnosisToleranceDays = 10
/** Beyond this a difference is no mistake of a few days. */
export const largeDifferenceDays = 60
/** In percent: a paper that dates the illness later than was stated gains nothing for whoever forged it, and reports do come late. */
const laterDiagnosisStrength = 6

/** Dates that can't all be true, within one paper or between papers, statement and checklist. */
export function datesContradictSignal(facts: CaseFacts): RiskSignal | null {
  const found = [...facts.papers.flatMap((paper) => contradictionsOf(facts, paper)), ...checklistContradictions(facts)]
  if (found.length === 0) return null
  const strongest = Math.max(...found.map(({ strength }) => strength))
  return {
    code: 'dates-contradict',
    strength: strongest,
    facts: { count: found.length, contradictions: found.map(({ text }) => text) },
  }
}

interface Contradiction {
  readonly strength: number
  /** `kind: day, day`. */
  readonly text: string
}

function contradictionsOf(facts: CaseFacts, { addedOn, reading }: CasePaper): readonly Contradiction[] {
  const dates = reading?.dates ?? []
  const first = (kind: PaperDateKind) => dates.find((date) => date.kind === kind)?.day
  const turned = (kind: string, earlier: Temporal.PlainDate | undefined, later: Temporal.PlainDate | undefined) =>
    earlier && later && isAfter(earlier, later) ? [{ strength: 100, text: `${kind}: ${later}, ${earlier}` }] : []
  const future = dates.find(({ day }) => isAfter(day, addedOn))
  return [
    ...differentDiagnoses(facts, dates),
    ...turned('discharge-before-admission', first('admission'), first('discharge')),
    ...turned('report-before-sampling', first('sampling'), first('report')),
    ...dates
      .filter(({ day, kind }) => kind === 'birth' && !day.equals(facts.bornOn))
      .map(({ day }) => ({ strength: 6, text: `birth: ${day}, ${facts.bornOn}` })),
    ...(future ? [{ strength: 100, text: `after-upload: ${future.day}, ${addedOn}` }] : []),
  ]
}

function differentDiagnoses(facts: CaseFacts, dates: readonly PaperDate[]): readonly Contradiction[] {
  return dates.flatMap(({ day, kind }) => {
    const earlier = daysBetween(day, facts.statedDiagnosisOn)
    const days = Math.abs(earlier)
    if (kind !== 'diagnosis' || days <= diagnosisToleranceDays) return []
    const strength = days > largeDifferenceDays ? 100 : earlier > 0 ? 77 : laterDiagnosisStrength
    return [{ strength, text: `diagnosis: ${day}, ${facts.statedDiagnosisOn}` }]
  })
}

function checklistContradictions(facts: CaseFacts): readonly Contradiction[] {
  return differentDiagnoses(facts, facts.checklistNotes.dates)
}

function daysBetween(from: Temporal.PlainDate, to: Temporal.PlainDate): number {
  return from.until(to, { largestUnit: 'days' }).days
}
