import {
  type AttestationFacts,
  type CaseFacts,
  type CaseLinks,
  type CasePaper,
  copiedSentencesElsewhere,
  dayOf,
  nearPicturePercent,
  type PlanVersion,
  readPaper,
} from '@tongzhou/core'
import type { Platform } from '../../commit/platform.ts'
import {
  attestationsOf,
  countAttested,
  evidenceOf,
  matchAttestations,
  nearPictures,
  type StoredEvidence,
  sameFilesElsewhere,
} from '../../evidence/index.ts'
import { SubjectKeyDestroyed } from '../../identity/index.ts'
import { loadParticipant, openDeclarationOf, type StoredParticipant } from '../../participants/index.ts'
import { planVersion } from '../../plans/index.ts'
import type { StoredClaim } from '../store.ts'
import {
  casesOfClaims,
  casesOfDoctors,
  claimsAround,
  claimsWithWords,
  linkedClaims,
  ownForgedCases,
} from './links-store.ts'
import { coverBegins, type Mark, plainName, type ReadPaperFacts } from './marks.ts'
import { type PlanRates, rateOf } from './rates-store.ts'
import type { RiskSettings } from './store.ts'

export interface GatheredFacts {
  readonly facts: CaseFacts
  /** Other claims that share something with this one. */
  readonly linkedClaimIds: readonly string[]
}

/** Everything about a claim that the signals look at, as the database says it now. Its marks have to be written before. */
export async function gatherFacts(
  platform: Platform,
  stored: StoredClaim,
  marks: readonly Mark[],
  papers: ReadonlyMap<string, ReadPaperFacts>,
  attesting: RiskSettings['attestingHospitals'],
  rates: PlanRates,
): Promise<GatheredFacts> {
  const { database } = platform
  const { claim, claimId, planCode } = stored
  const plan = await planVersion(database, planCode, claim.planVersion)
  const participant = (await loadParticipant(database, stored.participantId))!
  const files = await evidenceOf(database, claimId)
  const { linkedClaimIds, links } = await linksOf(platform, stored)
  const ratesOf = (kind: Mark['kind']) =>
    Promise.all(
      marks
        .filter((mark) => mark.kind === kind)
        .map((mark) => rateOf(database, rates, mark, { claimId, filedOn: claim.filedOn })),
    )
  const [hospital = null] = await ratesOf('hospital')
  const { joinedOn } = participant.membership
  const facts: CaseFacts = {
    statedDiagnosisOn: claim.statement.diagnosedOn,
    joinedOn,
    coverFrom: coverBegins(plan, claim.statement.cause, joinedOn),
    bornOn: participant.birthDate,
    papers: files.map((file) => paperOf(file, papers.get(file.evidenceId), plan)),
    checklistNotes: readPaper(notesOf(stored)),
    links,
    hospital,
    doctors: await ratesOf('doctor'),
    attestation: await attestationOf(platform, stored, files, attesting),
    deniedQuestions: await deniedQuestions(platform, participant),
  }
  return { facts, linkedClaimIds }
}

function paperOf(file: StoredEvidence, facts: ReadPaperFacts | undefined, plan: PlanVersion): CasePaper {
  return {
    evidenceId: file.evidenceId,
    addedOn: dayOf(file.recordedAt, plan.timeZone),
    reading: facts && facts.text !== '' ? facts.reading : null,
    pictureTraces: facts?.pictureTraces ?? null,
    pdfTraces: facts?.pdfTraces ?? null,
  }
}

function notesOf({ steps }: StoredClaim): string {
  return steps
    .flatMap(({ event }) =>
      event.kind === 'desk-review-passed' ? [event.note, ...event.checklist.map(({ note }) => note)] : [],
    )
    .join('\n')
}

