import {
  type ConsentAnswer,
  type ConsentKind,
  joinPlan as decideJoining,
  type PlanVersion,
  type Recordable,
  type Refused,
  type Relation,
  refuse,
} from '@tongzhou/core'
import type { Actor, Outcome, Unit } from '../commit/commit.ts'
import { commitMany, type ManyEffects } from '../commit/commit-many.ts'
import { inGroups } from '../commit/in-groups.ts'
import type { Platform } from '../commit/platform.ts'
import {
  documentHash,
  type IdentifiedPerson,
  identifyPeople,
  insertPeople,
  loadPeople,
  nextPersonIds,
  openSubjectKeys,
  peopleByDocuments,
  personSubject,
  type StoredPerson,
} from '../identity/index.ts'
import { insertParticipants, type NewParticipant } from './insert-participants.ts'
import { type CheckedPerson, checkPerson, type Joining, type StatedPerson, sealDeclaration } from './joining.ts'
import { planInForce } from './plan-in-force.ts'
import { recordedAt } from './recorded-at.ts'
import { retryTakenKey } from './retry-taken-key.ts'
import { nextParticipantIds, peopleInPlan } from './store.ts'

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

/** A command whose name and document were read, with the score of the port. */
interface Asking {
  readonly command: JoinPlanCommand
  readonly checked: CheckedPerson
  /** Of the document, base64. */
  readonly hash: string
  readonly riskScore: number | null
}

type JoinTogether = (asking: Asking) => Promise<Outcome<JoinAnswer>>

/** Joins that one transaction takes. */
const mostTogether = 200
const groups = new WeakMap<Platform, WeakMap<Joining, Map<string, JoinTogether>>>()

/**
 * Joins oneself or a family member to a plan. Those who join at the same time share a transaction: a plan that is in the news takes in
 * thousands a minute. Refused in this order: plan-unknown, name and document by their parsers, payer-unidentified (who joins a family
 * member has shown their own document before), relation-is-self, the rules of `joinPlan` in core, identity-belongs-to-another.
 */
export async function joinPlan(
  platform: Platform,
  joining: Joining,
  command: JoinPlanCommand,
): Promise<Outcome<JoinAnswer>> {
  const now = platform.clock.now()
  const plan = await planInForce(platform.database, command.planCode, now)
  if ('accepted' in plan) return plan
  const checked = checkPerson(joining, command.person, plan, now)
  if (!checked.accepted) return checked
  // Asked before the transaction: it may be a call to the outside.
  const riskScore = await joining.riskScores.scoreOf(checked.value.identity)
  const hash = documentHash(platform, checked.value.identity).toString('base64')
  return groupOf(platform, joining, plan.plan)({ command, checked: checked.value, hash, riskScore })
}

function groupOf(platform: Platform, joining: Joining, planCode: string): JoinTogether {
  const ofPlatform = groups.get(platform) ?? new WeakMap<Joining, Map<string, JoinTogether>>()
  groups.set(platform, ofPlatform)
  const ofJoining = ofPlatform.get(joining) ?? new Map<string, JoinTogether>()
  ofPlatform.set(joining, ofJoining)
  const known = ofJoining.get(planCode)
  if (known) return known
  const together = inGroups<Asking, Outcome<JoinAnswer>>(
    ({ command }) => command.actor.personId,
    mostTogether,
    (askings) => joinTogether(platform, joining, planCode, askings),
  )
  ofJoining.set(planCode, together)
  return together
}

function joinTogether(platform: Platform, joining: Joining, planCode: string, askings: readonly Asking[]) {
  const commands = askings.map(({ command }) => {
    const { actor, answers, consents, key, person, relation } = command
    const { document, name } = person
    const content: Recordable = {
      planCode,
      relation,
      answers,
      person: { name, document: { kind: document.kind, number: document.number } },
      consents: consents as Recordable,
    }
    return { key, kind: 'join-plan', actor, content }
  })
  // Somebody may show a document of this group in another process, or in a group's file, at the same moment.
  return retryTakenKey(() =>
    commitMany<JoinAnswer>(platform, commands, async (unit, places) => {
      const asked = places.map((place) => askings[place]!)
      const plan = await planInForce(unit.reader, planCode, unit.now)
      if ('accepted' in plan) return { effects: asked.map(() => plan), rows: [] }
      return decideAll(platform, joining, unit, plan, asked)
    }),
  )
}

/** What is known of those who ask, and of the documents that they show; what the group brings is added as it is decided. */
interface Standing {
  readonly plan: PlanVersion
  readonly openToJoiners: boolean
  readonly acting: ReadonlyMap<bigint, StoredPerson>
  /** Whose document it is, by its hash. */
  readonly owners: Map<string, bigint>
  readonly inPlan: Set<bigint>
}

