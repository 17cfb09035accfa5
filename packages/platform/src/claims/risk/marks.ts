import { type PaperReading, readPaper } from '@tongzhou/core'
import type { Platform } from '../../commit/platform.ts'
import { factsOf, type StoredFileFacts } from '../../evidence/index.ts'
import { loadParticipant } from '../../participants/index.ts'
import type { StoredClaim } from '../store.ts'

export const markKinds = ['account', 'phone', 'payer', 'document-number', 'hospital', 'doctor'] as const

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

/** What this claim may have in common with others: account, payer and hospital as stated; numbers, phones and doctors as its papers say. */
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
  return [
    mark('account', statement.payeeAccount.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase()),
    ...(participant ? [mark('payer', participant.payerPersonId.toString())] : []),
    mark('hospital', hospital),
    ...all(({ doctors }) => doctors).map((doctor) => mark('doctor', `${hospital}|${plainName(doctor)}`)),
    ...all(({ documentNumbers }) => documentNumbers).map((number) => mark('document-number', `${hospital}|${number}`)),
    ...all(({ mobilePhones }) => mobilePhones).map((phone) => mark('phone', phone)),
  ]
}

/** A name without what people write differently: width, case, blanks, punctuation. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}
