import { describe, expect, test } from 'vitest'
import { quietCase, strengthOf, withReading } from '../../../test/risk.ts'
import type { CaseLinks } from './case-facts.ts'
import type { RiskSignalCode } from './signal.ts'

const cases = (count: number) => Array.from({ length: count }, (_, index) => `AAAA-000${index}`)

describe('what a case has in common with others', () => {
  test.each([
    ['shared-account', 'account', [0, 22, 100, 100]],
    ['shared-phone', 'phone', [0, 25, 100, 100]],
    ['payer-of-many', 'payer', [0, 0, 40, 100]],
  ] as const satisfies readonly (readonly [RiskSignalCode, keyof CaseLinks, readonly number[]])[])(
    '%s by the number of other cases',
    (code, link, strengths) => {
      const found = strengths.map((_, count) =>
        strengthOf(code, { ...quietCase, links: { ...quietCase.links, [link]: cases(count) } }),
      )
      expect(found).toEqual(strengths)
    },
  )
})

test.each([
  [[], 0],
  [[false], 5],
  [[true], 100],
  [[false, true], 100],
])('a number of another case, filed before this one %j: %i', (order, strength) => {
  const documentNumber = order.map((otherFirst, index) => ({ otherCase: `AAAA-000${index}`, otherFirst }))
  const links = { ...quietCase.links, documentNumber }
  expect(strengthOf('same-document-number', { ...quietCase, links })).toBe(strength)
})

describe('a hospital that attests', () => {
  const member = 'hospital.example'
  test.each([
    [{ files: 0, attestedFiles: 0, attestedDocuments: 0 }, 0],
    [{ files: 2, attestedFiles: 1, attestedDocuments: 1 }, 0],
    [{ files: 2, attestedFiles: 0, attestedDocuments: 0 }, 10],
    [{ files: 2, attestedFiles: 0, attestedDocuments: 1 }, 100],
  ])('%j: %i', (attestation, strength) => {
    expect(strengthOf('attestation-missing', { ...quietCase, attestation: { member, ...attestation } })).toBe(strength)
  })
})

describe('the health declaration against the papers', () => {
  test.each([
    [['kidneys'], 'kidneys', 3, 100],
    [['kidneys'], 'kidneys', 1, 100],
    [['kidneys'], 'kidneys', 0, 14],
    [['kidneys'], 'kidneys', null, 14],
    [['lungs'], 'kidneys', 3, 0],
    [[], 'kidneys', 3, 0],
  ])('denied %j, the paper names %s for %j years: %i', (deniedQuestions, question, years, strength) => {
    const facts = { ...withReading({ past: [{ questions: [question], years }] }), deniedQuestions }
    expect(strengthOf('declaration-against-papers', facts)).toBe(strength)
  })
})
