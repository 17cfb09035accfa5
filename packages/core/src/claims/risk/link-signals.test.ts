import { describe, expect, test } from 'vitest'
import { quietCase, strengthOf, withReading } from '../../../test/risk.ts'
import type { CaseLinks } from './case-facts.ts'
import type { RiskSignalCode } from './signal.ts'

const cases = (count: number) => Array.from({ length: count }, (_, index) => `AAAA-000${index}`)

describe('what a case has in common with others', () => {
  test.each([
    ['same-document-number', 'documentNumber', [0, 100, 100, 100]],
    ['shared-account', 'account', [0, 70, 100, 100]],
    ['shared-phone', 'phone', [0, 60, 100, 100]],
    ['payer-of-many', 'payer', [0, 0, 60, 100]],
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

describe('a hospital that attests', () => {
  const member = 'hospital.example'
  test.each([
    [{ files: 0, attestedFiles: 0, attestedDocuments: 0 }, 0],
    [{ files: 2, attestedFiles: 1, attestedDocuments: 1 }, 0],
    [{ files: 2, attestedFiles: 0, attestedDocuments: 0 }, 60],
    [{ files: 2, attestedFiles: 0, attestedDocuments: 1 }, 100],
  ])('%j: %i', (attestation, strength) => {
    expect(strengthOf('attestation-missing', { ...quietCase, attestation: { member, ...attestation } })).toBe(strength)
  })
})

describe('the health declaration against the papers', () => {
  test.each([
    [['kidneys'], 'kidneys', 3, 100],
    [['kidneys'], 'kidneys', 1, 100],
    [['kidneys'], 'kidneys', 0, 60],
    [['kidneys'], 'kidneys', null, 60],
    [['lungs'], 'kidneys', 3, 0],
    [[], 'kidneys', 3, 0],
  ])('denied %j, the paper names %s for %j years: %i', (deniedQuestions, question, years, strength) => {
    const facts = { ...withReading({ past: [{ questions: [question], years }] }), deniedQuestions }
    expect(strengthOf('declaration-against-papers', facts)).toBe(strength)
  })
})