async function linksOf(
  { database }: Platform,
  { claim, claimId, participantId }: StoredClaim,
): Promise<{ readonly links: CaseLinks; readonly linkedClaimIds: readonly string[] }> {
  const same = await sameFilesElsewhere(database, claimId)
  const near = await nearPictures(database, [claimId], nearPicturePercent)
  const linked = await linkedClaims(database, [claimId])
  const words = await claimsWithWords(database, claimId, copiedSentencesElsewhere)
  const byFile = await casesOfClaims(
    database,
    [...same, ...near, ...words].map(({ otherClaimId }) => otherClaimId),
  )
  // One's own earlier claim has the same papers, and may.
  const others = new Map(byFile.filter((one) => one.participantId !== participantId).map((one) => [one.claimId, one]))
  const ofOthers = <Link extends { readonly otherClaimId: string }>(found: readonly Link[]) =>
    found.flatMap((link) => {
      const other = others.get(link.otherClaimId)
      if (!other) return []
      const otherFirst = Temporal.PlainDate.compare(other.filedOn, claim.filedOn) <= 0
      return [{ ...link, otherCase: other.caseReference, otherFirst }]
    })
  // A file with the same bytes is the same picture too: said once.
  const isSame = (one: { evidenceId: string; otherEvidenceId: string }) =>
    same.some((file) => file.evidenceId === one.evidenceId && file.otherEvidenceId === one.otherEvidenceId)
  const casesWith = (kind: (typeof linked)[number]['kind'], otherPayersOnly: boolean) => [
    ...new Set(
      linked.filter((one) => one.kind === kind && !(otherPayersOnly && one.samePayer)).map((one) => one.otherCase),
    ),
  ]
  const links: CaseLinks = {
    sameFile: ofOthers(same),
    nearPicture: ofOthers(near.filter((one) => !isSame(one))),
    words: ofOthers(words),
    documentNumber: linked.filter(({ kind }) => kind === 'document-number'),
    account: casesWith('account', true),
    phone: casesWith('phone', true),
    payer: casesWith('payer', false),
    refused: {
      own: await ownForgedCases(database, claimId),
      linked: [
        ...new Set(
          linked.filter(({ forged, kind }) => forged && kind !== 'document-number').map(({ otherCase }) => otherCase),
        ),
      ],
    },
  }
  // Also where a board lifted it: then the others are to hear of that.
  const around = claim.refusal?.reason.code === 'forged-evidence' ? await claimsAround(database, claimId) : []
  return {
    links,
    linkedClaimIds: [...new Set([...others.keys(), ...linked.map(({ otherClaimId }) => otherClaimId), ...around])],
  }
}

async function attestationOf(
  { database, vault }: Platform,
  { caseReference, claim, claimId, subjectKey }: StoredClaim,
  files: readonly StoredEvidence[],
  attesting: RiskSettings['attestingHospitals'],
): Promise<AttestationFacts | null> {
  const hospital = plainName(claim.statement.hospital)
  const expected = attesting.find((one) => plainName(one.hospital) === hospital)
  if (!expected) return null
  const matched = matchAttestations(vault, subjectKey, files, await attestationsOf(database, caseReference))
  const attestedFiles = matched.files.filter(({ attestedBy }) => attestedBy !== null).length
  const ofDoctors = await casesOfDoctors(database, claimId)
  return {
    member: expected.member,
    attestedFiles,
    files: files.length,
    attestedDocuments: matched.documents.length,
    doctorCases: ofDoctors.length,
    doctorAttested: await countAttested(database, ofDoctors),
  }
}

/** Questions of the version that was joined under, answered with what does not bar; none where the person's data was erased. */
async function deniedQuestions(platform: Platform, participant: StoredParticipant): Promise<readonly string[]> {
  try {
    const declaration = await openDeclarationOf(platform, participant)
    const joined = await planVersion(platform.database, participant.planCode, participant.planVersion)
    return joined.eligibility.healthQuestions
      .filter(({ barringAnswer, code }) => declaration?.answers[code] === !barringAnswer)
      .map(({ code }) => code)
  } catch (fault) {
    if (fault instanceof SubjectKeyDestroyed) return []
    throw fault
  }
}
