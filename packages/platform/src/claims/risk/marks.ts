import {
  firstDayAfterWaiting,
  isEarly,
  isRareNumber,
  type PaperReading,
  type PlanVersion,
  readPaper,
} from '@tongzhou/core'
import type { Platform } from '../../commit/platform.ts'
import { factsOf, type StoredFileFacts } from '../../evidence/index.ts'
import { loadParticipant, type StoredParticipant } from '../../participants/index.ts'
import { planVersion } from '../../plans/index.ts'
import type { StoredClaim } from '../store.ts'

export const markKinds = [
  'account',
  'phone',
  'payer',
  'document-number',
  'sentence',
  'hospital',
  'doctor',
  // The same marks again, of claims whose illness was diagnosed in the first weeks of cover.
  'early-hospital',
  'early-doctor',
] as const

/** Something that claims may have in common, as a keyed hash. */
export interface Mark {
  readonly kind: (typeof markKinds)[number]
  readonly mark: Uint8Array
}

/** A paper's facts with what its text says. */
export interface ReadPaperFacts extends StoredFileFacts {
  readonly reading: PaperReading
}

/** The facts of the files of a claim, by evidence. */
export async function papersOf(
  { database, vault }: Platform,
  { claimId, subjectKey }: Pick<StoredClaim, 'claimId' | 'subjectKey'>,
): Promise<ReadonlyMap<string, ReadPaperFacts>> {
  const facts = await factsOf(vault, subjectKey, database, claimId)
  return new Map([...facts].map(([evidenceId, one]) => [evidenceId, { ...one, reading: readPaper(one.text) }]))
}

/** Sentences of one claim that are kept. */
const mostSentences = 60

/** What this claim may have in common with others: account, payer and hospital as stated; numbers, phones, doctors and words as its papers say. */
export async function marksOf(
  platform: Platform,
  stored: StoredClaim,
  papers: ReadonlyMap<string, ReadPaperFacts>,
): Promise<readonly Mark[]> {
  const { statement } = stored.claim
  const participant = await loadParticipant(platform.database, stored.participantId)
  const hospital = plainName(statement.hospital)
  const readings = [...papers.values()].map(({ reading }) => reading)
  const all = (pick: (reading: PaperReading) => readonly string[]) => [...new Set(readings.flatMap(pick))]
  const mark = (kind: Mark['kind'], value: string): Mark => ({
    kind,
    mark: platform.vault.lookupHash(`claim-mark:${kind}`, value),
  })
  const marks = [
    mark('account', statement.payeeAccount.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()),
    ...(participant ? [mark('payer', participant.payerPersonId.toString())] : []),
    mark('hospital', hospital),
    ...all(({ doctors }) => doctors).map((doctor) => mark('doctor', `${hospital}|${plainName(doctor)}`)),
    ...all(({ documentNumbers }) => documentNumbers).map((number) =>
      mark('document-number', isRareNumber(number) ? number : `${hospital}|${number}`),
    ),
    ...all(({ mobilePhones }) => mobilePhones).map((phone) => mark('phone', phone)),
    ...all(({ measuredSentences }) => measuredSentences)
      .slice(0, mostSentences)
      .map((sentence) => mark('sentence', sentence)),
  ]
  if (!participant || !(await isEarlyClaim(platform, stored, participant))) return marks
  const early = { hospital: 'early-hospital', doctor: 'early-doctor' } as const
  return marks.flatMap((one) =>
    one.kind === 'hospital' || one.kind === 'doctor' ? [one, { ...one, kind: early[one.kind] }] : [one],
  )
}

async function isEarlyClaim(
  { database }: Platform,
  { claim, planCode }: StoredClaim,
  { membership }: StoredParticipant,
): Promise<boolean> {
  const plan = await planVersion(database, planCode, claim.planVersion)
  return isEarly(coverBegins(plan, claim.statement.cause, membership.joinedOn), claim.statement.diagnosedOn)
}

/** First day of cover: after the waiting period, or the day of joining where the plan asks a claim of this cause for no wait. */
export function coverBegins(
  { waitingPeriod }: PlanVersion,
  cause: 'illness' | 'accident',
  joinedOn: Temporal.PlainDate,
) {
  const exempt = cause === 'accident' && waitingPeriod.accidentsExempt
  return exempt ? joinedOn : firstDayAfterWaiting(joinedOn, waitingPeriod.days)
}

/** A name without what people write differently: width, case, blanks, punctuation. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}
