import { describe, expect, test } from 'vitest'
import type { Exam } from '../plans/index.ts'
import { beginExam, type DrawnQuestion, gradeExam } from './exam.ts'
import type { QuestionBank } from './question-bank.ts'

const text = (word: string) => ({ en: word, zh: word })
const bank: QuestionBank = {
  plan: 'p',
  questions: Array.from({ length: 30 }, (_, index) => ({
    code: `q${index}`,
    clause: '1',
    question: text(`q${index}`),
    answers: ['a', 'b', 'c', 'd'].map(text),
    right: index % 4,
    explanation: text('why'),
  })),
}
const terms: Exam = { questions: 20, passMark: 16, pauseHours: 24, clause: '8.2' }
const now = Temporal.Instant.from('2026-03-01T04:00:00Z')

/** A linear congruential generator, good enough for counting. */
function seeded(seed: number) {
  let state = seed
  return (length: number) =>
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state >>> 24
    })
}

function draw(seed: number, lastFailedAt: Temporal.Instant | null = null): readonly DrawnQuestion[] {
  const decision = beginExam(bank, terms, { lastFailedAt }, now, seeded(seed))
  if (!decision.accepted) throw new Error(decision.refusal.code)
  return decision.event.questions
}

/** Answers of which the first `right` are right. */
function answers(drawn: readonly DrawnQuestion[], right: number) {
  return drawn.map(({ code, order }, index) => {
    const rightPlace = order.indexOf(bank.questions.find((one) => one.code === code)!.right)
    return { code, answer: index < right ? rightPlace : (rightPlace + 1) % 4 }
  })
}

describe('drawing', () => {
  test('no question twice, every answer shown once, the same for the same dice', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const drawn = draw(seed)
      expect(new Set(drawn.map(({ code }) => code)).size).toBe(20)
      for (const { order } of drawn) expect([...order].sort()).toEqual([0, 1, 2, 3])
    }
    expect(draw(5)).toEqual(draw(5))
    expect(draw(5)).not.toEqual(draw(6))
  })

  test('every question is drawn about as often as any other', () => {
    const counts = new Map<string, number>()
    const draws = 3_000
    for (let seed = 1; seed <= draws; seed += 1)
      for (const { code } of draw(seed * 7_919)) counts.set(code, (counts.get(code) ?? 0) + 1)
    const expected = (draws * terms.questions) / bank.questions.length
    const variance = (draws * terms.questions * 10) / 900
    for (const { code } of bank.questions)
      expect(Math.abs(counts.get(code)! - expected)).toBeLessThan(4.5 * Math.sqrt(variance))
  })

  test('a failed try pauses to the second', () => {
    const code = (failedAgo: Temporal.DurationLike) => {
      const decision = beginExam(bank, terms, { lastFailedAt: now.subtract(failedAgo) }, now, seeded(1))
      return decision.accepted ? 'accepted' : `${decision.refusal.code} ${decision.refusal.facts.nextTryAt}`
    }
    expect(code({ hours: 23, minutes: 59, seconds: 59 })).toBe('exam-pause 2026-03-01T04:00:01Z')
    expect(code({ hours: 24 })).toBe('accepted')
  })

  test('a bank smaller than the draw is a bug', () => {
    const small = { ...bank, questions: bank.questions.slice(0, 19) }
    expect(() => beginExam(small, terms, { lastFailedAt: null }, now, seeded(1))).toThrow(RangeError)
  })
})

describe('grading', () => {
  const drawn = draw(11)

  test.each([
    [20, true],
    [16, true],
    [15, false],
    [0, false],
  ])('%s right answers pass: %s', (right, passed) => {
    const graded = gradeExam(bank, drawn, answers(drawn, right), terms.passMark)
    const wrong = drawn.slice(right).map(({ code }) => code)
    expect(graded).toEqual({ accepted: true, event: { right, passed, wrong } })
  })

  test('what is not answered is wrong; what the bank has lost is right', () => {
    const graded = gradeExam(bank, drawn, answers(drawn, 20).slice(0, 15), terms.passMark)
    expect(graded.accepted && graded.event).toMatchObject({ right: 15, passed: false })
    const lost = { ...bank, questions: bank.questions.filter(({ code }) => code !== drawn[19]!.code) }
    expect(gradeExam(lost, drawn, answers(drawn, 19), 20)).toMatchObject({ event: { right: 20, passed: true } })
  })

  test.each([
    ['a question that was not drawn', [{ code: 'q99', answer: 0 }]],
    ['two answers to one question', [answers(drawn, 20)[0]!, answers(drawn, 20)[0]!]],
    ['a fifth answer', [{ code: drawn[0]!.code, answer: 4 }]],
    ['half an answer', [{ code: drawn[0]!.code, answer: 0.5 }]],
  ])('refuses %s', (_, given) => {
    expect(gradeExam(bank, drawn, given, 16)).toMatchObject({ refusal: { code: 'exam-answers-do-not-fit' } })
  })
})
