import type { CaseFacts, NumberLink, WordsLink } from './case-facts.ts'
import { pdfWasSavedAgain, strengthByOrder } from './file-signals.ts'
import type { RiskSignal, RiskSignalCode } from './signal.ts'

/** How many other cases make a signal, and how strong; the first line that is reached counts. */
type Steps = readonly { readonly fromCases: number; readonly strength: number }[]

/** One account for cases of different payers. A family's own account is no signal: its payer is one. */
export const sharedAccountSteps: Steps = [
  { fromCases: 2, strength: 100 },
  { fromCases: 1, strength: 38 },
]
export const sharedPhoneSteps: Steps = [
  { fromCases: 2, strength: 100 },
  { fromCases: 1, strength: 38 },
]
/** Two ill people in one family are bad luck; three and more of one payer are looked at. */
export const payerOfManySteps: Steps = [
  { fromCases: 3, strength: 100 },
  { fromCases: 2, strength: 53 },
]
/** Signals of what a case has in common with cases of other people. */
export function linkSignals({ links }: CaseFacts): readonly RiskSignal[] {
  return [
    ...documentNumberSignal(links.documentNumber),
    ...copiedWordsSignal(links.words),
    ...linkSignal('shared-account', links.account, sharedAccountSteps),
    ...linkSignal('shared-phone', links.phone, sharedPhoneSteps),
    ...linkSignal('payer-of-many', links.payer, payerOfManySteps),
  ]
}

/** In percent: another hospital's paper may bear the same long number by chance or by a number of the province's. */
const elsewhereStrength = 70
/** A number on papers of more cases elsewhere is a form's, or a law's. */
const mostCasesElsewhere = 5

/** A hospital gives a number once. */
function documentNumberSignal(links: readonly NumberLink[]): readonly RiskSignal[] {
  const here = links.filter(({ sameHospital }) => sameHospital)
  const found = here.length > 0 ? here : links.length <= mostCasesElsewhere ? links : []
  if (found.length === 0) return []
  const facts = {
    count: found.length,
    cases: found.map(({ otherCase }) => otherCase),
    hospital: here.length > 0 ? 'same' : 'another',
  }
  const strength = strengthByOrder(here.length > 0 ? 100 : elsewhereStrength, found)
  return [{ code: 'same-document-number', strength, facts }]
}

/** Sentences of one case in another's papers from which they are taken for copied. */
export const copiedSentences = 4
/** As many say something where the doctors are different ones. */
export const copiedSentencesElsewhere = 3
/** So many other cases with the same sentences are a series: then the first of them is looked at like the others. */
const seriesCases = 3

/** A measured size, a count of cells, a dose: each is a patient's own, and several of them are not alike in two patients by chance. */
function copiedWordsSignal(links: readonly WordsLink[]): readonly RiskSignal[] {
  const copied = links.filter(({ sentences }) => sentences >= copiedSentences)
  const elsewhere = links.filter(({ sameDoctor, sentences }) => !sameDoctor && sentences >= copiedSentencesElsewhere)
  const found = copied.length > 0 ? copied : elsewhere
  if (found.length === 0) return []
  const full = copied.length > 0 ? 100 : 40
  return [
    {
      code: 'copied-words',
      strength: found.length >= seriesCases ? full : strengthByOrder(full, found),
      facts: {
        sentences: Math.max(...found.map(({ sentences }) => sentences)),
        cases: found.map(({ otherCase }) => otherCase),
      },
    },
  ]
}

function linkSignal(code: RiskSignalCode, cases: readonly string[], steps: Steps): readonly RiskSignal[] {
  const step = steps.find(({ fromCases }) => cases.length >= fromCases)
  return step ? [{ code, strength: step.strength, facts: { count: cases.length, cases } }] : []
}

/** Other cases of the doctor from which it is known whether the department's system attests. */
export const fewestDoctorCases = 3
/** Of these, in percent, above which it does. */
export const attestingPercent = 70

/**
 * The hospital attests its documents on the log, and of this case's files it attested none. Where it attested other documents of the
 * same case, those are not what was handed in, unless a file was saved into since. Departments are connected one after the other, so that
 * what else of the same doctor was attested says whether this could have been.
 */
export function attestationMissingSignal({ attestation, papers }: CaseFacts): RiskSignal | null {
  if (attestation === null || attestation.files === 0 || attestation.attestedFiles > 0) return null
  const { attestedDocuments, doctorAttested, doctorCases, files, member } = attestation
  const facts = { member, files, attestedDocuments, doctorCases, doctorAttested }
  if (attestedDocuments > 0) {
    const strength = papers.some(({ pdfTraces }) => pdfTraces !== null && pdfWasSavedAgain(pdfTraces)) ? 1 : 100
    return { code: 'attestation-missing', strength, facts }
  }
  const known = doctorCases >= fewestDoctorCases
  const strength = !known ? 67 : 100 * doctorAttested > attestingPercent * doctorCases ? 75 : 8
  return { code: 'attestation-missing', strength, facts }
}

/** The declaration said no to a question, and the past history in a paper names what it asks for. */
export function declarationSignal({ deniedQuestions, papers }: CaseFacts): RiskSignal | null {
  const named = papers.flatMap(({ evidenceId, reading }) =>
    (reading?.past ?? []).flatMap(({ questions, years }) =>
      questions
        .filter((question) => deniedQuestions.includes(question))
        .map((question) => ({ question, years, evidenceId })),
    ),
  )
  if (named.length === 0) return null
  const questions = [...new Set(named.map(({ question }) => question))]
  const since = Math.max(...named.map(({ years }) => years ?? 0))
  return {
    code: 'declaration-against-papers',
    // Without a duration it may have come after joining.
    strength: since >= 1 ? 100 : 30,
    facts: { questions, years: since, evidenceId: named[0]!.evidenceId },
  }
}
