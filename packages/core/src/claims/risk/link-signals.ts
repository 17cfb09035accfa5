import type { CaseFacts, CaseLink } from './case-facts.ts'
import { strengthByOrder } from './file-signals.ts'
import type { RiskSignal, RiskSignalCode } from './signal.ts'

/** How many other cases make a signal, and how strong; the first line that is reached counts. */
type Steps = readonly { readonly fromCases: number; readonly strength: number }[]

/** One account for cases of different payers. A family's own account is no signal: its payer is one. */
export const sharedAccountSteps: Steps = [
  { fromCases: 2, strength: 100 },
  { fromCases: 1, strength: 22 },
]
export const sharedPhoneSteps: Steps = [
  { fromCases: 2, strength: 100 },
  { fromCases: 1, strength: 25 },
]
/** Two ill people in one family are bad luck; three and more of one payer are looked at. */
export const payerOfManySteps: Steps = [
  { fromCases: 3, strength: 100 },
  { fromCases: 2, strength: 40 },
]
/** Signals of what a case has in common with cases of other people. */
export function linkSignals({ links }: CaseFacts): readonly RiskSignal[] {
  return [
    ...documentNumberSignal(links.documentNumber),
    ...linkSignal('shared-account', links.account, sharedAccountSteps),
    ...linkSignal('shared-phone', links.phone, sharedPhoneSteps),
    ...linkSignal('payer-of-many', links.payer, payerOfManySteps),
  ]
}

/** A hospital gives a number once. */
function documentNumberSignal(links: readonly CaseLink[]): readonly RiskSignal[] {
  const cases = links.map(({ otherCase }) => otherCase)
  const strength = strengthByOrder(100, links)
  return cases.length === 0 ? [] : [{ code: 'same-document-number', strength, facts: { count: cases.length, cases } }]
}

function linkSignal(code: RiskSignalCode, cases: readonly string[], steps: Steps): readonly RiskSignal[] {
  const step = steps.find(({ fromCases }) => cases.length >= fromCases)
  return step ? [{ code, strength: step.strength, facts: { count: cases.length, cases } }] : []
}

/**
 * The hospital attests its documents on the log, and of this case's files it attested none. Where it attested other documents of the
 * same case, those are not what was handed in.
 */
export function attestationMissingSignal({ attestation }: CaseFacts): RiskSignal | null {
  if (attestation === null || attestation.files === 0 || attestation.attestedFiles > 0) return null
  const { attestedDocuments, files, member } = attestation
  return {
    code: 'attestation-missing',
    strength: attestedDocuments > 0 ? 100 : 10,
    facts: { member, files, attestedDocuments },
  }
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
    strength: since >= 1 ? 100 : 14,
    facts: { questions, years: since, evidenceId: named[0]!.evidenceId },
  }
}
