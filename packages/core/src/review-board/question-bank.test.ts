import { describe, expect, test } from 'vitest'
import type { PlanVersion } from '../plans/index.ts'
import { readQuestionBank } from './question-bank.ts'

const plan = {
  plan: 'p',
  clauses: [{ id: '1.1' }, { id: '2' }],
  disputes: { exam: { questions: 2 } },
} as unknown as PlanVersion
const both = (text: string) => ({ en: text, zh: `${text}。` })

function question(code: string, changes: object = {}) {
  const answers = ['a', 'b', 'c', 'd'].map(both)
  return {
    code,
    clause: '1.1',
    question: both(`about ${code}`),
    answers,
    right: 2,
    explanation: both('why'),
    ...changes,
  }
}

function findingsOf(questions: readonly unknown[], changes: object = {}) {
  return readQuestionBank({ plan: 'p', questions, ...changes }, plan).findings
}

describe('a question bank', () => {
  test('is read where nothing is wrong', () => {
    const value = { plan: 'p', questions: [question('one'), question('two', { clause: '2' })] }
    expect(readQuestionBank(value, plan)).toEqual({ bank: value, findings: [] })
  })

  test.each([
    ['another plan', [question('one'), question('two')], { plan: 'q' }, 'plan: "q" is not p'],
    ['a field that is not known', [question('one'), question('two', { hint: 'c' })], {}, 'two: unknown field hint'],
    ['a clause that the plan lacks', [question('one', { clause: '1' })], {}, 'one: the plan has no clause 1'],
    ['three answers', [question('one', { answers: [both('a')] })], {}, 'one: there are 4 answers'],
    ['no right answer', [question('one', { right: 4 })], {}, 'one: right is the place of an answer, 0 to 3'],
    [
      'a language missing',
      [question('one', { explanation: { en: 'x', zh: ' ' } })],
      {},
      'one.explanation.zh is missing',
    ],
    ['a code in capitals', [question('One')], {}, 'One: code is kebab-case'],
    ['no object', [7], {}, 'questions[0] is no object'],
    ['one question for a draw of two', [question('one')], {}, '1 questions are too few: the examination draws 2'],
    ['a code twice', [question('one'), question('one', { question: both('?') })], {}, 'one: its code is there twice'],
  ])('with %s is not', (_, questions, changes, finding) => {
    expect(findingsOf(questions, changes)).toContain(finding)
  })

  test('names answers that are the same in one language only', () => {
    const answers = [both('a'), both('b'), both('c'), { en: 'A', zh: 'a。' }]
    expect(findingsOf([question('one', { answers }), question('two')])).toEqual(['one: two answers are the same in zh'])
  })
})
