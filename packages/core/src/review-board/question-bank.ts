import type { PlanVersion, Text } from '../plans/index.ts'

/** The questions of a plan's examination for jurors, as data beside the plan: `<plan>.exam.json`. */
export interface QuestionBank {
  readonly plan: string
  readonly questions: readonly ExamQuestion[]
}

export interface ExamQuestion {
  /** Kebab-case, the same for ever: tries name questions by it. */
  readonly code: string
  /** The clause of the plan that the answer rests on. */
  readonly clause: string
  readonly question: Text
  readonly answers: readonly Text[]
  /** Place of the right answer, from 0. */
  readonly right: number
  /** Why it is right, in plain words; shown in the study guide and after a try. */
  readonly explanation: Text
}

export const answersPerQuestion = 4

/** What was read, or null; and what is wrong, each with its place. Without findings the bank can be used. */
export interface ReadBank {
  readonly bank: QuestionBank | null
  readonly findings: readonly string[]
}

/**
 * Reads a question bank against the version of its plan in force: known fields only, four different answers, one of them
 * right, both languages, clauses that exist, no code and no question twice, and as many questions as the examination draws.
 */
export function readQuestionBank(value: unknown, plan: PlanVersion): ReadBank {
  const findings: string[] = []
  if (!isRecord(value) || !Array.isArray(value.questions)) {
    return { bank: null, findings: ['the file is an object with "plan" and a list "questions"'] }
  }
  if (value.plan !== plan.plan) findings.push(`plan: ${JSON.stringify(value.plan)} is not ${plan.plan}`)
  findings.push(...unknownFields(value, ['plan', 'questions'], 'the file'))
  for (const [index, question] of value.questions.entries()) findings.push(...questionFindings(question, index, plan))
  if (findings.length > 0) return { bank: null, findings }
  const bank = value as unknown as QuestionBank
  const among = [...repeated(bank), ...tooFew(bank, plan)]
  return { bank: among.length === 0 ? bank : null, findings: among }
}

function questionFindings(value: unknown, index: number, plan: PlanVersion): string[] {
  if (!isRecord(value)) return [`questions[${index}] is no object`]
  const { answers, clause, code, explanation, question, right } = value
  const place = typeof code === 'string' ? code : `questions[${index}]`
  const findings = unknownFields(value, ['code', 'clause', 'question', 'answers', 'right', 'explanation'], place)
  if (typeof code !== 'string' || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(code)) findings.push(`${place}: code is kebab-case`)
  if (!plan.clauses.some(({ id }) => id === clause)) findings.push(`${place}: the plan has no clause ${String(clause)}`)
  findings.push(...textFindings(question, `${place}.question`), ...textFindings(explanation, `${place}.explanation`))
  if (!Array.isArray(answers) || answers.length !== answersPerQuestion) {
    return [...findings, `${place}: there are ${answersPerQuestion} answers`]
  }
  const inAnswers = answers.flatMap((answer, at) => textFindings(answer, `${place}.answers[${at}]`))
  if (inAnswers.length === 0) inAnswers.push(...equalAnswers(answers as Text[], place))
  if (!Number.isInteger(right) || (right as number) < 0 || (right as number) >= answersPerQuestion) {
    findings.push(`${place}: right is the place of an answer, 0 to ${answersPerQuestion - 1}`)
  }
  return [...findings, ...inAnswers]
}

function textFindings(value: unknown, place: string): string[] {
  if (!isRecord(value)) return [`${place} is a text in both languages`]
  const missing = ['en', 'zh'].filter((language) => {
    const text = value[language]
    return typeof text !== 'string' || text.trim() === ''
  })
  return [...unknownFields(value, ['en', 'zh'], place), ...missing.map((language) => `${place}.${language} is missing`)]
}

function equalAnswers(answers: readonly Text[], place: string): string[] {
  const languages = ['en', 'zh'] as const
  return languages
    .filter((language) => new Set(answers.map((answer) => answer[language].trim())).size < answers.length)
    .map((language) => `${place}: two answers are the same in ${language}`)
}

function repeated({ questions }: QuestionBank): string[] {
  const named = (name: string, key: (question: ExamQuestion) => string) => {
    const seen = new Set<string>()
    return questions
      .filter((question) => seen.size === seen.add(key(question)).size)
      .map(({ code }) => `${code}: its ${name} is there twice`)
  }
  return [
    ...named('code', ({ code }) => code),
    ...named('question', ({ question }) => question.en),
    ...named('question', ({ question }) => question.zh),
  ]
}

function tooFew({ questions }: QuestionBank, { disputes }: PlanVersion): string[] {
  const needed = disputes.exam?.questions ?? 0
  return questions.length < needed ? [`${questions.length} questions are too few: the examination draws ${needed}`] : []
}

function unknownFields(value: Readonly<Record<string, unknown>>, known: readonly string[], place: string): string[] {
  return Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => `${place}: unknown field ${name}`)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
