import { type RiskSignalCode, riskSignalCodes } from '@tongzhou/core'
import { type Degree, degrees, type FraudKind, fraudKinds, type TrialCase } from './trial-case.ts'

export interface ScoredCase {
  readonly reference: string
  readonly one: TrialCase
  readonly score: number
  readonly points: Readonly<Partial<Record<RiskSignalCode, number>>>
}

/** The kinds of fraud that each signal is for. */
const meantFor: Readonly<Record<RiskSignalCode, readonly FraudKind[]>> = {
  'soon-after-waiting': ['known-illness'],
  'ill-around-joining': ['known-illness'],
  'same-file': ['same-file'],
  'near-same-picture': ['near-picture'],
  'same-document-number': ['same-number'],
  'copied-words': ['copied-words'],
  'edited-picture': ['edited-picture'],
  'edited-pdf': ['edited-pdf'],
  'shared-account': ['account-ring'],
  'shared-phone': ['phone-ring'],
  'payer-of-many': ['payer-of-many'],
  'beside-refused': ['account-ring', 'phone-ring', 'payer-of-many', 'hospital-mill', 'doctor-mill'],
  'hospital-above-rate': ['hospital-mill'],
  'doctor-above-rate': ['doctor-mill'],
  'dates-contradict': ['dates'],
  'attestation-missing': ['not-attested'],
  'declaration-against-papers': ['undeclared'],
}

const percent = (part: number, whole: number) => (whole === 0 ? '-' : `${Math.floor((100 * part) / whole + 0.5)} %`)

/** Of equal scores the honest come first: where a place in the queue is a matter of luck, it counts against the signals. */
export function inQueue(cases: readonly ScoredCase[]): readonly ScoredCase[] {
  return [...cases].sort(
    (left, right) => right.score - left.score || Number(left.one.planted !== null) - Number(right.one.planted !== null),
  )
}

/** A tenth of the cases, those with the highest scores. */
export function firstTenth(cases: readonly ScoredCase[]): readonly ScoredCase[] {
  return inQueue(cases).slice(0, Math.floor(cases.length / 10))
}

/** How many of the planted frauds are among the cases that are looked at first. */
export function summary(cases: readonly ScoredCase[], first: readonly ScoredCase[]) {
  const count = (those: readonly ScoredCase[], of: readonly Degree[]) =>
    those.filter(({ one }) => one.planted !== null && of.includes(one.planted.degree)).length
  const [planted, found] = [count(cases, degrees), count(first, degrees)]
  // The subtle ones are made without what their signal sees.
  const traced = { planted: count(cases, ['plain', 'usual']), found: count(first, ['plain', 'usual']) }
  return { planted, found, share: found / planted, traced }
}

/** Precision and recall of each signal, as lines of Markdown. Cases that others were copied from have the signal too, and are honest. */
export function signalTable(cases: readonly ScoredCase[]): readonly string[] {
  const lines = riskSignalCodes.map((code) => {
    const having = cases.filter(({ points }) => (points[code] ?? 0) > 0)
    const planted = having.filter(({ one }) => one.planted !== null)
    const meant = cases.filter(({ one }) => one.planted && meantFor[code].includes(one.planted.kind))
    const seen = meant.filter(({ points }) => (points[code] ?? 0) > 0)
    return `| \`${code}\` | ${having.length} | ${planted.length} | ${percent(planted.length, having.length)} | ${meant.length} | ${seen.length} | ${percent(seen.length, meant.length)} |`
  })
  return [
    '| signal | cases with it | of these planted | precision | planted for it | seen by it | recall |',
    '| --- | --: | --: | --: | --: | --: | --: |',
    ...lines,
  ]
}

/** What became of each kind of fraud, by degree: how many are among the first. */
export function kindTable(cases: readonly ScoredCase[], first: readonly ScoredCase[]): readonly string[] {
  const top = new Set(first)
  const lines = fraudKinds.map((kind) => {
    const cells = [...degrees.map((degree) => [degree] as readonly string[]), degrees].map((wanted) => {
      const planted = cases.filter(({ one }) => one.planted?.kind === kind && wanted.includes(one.planted.degree))
      const found = planted.filter((one) => top.has(one))
      return planted.length === 0 ? '' : `${found.length} of ${planted.length}`
    })
    return `| ${kind} | ${cells.join(' | ')} |`
  })
  return ['| planted | plain | usual | subtle | all |', '| --- | --: | --: | --: | --: |', ...lines]
}
