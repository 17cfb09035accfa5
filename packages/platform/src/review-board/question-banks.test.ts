import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PlanVersion, type QuestionBank, readQuestionBank } from '@tongzhou/core'
import pino from 'pino'
import { describe, expect, test } from 'vitest'
import { shippedPlans, shippedPlanText } from '../plans/index.ts'
import { questionBanksIn } from './question-banks.ts'

const plan = JSON.parse(await shippedPlanText('critical-illness')) as PlanVersion
const lines: string[] = []
const logger = pino({ level: 'error' }, { write: (line: string) => lines.push(line) })
const bank = (await questionBanksIn()({ logger }, plan))!
const shipped = await Promise.all(
  shippedPlans.map(async (code) => {
    const version = JSON.parse(await shippedPlanText(code)) as PlanVersion
    return { code, version, shippedBank: await questionBanksIn()({ logger }, version) }
  }),
)

/** How often each is there. */
function count<Key>(keys: readonly Key[]): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

describe('the question bank of the critical-illness plan', () => {
  test('has at least 60 questions', () => {
    expect(bank.questions.length).toBeGreaterThanOrEqual(60)
  })

  test('asks about every clause, most about the board itself', () => {
    const clauses = count(bank.questions.map(({ clause }) => clause))
    expect(plan.clauses.map(({ id }) => id).filter((id) => !clauses.has(id))).toEqual([])
    expect([...clauses].filter(([id]) => id.startsWith('8.')).reduce((sum, [, many]) => sum + many, 0)).toBeGreaterThan(
      15,
    )
  })
})

describe.each(shipped)('the questions shipped with $code', ({ shippedBank, version }) => {
  const { questions } = shippedBank!

  test('fit the plan: clauses that exist, four answers each, both languages, twice what one try draws', () => {
    expect(readQuestionBank(shippedBank, version).findings).toEqual([])
    expect(questions.length).toBeGreaterThanOrEqual(2 * version.disputes.exam!.questions)
  })

  test('neither the place nor the length of an answer tells that it is right', () => {
    const places = count(questions.map(({ right }) => right))
    const even = questions.length / 4
    for (const place of [0, 1, 2, 3]) expect(Math.abs(places.get(place)! - even)).toBeLessThan(even / 2)
    for (const language of ['en', 'zh'] as const) {
      const longest = questions.filter(({ answers, right }) => {
        const others = answers.filter((_, place) => place !== right).map((answer) => answer[language].length)
        return answers[right]![language].length > Math.max(...others)
      })
      expect(longest.length).toBeLessThan(questions.length * 0.4)
    }
  })

  test('are written in both languages: Chinese in Chinese, English without it', () => {
    const texts = questions.flatMap(({ answers, explanation, question }) => [question, explanation, ...answers])
    const chinese = /\p{Script=Han}/u
    expect(texts.filter(({ en }) => chinese.test(en))).toEqual([])
    expect(questions.filter(({ explanation, question }) => !chinese.test(question.zh + explanation.zh))).toEqual([])
  })
})

describe('question banks of a folder', () => {
  test('a plan without a bank has none', async () => {
    expect(await questionBanksIn()({ logger }, { ...plan, plan: 'no-such-plan' })).toBeNull()
  })

  test('a bank on a clause that the version has lost is not used, and the log says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'question-banks-'))
    try {
      const changed: QuestionBank = { ...bank, questions: bank.questions.slice(0, 20) }
      await writeFile(join(folder, 'critical-illness.exam.json'), JSON.stringify(changed))
      expect(await questionBanksIn(folder)({ logger }, plan)).toEqual(changed)
      const shorter = { ...plan, version: 2, clauses: plan.clauses.slice(1) }
      expect(await questionBanksIn(folder)({ logger }, shorter)).toBeNull()
      expect(lines.at(-1)).toContain('the plan has no clause 1.1')
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
