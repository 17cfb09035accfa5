import { accept, type Decision, type Refused, refuse } from '../decision.ts'
import type { PlanVersion } from '../plans/index.ts'
import type { CaseFile, Dispute, DisputeEvent, QuizQuestion, Side } from './dispute.ts'
import { type DisputeRefusalCode, unlessDisputeIn } from './dispute-refusals.ts'
import { findPersonalData } from './personal-words.ts'

type DisputeDecision = Decision<DisputeEvent, DisputeRefusalCode>

/** Most characters of a statement: what a juror on a bus reads to its end. */
export const longestStatement = 4_000

/**
 * One side says what it has to say; a later statement takes the place of the earlier one of the same author. Refusals:
 * dispute-not-in-status, not-the-author, text-missing.
 */
export function addStatement(
  dispute: Dispute,
  command: { readonly side: Side; readonly text: string; readonly authorPersonId: bigint },
): DisputeDecision {
  const { authorPersonId, side, text } = command
  const refused = unlessDisputeIn(dispute, ['preparing'])
  if (refused) return refused
  const before = dispute.statements[side]
  if (before !== null && before.authorPersonId !== authorPersonId) return refuse('not-the-author', { side })
  return isBlank(text)
    ? refuse('text-missing', {}, { field: 'text' })
    : accept({ kind: 'statement-added', side, text, authorPersonId })
}

export interface SealCaseFile {
  readonly reviewerPersonId: bigint
  /** Tied to the case: nobody acts in office on their own or their family's. */
  readonly related: boolean
  readonly plan: PlanVersion
  readonly file: CaseFile
  /** Names that no text of the file may hold. */
  readonly parties: readonly string[]
}

/**
 * A reviewer seals what jurors will see. Both sides must have spoken, the clause must be one of the plan, the quiz must ask enough,
 * and no text may name anybody. Refusals: dispute-not-in-status, conflict-of-interest, statement-missing, text-missing, clause-unknown,
 * questions-too-few, question-malformed, personal-data-in-text.
 */
export function sealCaseFile(dispute: Dispute, command: SealCaseFile): DisputeDecision {
  const { file, parties, plan, related, reviewerPersonId } = command
  const refused =
    unlessDisputeIn(dispute, ['preparing']) ??
    (related ? refuse('conflict-of-interest') : null) ??
    ifOneSided(dispute) ??
    ifBlank(file) ??
    ifClauseUnknown(plan, file.clause) ??
    ifQuizWrong(file.questions, dispute.opened.terms.quizQuestions) ??
    ifPersonal(file, parties)
  return refused ?? accept({ kind: 'case-file-sealed', reviewerPersonId, file })
}

function ifOneSided({ statements }: Dispute): Refused<DisputeRefusalCode> | null {
  const missing = (['for', 'against'] as const).find((side) => statements[side] === null)
  return missing ? refuse('statement-missing', { side: missing }) : null
}

function ifBlank({ statements, summary }: CaseFile): Refused<DisputeRefusalCode> | null {
  const texts = { summary, 'statements.for': statements.for, 'statements.against': statements.against }
  const blank = Object.entries(texts).find(([, text]) => isBlank(text))
  return blank ? refuse('text-missing', {}, { field: blank[0] }) : null
}

function ifClauseUnknown(plan: PlanVersion, clause: string): Refused<DisputeRefusalCode> | null {
  if (plan.clauses.some((one) => one.id === clause)) return null
  return refuse('clause-unknown', { clause, version: plan.version }, { field: 'clause' })
}

function ifQuizWrong(questions: readonly QuizQuestion[], asked: number): Refused<DisputeRefusalCode> | null {
  if (questions.length < asked) return refuse('questions-too-few', { asked, written: questions.length })
  const wrong = questions.findIndex(
    ({ answers, passage, question, right }) =>
      isBlank(question) ||
      isBlank(passage.text) ||
      answers.length < 2 ||
      answers.some(isBlank) ||
      new Set(answers).size < answers.length ||
      !Number.isInteger(right) ||
      answers[right] === undefined,
  )
  return wrong < 0 ? null : refuse('question-malformed', { question: wrong + 1 }, { field: 'questions' })
}

function ifPersonal({ questions, statements, summary }: CaseFile, parties: readonly string[]) {
  const texts: [string, string][] = [
    ['summary', summary],
    ['statements.for', statements.for],
    ['statements.against', statements.against],
    ...questions.flatMap(({ answers, passage, question }, at): [string, string][] =>
      [question, ...answers, passage.text].map((text) => [`questions[${at}]`, text]),
    ),
  ]
  for (const [field, text] of texts) {
    const refused = ifPersonalData(text, parties, field)
    if (refused) return refused
  }
  return null
}

/** Refuses a text in which somebody can be recognised: numbers of documents and phones, names of the parties. */
export function ifPersonalData(
  text: string,
  parties: readonly string[],
  field: string,
): Refused<'personal-data-in-text'> | null {
  const [found] = findPersonalData(text, parties)
  if (!found) return null
  // Where it stands, not what it is: a refusal goes into logs.
  return refuse('personal-data-in-text', { kind: found.kind, start: found.start, end: found.end }, { field })
}

const isBlank = (text: string) => text.trim() === ''
