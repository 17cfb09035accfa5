import {
  type ConsentAnswer,
  type ConsentKind,
  joinPlan as decideJoining,
  type PlanJoined,
  type PlanVersion,
  type Recordable,
  type Refused,
  type Relation,
  refuse,
} from '@tongzhou/core'
import { type Actor, commit, type Effects, type Outcome, type Row, type Unit } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import {
  documentHash,
  identifyPerson,
  insertIdentifiedPerson,
  loadPerson,
  nextPersonIds,
  openSubjectKey,
  personByDocument,
  personSubject,
  type StoredPerson,
} from '../identity/index.ts'
import { insertParticipants } from './insert-participants.ts'
import { type CheckedPerson, checkPerson, type Joining, type StatedPerson, sealDeclaration } from './joining.ts'
import { planInForce } from './plan-in-force.ts'
import { retryTakenKey } from './retry-taken-key.ts'
import { isInPlanNow, nextParticipantIds } from './store.ts'

export interface JoinPlanCommand {
  readonly key: string
  /** Who is signed in: joins, or joins a family member and pays for them. */
  readonly actor: Actor & { readonly personId: bigint }
  readonly planCode: string
  readonly person: StatedPerson
  /** What the person is to the one who is signed in. */
  readonly relation: 'self' | Relation
  readonly consents: Readonly<Partial<Record<ConsentKind, ConsentAnswer>>>
  readonly answers: Readonly<Record<string, boolean>>
}

export interface JoinAnswer {
  readonly participantId: string
  readonly joinedOn: string
  readonly coveredFrom: string
}

/**
 * Joins oneself or a family member to a plan. Refused in this order: plan-unknown, name and document by their parsers,
 * payer-unidentified (who joins a family member has shown their own document before), relation-is-self, the rules of
 * `joinPlan` in core, identity-belongs-to-another.
 */
export async function joinPlan(
  platform: Platform,
  joining: Joining,
  command: JoinPlanCommand,
): Promise<Outcome<JoinAnswer>> {
  const { key, actor, planCode, person, relation, consents, answers } = command
  const now = platform.clock.now()
  const plan = await planInForce(platform.database, planCode, now)
  if ('accepted' in plan) return plan
  const checked = checkPerson(joining, person, plan, now)
  if (!checked.accepted) return checked
  // Asked before the transaction: it may be a call to the outside.
  const riskScore = await joining.riskScores.scoreOf(checked.value.identity)
  const { name, document } = person
  const content: Recordable = {
    planCode,
    relation,
    answers,
    person: { name, document: { kind: document.kind, number: document.number } },
    consents: consents as Recordable,
  }
  return retryTakenKey(() =>
    commit<JoinAnswer>(platform, { key, kind: 'join-plan', actor, content }, (unit) =>
      join(platform, joining, unit, command, checked.value, riskScore),
    ),
  )
}

async function join(
  platform: Platform,
  joining: Joining,
  unit: Unit,
  command: JoinPlanCommand,
  person: CheckedPerson,
  riskScore: number | null,
): Promise<Effects<JoinAnswer> | Refused> {
  const { actor, planCode, relation, consents, answers } = command
  const plan = await planInForce(unit.reader, planCode, unit.now)
  if ('accepted' in plan) return plan
  const actingPerson = await loadPerson(unit.reader, actor.personId)
  if (!actingPerson) throw new Error(`signed in as person ${actor.personId}, who is not there`)
  const hash = documentHash(platform, person.identity)
  const known = await personByDocument(unit.reader, hash)
  const payer = payerOf(actingPerson, relation, known)
  if (payer !== null && 'accepted' in payer) return payer

  const personId = known ?? (relation === 'self' ? actor.personId : null)
  const state = {
    plan,
    openToJoiners: await joining.isOpenToJoiners(unit.reader, planCode),
    alreadyInPlan: personId !== null && (await isInPlanNow(unit.reader, personId, planCode)),
    currentWordings: joining.wordings,
  }
  const decision = decideJoining(state, { identity: person.identity, payer, consents, answers, riskScore }, unit.now)
  if (!decision.accepted) return decision
  const documentChanged = actingPerson.birthDate !== null && known === null
  if (relation === 'self' && (personId !== actor.personId || documentChanged)) {
    return refuse('identity-belongs-to-another', {}, { field: 'identity.number' })
  }
  const subject = await subjectOf(platform, unit, person, personId, hash, known)
  return joinedEffects(platform, unit, plan, command, person, decision.event, subject, riskScore)
}

/** The payer as the rules see them: null for who pays for oneself. */
function payerOf(actingPerson: StoredPerson, relation: 'self' | Relation, known: bigint | null) {
  if (relation === 'self') return null
  if (actingPerson.birthDate === null) return refuse('payer-unidentified', {}, { field: 'relation' })
  if (known === actingPerson.personId) return refuse('relation-is-self', {}, { field: 'relation' })
  return { bornOn: actingPerson.birthDate, relation }
}

interface Subject {
  readonly personId: bigint
  readonly subjectKey: Uint8Array
  readonly rows: readonly Row[]
}

/** The person who joins, with the rows that make or identify them where that has not happened yet. */
async function subjectOf(
  platform: Platform,
  unit: Unit,
  { identity, name }: CheckedPerson,
  personId: bigint | null,
  hash: Uint8Array,
  known: bigint | null,
): Promise<Subject> {
  if (personId === null) {
    const [newPersonId] = await nextPersonIds(unit.reader, 1)
    const subjectKey = platform.vault.newSubjectKey()
    const made = { personId: newPersonId!, name, identity, documentHash: hash }
    const rows = insertIdentifiedPerson(platform, subjectKey, made, unit.now)
    return { personId: newPersonId!, subjectKey, rows }
  }
  const subjectKey = await openSubjectKey(platform, unit.reader, personSubject(personId))
  if (known !== null) return { personId, subjectKey, rows: [] }
  const rows = identifyPerson(platform, subjectKey, { personId, name, identity, documentHash: hash }, unit.now)
  return { personId, subjectKey, rows }
}

async function joinedEffects(
  platform: Platform,
  unit: Unit,
  plan: PlanVersion,
  { actor, relation, consents, answers }: JoinPlanCommand,
  { identity }: CheckedPerson,
  event: PlanJoined,
  subject: Subject,
  riskScore: number | null,
): Promise<Effects<JoinAnswer>> {
  const [participantId] = await nextParticipantIds(unit.reader, 1)
  const joiner = {
    participantId: participantId!,
    personId: subject.personId,
    payerPersonId: actor.personId,
    relation,
    joinedOn: event.joinedOn,
    birthDate: identity.bornOn,
    sex: identity.sex,
    region: identity.region,
    wordingVersions: {
      'health-data': consents['health-data']!.wordingVersion,
      publication: consents.publication!.wordingVersion,
    },
    sealedAnswers: sealDeclaration(platform, subject.subjectKey, participantId!, { answers, riskScore }),
  }
  const answer = {
    participantId: String(participantId),
    joinedOn: event.joinedOn.toString(),
    coveredFrom: event.coveredFrom.toString(),
  }
  return { answer, rows: [...subject.rows, ...insertParticipants(plan, [joiner], unit.now)], events: [] }
}
