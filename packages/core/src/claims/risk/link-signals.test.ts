import { describe, expect, test } from 'vitest'
import { quietCase, strengthOf, withPaper, withReading } from '../../../test/risk.ts'
import type { CaseLinks } from './case-facts.ts'
import type { RiskSignalCode } from './signal.ts'

const cases = (count: number) => Array.from({ length: count }, (_, index) => `AAAA-000${index}`)

describe('what a case has in common with others', () => {
  test.each([
    ['shared-account', 'account', [0, 38, 100, 100]],
    ['shared-phone', 'phone', [0, 38, 100, 100]],
    ['payer-of-many', 'payer', [0, 0, 53, 100]],
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

describe('a number of another case', () => {
  const link = (sameHospital: boolean, otherFirst: boolean, of = 1) => ({
    otherCase: `AAAA-000${of}`,
    otherFirst,
    sameHospital,
  })
  test.each([
    ['none', [], 0],
    ['of one hospital, this case was first', [link(true, false)], 5],
    ['of one hospital', [link(true, true)], 100],
    ['of one hospital, before and after', [link(true, false, 1), link(true, true, 2)], 100],
    ['of another hospital, this case was first', [link(false, false)], 3],
    ['of another hospital', [link(false, true)], 70],
    ['of five elsewhere', [1, 2, 3, 4, 5].map((of) => link(false, true, of)), 70],
    ['of six elsewhere', [1, 2, 3, 4, 5, 6].map((of) => link(false, true, of)), 0],
    ['of this and another hospital', [link(false, true, 1), link(true, true, 2)], 100],
  ])('%s', (_, documentNumber, strength) => {
    const links = { ...quietCase.links, documentNumber }
    expect(strengthOf('same-document-number', { ...quietCase, links })).toBe(strength)
  })
})

describe('words of another case', () => {
  const link = (otherFirst: boolean, sentences: number, sameDoctor: boolean, of = 1) => ({
    otherCase: `AAAA-000${of}`,
    otherFirst,
    sentences,
    sameDoctor,
  })
  test.each([
    ['of one doctor, too few', [link(true, 3, true)], 0],
    ['of one doctor', [link(true, 4, true)], 100],
    ['of two doctors, too few', [link(true, 2, false)], 0],
    ['of two doctors, three', [link(true, 3, false)], 40],
    ['of two doctors, four', [link(true, 4, false)], 100],
    ['this case was first', [link(false, 6, false)], 5],
    ['first of a series', [link(false, 6, true, 1), link(false, 5, true, 2), link(false, 4, true, 3)], 100],
  ])('%s', (_, words, strength) => {
    expect(strengthOf('copied-words', { ...quietCase, links: { ...quietCase.links, words } })).toBe(strength)
  })
})

describe('a hospital that attests', () => {
  const member = 'hospital.example'
  const nothing = { member, files: 2, attestedFiles: 0, attestedDocuments: 0, doctorCases: 0, doctorAttested: 0 }
  test.each([
    [{ files: 0 }, 0],
    [{ attestedFiles: 1, attestedDocuments: 1 }, 0],
    [{ attestedDocuments: 1 }, 100],
    // Whether the doctor's department attests is not known from two cases.
    [{ doctorCases: 2, doctorAttested: 2 }, 67],
    [{ doctorCases: 10, doctorAttested: 8 }, 75],
    [{ doctorCases: 10, doctorAttested: 7 }, 8],
    [{ doctorCases: 3, doctorAttested: 0 }, 8],
  ])('%j: %i', (attestation, strength) => {
    expect(strengthOf('attestation-missing', { ...quietCase, attestation: { ...nothing, ...attestation } })).toBe(
      strength,
    )
  })

  const pdf = {
    saves: 1,
    signatures: 0,
    producer: null,
    creator: null,
    createdAt: null,
    changedAt: null,
    mixedFontLines: 0,
  }
  test.each([
    [{}, 100],
    // The file that the hospital attested was another one, which says little of a file that was joined or saved into.
    [{ producer: 'iLovePDF' }, 1],
    [{ saves: 2 }, 1],
    [{ saves: 2, mixedFontLines: 1 }, 100],
    [{ producer: 'PDFelement 7' }, 100],
  ])('attested other documents, and the PDF is %j: %i', (traces, strength) => {
    const facts = {
      ...withPaper({ pdfTraces: { ...pdf, ...traces } }),
      attestation: { ...nothing, attestedDocuments: 1 },
    }
    expect(strengthOf('attestation-missing', facts)).toBe(strength)
  })
})

describe('the health declaration against the papers', () => {
  test.each([
    [['kidneys'], 'kidneys', 3, 100],
    [['kidneys'], 'kidneys', 1, 100],
    [['kidneys'], 'kidneys', 0, 30],
    [['kidneys'], 'kidneys', null, 30],
    [['lungs'], 'kidneys', 3, 0],
    [[], 'kidneys', 3, 0],
  ])('denied %j, the paper names %s for %j years: %i', (deniedQuestions, question, years, strength) => {
    const facts = { ...withReading({ past: [{ questions: [question], years }] }), deniedQuestions }
    expect(strengthOf('declaration-against-papers', facts)).toBe(strength)
  })
})
