import {
  atField,
  type ConsentKind,
  canonicalJson,
  currentConsentVersions,
  dayOf,
  type IdentityDocumentRegistry,
  type IdentityFacts,
  identityDocumentRegistry,
  type Parsed,
  type PlanVersion,
  parsed,
  parsePersonName,
  passportChecker,
  residentIdChecker,
  type StatedDocument,
} from '@tongzhou/core'
import type { Platform, Reader } from '../commit/platform.ts'
import { noRiskScores, type RiskScores } from './risk-score.ts'

/** What joining asks of outside; an operator replaces parts of it. */
export interface Joining {
  readonly documents: IdentityDocumentRegistry
  readonly riskScores: RiskScores
  /** Version of each consent's wording that the pages show. */
  readonly wordings: Readonly<Record<ConsentKind, number>>
  /** False for a plan in run-off, which a later part knows. */
  readonly isOpenToJoiners: (reader: Reader, planCode: string) => Promise<boolean>
}

export const defaultJoining: Joining = {
  documents: identityDocumentRegistry([residentIdChecker, passportChecker]),
  riskScores: noRiskScores,
  wordings: currentConsentVersions,
  isOpenToJoiners: () => Promise.resolve(true),
}

/** A person as typed in: a name and an identity document. */
export interface StatedPerson {
  readonly name: string
  readonly document: StatedDocument
}

export interface CheckedPerson {
  readonly name: string
  readonly identity: IdentityFacts
}

/** Reads name and document in their one form; refused with the field and the rule. */
export function checkPerson(
  { documents }: Pick<Joining, 'documents'>,
  stated: StatedPerson,
  plan: Pick<PlanVersion, 'timeZone'>,
  now: Temporal.Instant,
): Parsed<CheckedPerson> {
  const name = parsePersonName(stated.name)
  if (!name.accepted) return atField(name, 'name')
  const identity = documents.check(stated.document, dayOf(now, plan.timeZone))
  if (!identity.accepted) return atField(identity, 'identity.number')
  return parsed({ name: name.value, identity: identity.value })
}

/** What is declared at joining, sealed with the person's key: a claim's reviewer opens it, nobody else. */
export interface Declaration {
  readonly answers: Readonly<Record<string, boolean>>
  readonly riskScore: number | null
}

const declarationContext = (participantId: bigint) => `participant:${participantId}:declaration`

export function sealDeclaration(
  { vault }: Pick<Platform, 'vault'>,
  subjectKey: Uint8Array,
  participantId: bigint,
  { answers, riskScore }: Declaration,
): Uint8Array {
  return vault.sealText(subjectKey, declarationContext(participantId), canonicalJson({ answers, riskScore }))
}

export function openDeclaration(
  { vault }: Pick<Platform, 'vault'>,
  subjectKey: Uint8Array,
  participantId: bigint,
  sealed: Uint8Array,
): Declaration {
  return JSON.parse(vault.openText(subjectKey, declarationContext(participantId), sealed)) as Declaration
}
