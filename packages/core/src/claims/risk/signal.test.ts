import { expect, test } from 'vitest'
import { explainSignal } from './explain-signal.ts'
import { defaultRiskWeights, largestRiskWeight, riskSignalCodes, weighSignals } from './signal.ts'

const facts = { cases: ['AAAA-0001', 'AAAA-0002'] }

test('points are weight times strength, the heaviest first; a weight of 0 takes a signal away', () => {
  const signals = [
    { code: 'shared-phone', strength: 50, facts },
    { code: 'same-file', strength: 100, facts },
    { code: 'payer-of-many', strength: 100, facts },
  ] as const
  const risk = weighSignals(signals, { ...defaultRiskWeights, 'same-file': 80, 'shared-phone': 33, 'payer-of-many': 0 })
  expect(risk.score).toBe(97)
  expect(risk.signals.map(({ code, points, weight }) => [code, weight, points])).toEqual([
    ['same-file', 80, 80],
    ['shared-phone', 33, 17],
  ])
})

test('every signal has a weight within the limits and a reason in both languages', () => {
  for (const code of riskSignalCodes) {
    expect(defaultRiskWeights[code]).toBeGreaterThan(0)
    expect(defaultRiskWeights[code]).toBeLessThanOrEqual(largestRiskWeight)
    const { en, zh } = explainSignal({ code, facts })
    expect(en).toMatch(/^[A-Z0-9u]/)
    expect(zh).toMatch(/\p{Script=Han}/u)
  }
  expect(explainSignal({ code: 'same-file', facts }).en).toContain('AAAA-0001, AAAA-0002')
})
