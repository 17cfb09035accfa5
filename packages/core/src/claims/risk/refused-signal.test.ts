import { describe, expect, test } from 'vitest'
import { day } from '../../../test/claims.ts'
import { quietCase, strengthOf } from '../../../test/risk.ts'
import type { DailyCases, RateFacts } from './case-facts.ts'
import { explainSignal } from './explain-signal.ts'
import { findSignals } from './find-signals.ts'
import { chanceOfRefused } from './refused-signal.ts'

const from = day('2020-01-01')
const filedOn = from.add({ days: 300 })
const days = 600

function daily(cases: Readonly<Record<number, number>>): DailyCases {
  const before = [0]
  for (let at = 0; at < days; at += 1) before.push(before.at(-1)! + (cases[at] ?? 0))
  return { from, before }
}

/** A hospital with so many cases besides this one around it, of a plan with a thousand others, ten of them refused. */
function place(refused: number, cases: number, elsewhere = 10): RateFacts {
  const own = daily({ 300: cases + 1 })
  const plan = daily({ 100: 500, 300: cases + 501 })
  const counted = { own, plan, known: 100, squares: 1_000 }
  return { filedOn, all: counted, early: counted, refused: { around: refused, plan: refused + elsewhere } }
}

test.each([
  [0, 10, 0.01, 1],
  [1, 10, 0.01, 0.095_618],
  [2, 10, 0.01, 0.004_266],
  [3, 3, 0.5, 0.125],
  [4, 3, 0.5, 0],
])('chance that %i or more of %i are refused where each is with %d', (refused, cases, probability, chance) => {
  expect(chanceOfRefused(refused, cases, probability)).toBeCloseTo(chance, 5)
})

describe('cases beside this one that were refused for forged evidence', () => {
  const withRefused = (own: number, linked: number) => {
    const cases = (count: number) => Array.from({ length: count }, (_, index) => `AAAA-000${index}`)
    return { ...quietCase, links: { ...quietCase.links, refused: { own: cases(own), linked: cases(linked) } } }
  }
  test.each([
    [0, 0, 0],
    [0, 1, 60],
    [0, 3, 60],
    [1, 0, 100],
    [1, 2, 100],
  ])('%i of the claimant, %i of others with something in common: %i', (own, linked, strength) => {
    expect(strengthOf('beside-refused', withRefused(own, linked))).toBe(strength)
  })

  test.each([
    [0, 10, 0],
    // Where 1 in 100 is refused: 0.0956, 0.0043 and 0.00011 of 10, 0.264 and 0.0034 of 100.
    [1, 10, 0],
    [1, 4, 10],
    [2, 10, 20],
    [3, 10, 35],
    [2, 100, 0],
    [5, 100, 20],
  ])('%i of %i other cases of a hospital, or of a doctor: %i', (refused, cases, strength) => {
    expect(strengthOf('beside-refused', { ...quietCase, hospital: place(refused, cases) })).toBe(strength)
    const doctors = [place(0, 10), place(refused, cases)]
    expect(strengthOf('beside-refused', { ...quietCase, doctors })).toBe(strength)
  })

  test('cases more than 180 days away count for neither', () => {
    const near = place(2, 10)
    const far = { ...near, all: { ...near.all, own: daily({ 119: 90, 300: 11, 481: 90 }) } }
    const within = { ...near, all: { ...near.all, own: daily({ 120: 90, 300: 11 }) } }
    expect(strengthOf('beside-refused', { ...quietCase, hospital: far })).toBe(20)
    expect(strengthOf('beside-refused', { ...quietCase, hospital: within })).toBe(0)
  })

  test('where nobody else was refused, one refusal of a small hospital says something all the same', () => {
    expect(strengthOf('beside-refused', { ...quietCase, hospital: place(1, 10, 0) })).toBe(20)
    expect(strengthOf('beside-refused', { ...quietCase, hospital: place(1, 40, 0) })).toBe(10)
  })

  test('a plan with hardly any case says nothing', () => {
    const own = daily({ 300: 2 })
    const counted = { own, plan: own, known: 1, squares: 4 }
    const hospital = { filedOn, all: counted, early: counted, refused: { around: 1, plan: 1 } }
    expect(strengthOf('beside-refused', { ...quietCase, hospital })).toBe(0)
  })

  test('people count, and the worse of hospital and doctor besides', () => {
    const facts = { ...withRefused(0, 1), hospital: place(2, 10), doctors: [place(3, 10)] }
    expect(strengthOf('beside-refused', facts)).toBe(95)
    const signal = findSignals(facts).find(({ code }) => code === 'beside-refused')!
    expect(explainSignal(signal)).toEqual({
      en: 'Refused for forged evidence: AAAA-0000, of the same claimant, payer, account or phone; 2 of 10 other cases of the hospital and 3 of 10 other cases of the doctor within half a year (10 of 1000 elsewhere). Look at what this case has from the same hand.',
      zh: '因伪造材料被拒：同一申请人、付款人、账户或手机号的 AAAA-0000；前后半年内该医院另外 10 件申请中的 2 件、该医师另外 10 件申请中的 3 件（其他申请 1000 件中有 10 件）。请核查本案是否出自同一来源。',
    })
  })
})
