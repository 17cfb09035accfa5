import { parseDay } from '../calendar.ts'
import { checkCover } from './check-cover.ts'
import { checkPeriods } from './check-periods.ts'
import type { Disputes, PlanVersion } from './plan.ts'
import { finding, type PlanFinding } from './plan-rules.ts'

/**
 * Every place where one plan version breaks a rule that `plan.schema.json` can't say; empty for a sound plan. The
 * version must have the schema's shape. Findings come in the order: days and zone, texts, clauses, codes, cover,
 * periods and collection, disputes.
 */
export function checkPlan(plan: PlanVersion): readonly PlanFinding[] {
  const marks = [...marksOf(plan, [])]
  return [
    ...marks.flatMap(checkDay),
    ...checkTimeZone(plan),
    ...marks.flatMap(checkText),
    ...checkClauses(plan, marks),
    ...checkCodes(plan),
    ...checkCover(plan),
    ...checkPeriods(plan),
    ...checkBoard(plan),
  ]
}

/** A string somewhere in the plan, with the path to it. */
interface Mark {
  readonly path: readonly (string | number)[]
  readonly name: string | number
  readonly value: string
}

function* marksOf(value: unknown, path: readonly (string | number)[]): Generator<Mark> {
  if (typeof value === 'string') yield { path, name: path.at(-1) ?? '', value }
  if (typeof value !== 'object' || value === null) return
  const steps = Array.isArray(value) ? value.entries() : Object.entries(value)
  for (const [step, inner] of steps) yield* marksOf(inner, [...path, step])
}

function checkDay({ path, name, value }: Mark): PlanFinding[] {
  if (name !== 'firstDay' || parseDay(value).accepted) return []
  return [finding('day-does-not-exist', path, { day: value })]
}

function checkTimeZone({ timeZone }: PlanVersion): PlanFinding[] {
  // Temporal also takes offsets such as +08:00, which know no change of the law.
  const named = /^[A-Za-z]/.test(timeZone) && isTimeZone(timeZone)
  return named ? [] : [finding('time-zone-unknown', ['timeZone'], { timeZone })]
}

function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name)
    return true
  } catch (fault) {
    if (fault instanceof RangeError) return false
    throw fault
  }
}

function checkText({ path, name, value }: Mark): PlanFinding[] {
  const isText = name === 'en' || name === 'zh'
  return isText && value.trim() === '' ? [finding('text-blank', path, { language: name })] : []
}

function checkClauses({ clauses }: PlanVersion, marks: readonly Mark[]): PlanFinding[] {
  const known = new Set(clauses.map(({ id }) => id))
  const repeated = repeatedAt(clauses.map(({ id }) => id)).map((index) =>
    finding('clause-repeated', ['clauses', index, 'id'], { clause: clauses[index]!.id }),
  )
  const unknown = marks
    .filter(({ name, value }) => name === 'clause' && !known.has(value))
    .map(({ path, value }) => finding('clause-unknown', path, { clause: value }))
  return [...repeated, ...unknown]
}

/** Indices of the values that an earlier index has too. */
function repeatedAt(values: readonly string[]): number[] {
  const seen = new Set<string>()
  const repeated: number[] = []
  for (const [index, value] of values.entries()) {
    if (seen.has(value)) repeated.push(index)
    seen.add(value)
  }
  return repeated
}

/** A list of coded entries: their codes are unique among all lists of one group. */
interface CodedList {
  readonly path: readonly string[]
  readonly codes: readonly string[]
}

function checkCodes(plan: PlanVersion): PlanFinding[] {
  const { eligibility, cover, review, heirs } = plan
  const list = (path: readonly string[], entries: readonly { readonly code: string }[] = []): CodedList => {
    return { path, codes: entries.map(({ code }) => code) }
  }
  return [
    [list(['eligibility', 'healthQuestions'], eligibility.healthQuestions)],
    [list(['cover', 'illnesses'], cover.illnesses)],
    // A reviewer's answer names the item by its code alone, so both lists share one set of codes.
    [list(['review', 'checklist'], review.checklist), list(['review', 'illnessChecklist'], review.illnessChecklist)],
    [list(['review', 'investigationSteps'], review.investigationSteps)],
    [list(['heirs', 'deathPapers'], heirs?.deathPapers), list(['heirs', 'kinshipPapers'], heirs?.kinshipPapers)],
  ].flatMap(checkCodeGroup)
}

function checkCodeGroup(lists: readonly CodedList[]): PlanFinding[] {
  const places = lists.flatMap(({ path, codes }) =>
    codes.map((code, index) => ({ code, path: [...path, index, 'code'] })),
  )
  return repeatedAt(places.map(({ code }) => code)).map((at) => {
    const { code, path } = places[at]!
    return finding('code-repeated', path, { code })
  })
}

function checkBoard({ disputes }: PlanVersion): PlanFinding[] {
  const { appeal, exam, jurors } = disputes
  const path = ['disputes']
  const findings = checkVote(disputes)
  if (jurors?.examRequired && !exam) findings.push(finding('exam-missing', path))
  if (exam && exam.passMark > exam.questions) {
    findings.push(finding('pass-mark-above-questions', [...path, 'exam', 'passMark'], { questions: exam.questions }))
  }
  if (appeal && appeal.quorumBallots > appeal.panelSize) {
    const { panelSize, quorumBallots } = appeal
    const place = [...path, 'appeal', 'quorumBallots']
    findings.push(finding('quorum-above-panel', place, { panelSize, quorumBallots }))
  }
  return findings
}

function checkVote({ mode, vote }: Disputes): PlanFinding[] {
  if (!vote) return []
  const { panelSize, quorumBallots } = vote
  const path = ['disputes', 'vote']
  if (mode === 'open') return panelSize ? [finding('panel-size-without-panel', [...path, 'panelSize'])] : []
  if (panelSize === undefined) return [finding('panel-size-missing', path)]
  if (quorumBallots <= panelSize) return []
  return [finding('quorum-above-panel', [...path, 'quorumBallots'], { panelSize, quorumBallots })]
}
