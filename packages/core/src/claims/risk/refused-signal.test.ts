import { describe, expect, test } from 'vitest'
import { day } from '../../../test/claims.ts'
import { daily, quietCase, strengthOf } from '../../../test/risk.ts'
import type { RateFacts } from './case-facts.ts'
import { explainSignal } from './explain-signal.ts'
import { findSignals } from './find-signals.ts'
import { chanceOfRefused } from './refused-signal.ts'

const filedOn = day('2020-01-01').add({ days: 300 })

const references = (count: number, name: string) => Array.from({ length: count }, (_, at) => `${name}-000${at}`)

/** A hospital with so many cases besides this one around it, of a plan with a thousand others, ten of them refused. */
function place(refused: number, cases: number, elsewhere = 10, name = 'HHHH'): RateFacts {
  const own = daily({ 300: cases + 1 })
  const plan = daily({ 100: 500, 300: cases + 501 })
  const counted = { own, plan, known: 100, squares: 1_000 }
  return {
    filedOn,
    all: counted,
    early: counted,
    refused: { around: references(refused, name), plan: refused + elsewhere },
  }
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
    const refused = { own: references(own, 'AAAA'), linked: references(linked, 'BBBB') }
    return { ...quietCase, links: { ...quietCase.links, refused } }
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
    // Of few refusals 2 in 100 are to be expected: 0.078, 0.040; 0.016, 0.0079, 0.00086; 0.6, 0.016, 0.0041.
    [1, 4, 0],
    [1, 2, 10],
    [2, 10, 10],
    [2, 7, 20],
    [3, 10, 35],
    [2, 100, 0],
    [6, 100, 10],
    [7, 100, 20],
  ])('%i of %i other cases of a hospital, or of a doctor: %i', (refused, cases, strength) => {
    expect(strengthOf('beside-refused', { ...quietCase, hospital: place(refused, cases) })).toBe(strength)
    const doctors = [place(0, 10), place(refused, cases)]
    expect(strengthOf('beside-refused', { ...quietCase, doctors })).toBe(strength)
  })

  test('cases more than 180 days away count for neither', () => {
    const near = place(2, 10)
    const far = { ...near, all: { ...near.all, own: daily({ 119: 90, 300: 11, 481: 90 }) } }
    const within = { ...near, all: { ...near.all, own: daily({ 120: 90, 300: 11 }) } }
    expect(strengthOf('beside-refused', { ...quietCase, hospital: far })).toBe(10)
    expect(strengthOf('beside-refused', { ...quietCase, hospital: within })).toBe(0)
  })

  test('where more are refused elsewhere, fewer are a surprise', () => {
    expect(strengthOf('beside-refused', { ...quietCase, hospital: place(2, 7, 0) })).toBe(20)
    // 5 and 10 in 100: 0.044 and 0.15.
    expect(strengthOf('beside-refused', { ...quietCase, hospital: place(2, 7, 50) })).toBe(10)
    expect(strengthOf('beside-refused', { ...quietCase, hospital: place(2, 7, 100) })).toBe(0)
  })

  test('where every other case of the plan was refused, nothing is a surprise', () => {
    expect(strengthOf('beside-refused', { ...quietCase, hospital: place(2, 7, 1_000) })).toBe(0)
  })

  test('people count, and the worse of hospital and doctor besides', () => {
    const facts = { ...withRefused(0, 1), hospital: place(2, 10), doctors: [place(4, 10, 9, 'DDDD')] }
    expect(strengthOf('beside-refused', facts)).toBe(95)
    const signal = findSignals(facts).find(({ code }) => code === 'beside-refused')!
    expect(explainSignal(signal)).toEqual({
      en: 'Refused for forged evidence: BBBB-0000, of the same claimant, payer, account or phone; 2 of 10 other cases of the hospital and 4 of 10 other cases of the doctor within half a year (10 of 1000 elsewhere), such as HHHH-0000, HHHH-0001, DDDD-0000, DDDD-0001, DDDD-0002. Look at what this case has from the same hand.',
      zh: '因伪造材料被拒：同一申请人、付款人、账户或手机号的 BBBB-0000；前后半年内该医院另外 10 件申请中的 2 件、该医师另外 10 件申请中的 4 件（其他申请 1000 件中有 10 件），如 HHHH-0000、HHHH-0001、DDDD-0000、DDDD-0001、DDDD-0002。请核查本案是否出自同一来源。',
    })
  })
})