async function decideAll(
  platform: Platform,
  joining: Joining,
  unit: Unit,
  plan: PlanVersion,
  asked: readonly Asking[],
): Promise<ManyEffects<JoinAnswer>> {
  if (asked.length === 0) return { effects: [], rows: [] }
  const { reader } = unit
  const actors = asked.map(({ command }) => command.actor.personId)
  const owners = await peopleByDocuments(
    reader,
    asked.map(({ hash }) => Buffer.from(hash, 'base64')),
  )
  const people = [...actors, ...owners.map(({ personId }) => personId)]
  const standing: Standing = {
    plan,
    openToJoiners: await joining.isOpenToJoiners(reader, plan.plan),
    acting: new Map((await loadPeople(reader, actors)).map((person) => [person.personId, person])),
    owners: new Map(owners.map(({ hash, personId }) => [hash.toString('base64'), personId])),
    inPlan: new Set(await peopleInPlan(reader, plan.plan, people)),
  }
  const keys = new Map(await openSubjectKeys(platform, reader, people.map(personSubject)))
  const newPeople = await nextPersonIds(reader, asked.length)
  const newParticipants = await nextParticipantIds(reader, asked.length)
  const brought: Brought = { made: [], identified: [], participants: [] }
  const effects = asked.map((asking, at) => {
    const ids = { personId: newPeople[at]!, participantId: newParticipants[at]! }
    return decideOne(platform, joining, unit, standing, asking, ids, keys, brought)
  })
  const { identified, made, participants } = brought
  const at = await recordedAt(unit, plan.plan)
  const rows = [
    ...writes(made, () => insertPeople(platform, made, unit.now)),
    ...writes(identified, () => identifyPeople(platform, identified, unit.now)),
    ...writes(participants, () => insertParticipants(plan, participants, at)),
  ]
  return { effects, rows }
}

/** Each write of a list changes as many rows as the list is long; an empty list writes nothing. */
function writes<One>(list: readonly One[], of: () => ReturnType<typeof insertParticipants>) {
  return list.length === 0 ? [] : of().map((write) => ({ write, changes: list.length }))
}

type Keyed = IdentifiedPerson & { readonly subjectKey: Uint8Array }

/** What a group brings, to be written set-based. */
interface Brought {
  readonly made: (Keyed & { readonly phoneNumber: null })[]
  readonly identified: Keyed[]
  readonly participants: NewParticipant[]
}

function decideOne(
  platform: Platform,
  joining: Joining,
  { now }: Unit,
  standing: Standing,
  { checked, command, hash, riskScore }: Asking,
  ids: { readonly personId: bigint; readonly participantId: bigint },
  keys: Map<string, Uint8Array>,
  { identified, made, participants }: Brought,
) {
  const { actor, answers, consents, relation } = command
  const { acting, inPlan, openToJoiners, owners, plan } = standing
  const { identity, name } = checked
  const actingPerson = acting.get(actor.personId)
  if (!actingPerson) throw new Error(`signed in as person ${actor.personId}, who is not there`)
  const owner = owners.get(hash) ?? null
  const payer = payerOf(actingPerson, relation, owner)
  if (payer !== null && 'accepted' in payer) return payer
  const knownId = owner ?? (relation === 'self' ? actor.personId : null)
  const alreadyInPlan = knownId !== null && inPlan.has(knownId)
  const state = { plan, openToJoiners, alreadyInPlan, currentWordings: joining.wordings }
  const decision = decideJoining(state, { identity, payer, consents, answers, riskScore }, now)
  if (!decision.accepted) return decision
  const documentChanged = actingPerson.birthDate !== null && owner === null
  if (relation === 'self' && (knownId !== actor.personId || documentChanged)) {
    return refuse('identity-belongs-to-another', {}, { field: 'identity.number' })
  }
  const personId = knownId ?? ids.personId
  const subject = personSubject(personId)
  const subjectKey = knownId === null ? platform.vault.newSubjectKey() : keys.get(subject)
  // Deleted their data at this very moment, which ended their session too; a fault would be everybody's in the group.
  if (subjectKey === undefined) return refuse('not-signed-in')
  const person = { personId, name, identity, documentHash: Buffer.from(hash, 'base64'), subjectKey }
  if (knownId === null) made.push({ ...person, phoneNumber: null })
  else if (owner === null) identified.push(person)
  keys.set(subject, subjectKey)
  owners.set(hash, personId)
  inPlan.add(personId)
  const { coveredFrom, joinedOn } = decision.event
  participants.push({
    participantId: ids.participantId,
    personId,
    payerPersonId: actor.personId,
    relation,
    joinedOn,
    birthDate: identity.bornOn,
    sex: identity.sex,
    region: identity.region,
    wordingVersions: {
      'health-data': consents['health-data']!.wordingVersion,
      publication: consents.publication!.wordingVersion,
    },
    sealedAnswers: sealDeclaration(platform, subjectKey, ids.participantId, { answers, riskScore }),
  })
  const answer = {
    participantId: String(ids.participantId),
    joinedOn: joinedOn.toString(),
    coveredFrom: coveredFrom.toString(),
  }
  return { answer, events: [] }
}

/** The payer as the rules see them: null for who pays for oneself. */
function payerOf(
  actingPerson: StoredPerson,
  relation: 'self' | Relation,
  owner: bigint | null,
): { readonly bornOn: Temporal.PlainDate; readonly relation: Relation } | Refused | null {
  if (relation === 'self') return null
  if (actingPerson.birthDate === null) return refuse('payer-unidentified', {}, { field: 'relation' })
  if (owner === actingPerson.personId) return refuse('relation-is-self', {}, { field: 'relation' })
  return { bornOn: actingPerson.birthDate, relation }
}
