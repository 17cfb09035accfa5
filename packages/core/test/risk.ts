import {
  type CaseFacts,
  type CasePaper,
  type DailyCases,
  findSignals,
  type PaperReading,
  type RiskSignalCode,
} from '../src/claims/index.ts'
import { nothingRead } from '../src/claims/risk/read-paper.ts'
import { day } from './claims.ts'

/** So many cases on each of these days, counted from 2020, as days of 600. */
export function daily(cases: Readonly<Record<number, number>>): DailyCases {
  const before = [0]
  for (let at = 0; at < 600; at += 1) before.push(before.at(-1)! + (cases[at] ?? 0))
  return { from: day('2020-01-01'), before }
}

/** A case in which nothing is to be noticed. */
export const quietCase: CaseFacts = {
  statedDiagnosisOn: day('2020-12-01'),
  joinedOn: day('2019-12-01'),
  coverFrom: day('2020-02-29'),
  bornOn: day('1980-05-17'),
  papers: [],
  checklistNotes: nothingRead,
  links: {
    sameFile: [],
    nearPicture: [],
    documentNumber: [],
    words: [],
    account: [],
    phone: [],
    payer: [],
    refused: { own: [], linked: [] },
  },
  hospital: null,
  doctors: [],
  attestation: null,
  deniedQuestions: [],
}

export const quietPaper: CasePaper = {
  evidenceId: 'e1',
  addedOn: day('2020-12-20'),
  reading: null,
  pictureTraces: null,
  pdfTraces: null,
}

export const withPaper = (paper: Partial<CasePaper>): CaseFacts => ({
  ...quietCase,
  papers: [{ ...quietPaper, ...paper }],
})
export const withReading = (reading: Partial<PaperReading>): CaseFacts =>
  withPaper({ reading: { ...nothingRead, ...reading } })

/** The strength of one signal of a case, 0 where it is not there. */
export function strengthOf(code: RiskSignalCode, facts: CaseFacts): number {
  return findSignals(facts).find((signal) => signal.code === code)?.strength ?? 0
}
