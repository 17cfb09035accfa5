import {
  atField,
  joinPlan as decideJoining,
  type IdentityFacts,
  type PlanVersion,
  type Refusal,
  type Refused,
  refuse,
} from '@tongzhou/core'
import type { Effects, Unit } from '../commit/commit.ts'
import type { Platform, Reader } from '../commit/platform.ts'
import {
  documentHash,
  insertPeople,
  nextPersonIds,
  openSubjectKeys,
  peopleByDocuments,
  personSubject,
  takenPhones,
} from '../identity/index.ts'
import type { ImportRow } from './import-row.ts'
import { insertParticipants, type NewParticipant } from './insert-participants.ts'
import { type CheckedPerson, checkPerson, type Joining, sealDeclaration } from './joining.ts'
import { planInForce } from './plan-in-force.ts'
import { recordedAt } from './recorded-at.ts'
import { nextParticipantIds, peopleInPlan } from './store.ts'

/** A row that was read, with its place in the file and the score that the port gave. */
export interface BatchRow extends ImportRow {
  readonly line: number
}

/** Why a row added nobody: the line, and the rule; never what the row says. */
export interface RowError {
  readonly line: number
  readonly code: string
  readonly field: string | null
  readonly facts: Readonly<Record<string, string | number>>
}

export interface BatchAnswer {
  readonly added: number
  readonly errors: readonly RowError[]
}

interface Joiner {
  readonly row: BatchRow
  readonly checked: CheckedPerson
  readonly hash: Buffer
  readonly payerHash: string | null
  readonly joinedOn: Temporal.PlainDate
  readonly riskScore: number | null
}

/** People by the hash of their document (base64): those of the database, and those that this batch brings. */
interface Standing {
  readonly personId: bigint | null
  readonly birthDate: Temporal.PlainDate
  inPlan: boolean
}

/** What is known of people and phone numbers, and what rows before brought: carried from batch to batch where nothing is written between them. */
export interface Memory {
  readonly standings: Map<string, Standing>
  readonly phones: Set<string>
}

export const newMemory = (): Memory => ({ standings: new Map(), phones: new Set() })

interface Decided {
  readonly joiners: readonly Joiner[]
  readonly errors: readonly RowError[]
}

/**
 * Decides and writes one batch of a group's file in one transaction: reads what the database knows of its documents in a
 * handful of queries, decides each row in core in the order of the file, and inserts all that may join set-based.
 */
export async function importBatch(
  platform: Platform,
  joining: Joining,
  unit: Unit,
  plan: PlanVersion,
  rows: readonly BatchRow[],
): Promise<Effects<BatchAnswer>> {
  const memory = newMemory()
  const { errors, joiners } = await decideBatch(platform, joining, unit, plan, rows, memory)
  return {
    answer: { added: joiners.length, errors },
    rows: await joinerRows(platform, unit, plan, joiners, memory.standings),
    events: [],
  }
}

/** The version in force of a plan that takes people in, for all rows alike. Refused: those of `planInForce`, plan-not-open. */
export async function planOpenToGroups(
  joining: Joining,
  { now, reader }: Pick<Unit, 'reader' | 'now'>,
  planCode: string,
): Promise<PlanVersion | Refused> {
  const plan = await planInForce(reader, planCode, now)
  if ('accepted' in plan || (await joining.isOpenToJoiners(reader, planCode))) return plan
  return refuse('plan-not-open', { plan: planCode }, { field: 'plan' })
}

/** Decides the rows of a batch after all that `memory` holds, and adds what they bring to it. Writes nothing. */
export async function decideBatch(
  platform: Platform,
  joining: Joining,
  { now, reader }: Pick<Unit, 'reader' | 'now'>,
  plan: PlanVersion,
  rows: readonly BatchRow[],
  memory: Memory,
): Promise<Decided> {
  const checkedRows = await Promise.all(rows.map((row) => checkRow(platform, joining, plan, row, now)))
  const errors: RowError[] = []
  const candidates: CheckedRow[] = []
  for (const [index, checked] of checkedRows.entries()) {
    if ('accepted' in checked) errors.push(rowError(rows[index]!.line, checked.refusal))
    else candidates.push(checked)
  }
  for (const [key, standing] of await standingsOf(reader, plan.plan, candidates)) {
    if (!memory.standings.has(key)) memory.standings.set(key, standing)
  }
  for (const phone of await takenPhones(platform, reader, phonesOf(candidates))) memory.phones.add(phone)
  const joiners: Joiner[] = []
  for (const candidate of candidates) {
    const joiner = decideRow(plan, joining, candidate, memory, now)
    if ('accepted' in joiner) errors.push(rowError(candidate.row.line, joiner.refusal))
    else joiners.push(joiner)
  }
  errors.sort((left, right) => left.line - right.line)
  return { joiners, errors }
}

interface CheckedRow {
  readonly row: BatchRow
  readonly checked: CheckedPerson
  readonly hash: Buffer
  readonly payerHash: Buffer | null
  readonly riskScore: number | null
}

async function checkRow(
  platform: Platform,
  joining: Joining,
  plan: PlanVersion,
  row: BatchRow,
  now: Temporal.Instant,
): Promise<CheckedRow | Refused> {
  const checked = checkPerson(joining, row.person, plan, now)
  if (!checked.accepted) return checked
  const hash = documentHash(platform, checked.value.identity)
  const riskScore = plan.eligibility.minRiskScore === null ? null : await scoreOf(joining, checked.value.identity)
  if (row.payer === null) return { row, checked: checked.value, hash, payerHash: null, riskScore }
  const payer = joining.documents.check(row.payer, now.toZonedDateTimeISO(plan.timeZone).toPlainDate())
  if (!payer.accepted) return atField(payer, 'payer_document_number')
  return { row, checked: checked.value, hash, payerHash: documentHash(platform, payer.value), riskScore }
}

const scoreOf = (joining: Joining, identity: IdentityFacts) => joining.riskScores.scoreOf(identity)

async function standingsOf(
  reader: Reader,
  planCode: string,
  candidates: readonly CheckedRow[],
): Promise<Map<string, Standing>> {
  const hashes = candidates.flatMap(({ hash, payerHash }) => (payerHash === null ? [hash] : [hash, payerHash]))
  const people = await peopleByDocuments(reader, hashes)
  const inPlan = await peopleInPlan(
    reader,
    planCode,
    people.map(({ personId }) => personId),
  )
  return new Map(
    people.map(({ hash, personId, birthDate }) => [
      hash.toString('base64'),
      { personId, birthDate, inPlan: inPlan.has(personId) },
    ]),
  )
}

function phonesOf(candidates: readonly CheckedRow[]): readonly string[] {
  return candidates.flatMap(({ row }) => (row.phoneNumber === null ? [] : [row.phoneNumber]))
}

/** Decides one row after all rows before it, and notes in `memory` what it brings. The plan is known to be open. */
function decideRow(
  plan: PlanVersion,
  joining: Joining,
  candidate: CheckedRow,
  { phones, standings }: Memory,
  now: Temporal.Instant,
): Joiner | Refused {
  const { row, checked, hash, riskScore } = candidate
  const key = hash.toString('base64')
  const payerHash = candidate.payerHash?.toString('base64') ?? null
  const payer = payerHash === null ? undefined : standings.get(payerHash)
  if (payerHash !== null && (payer === undefined || payerHash === key)) {
    return refuse('payer-unknown', {}, { field: 'payer_document_number' })
  }
  const known = standings.get(key)
  const state = { plan, openToJoiners: true, alreadyInPlan: known?.inPlan ?? false, currentWordings: joining.wordings }
  const { answers, consents, relation } = row
  const payerFacts = payer === undefined || relation === 'self' ? null : { bornOn: payer.birthDate, relation }
  const command = { identity: checked.identity, payer: payerFacts, consents, answers, riskScore }
  const decision = decideJoining(state, command, now)
  if (!decision.accepted) return decision
  if (known === undefined && row.phoneNumber !== null) {
    if (phones.has(row.phoneNumber)) return refuse('phone-in-use', {}, { field: 'phone' })
    phones.add(row.phoneNumber)
  }
  standings.set(key, { personId: known?.personId ?? null, birthDate: checked.identity.bornOn, inPlan: true })
  return { row, checked, hash, payerHash, joinedOn: decision.event.joinedOn, riskScore }
}

async function joinerRows(
  platform: Platform,
  unit: Unit,
  plan: PlanVersion,
  joiners: readonly Joiner[],
  standings: ReadonlyMap<string, Standing>,
) {
  if (joiners.length === 0) return []
  const personIds = new Map<string, bigint>()
  for (const [key, { personId }] of standings) if (personId !== null) personIds.set(key, personId)
  const keyOf = ({ hash }: Joiner) => hash.toString('base64')
  const newcomers = joiners.filter((joiner) => !personIds.has(keyOf(joiner)))
  const knownSubjects = joiners.flatMap((joiner) => {
    const personId = personIds.get(keyOf(joiner))
    return personId === undefined ? [] : [personSubject(personId)]
  })
  const keys = new Map(await openSubjectKeys(platform, unit.reader, knownSubjects))
  const freshIds = await nextPersonIds(unit.reader, newcomers.length)
  const people = newcomers.map((joiner, index) => {
    const personId = freshIds[index]!
    const subjectKey = platform.vault.newSubjectKey()
    personIds.set(keyOf(joiner), personId)
    keys.set(personSubject(personId), subjectKey)
    const { identity, name } = joiner.checked
    return { personId, name, identity, documentHash: joiner.hash, subjectKey, phoneNumber: joiner.row.phoneNumber }
  })
  const participantIds = await nextParticipantIds(unit.reader, joiners.length)
  const participants = joiners.map((joiner, index): NewParticipant => {
    const personId = personIds.get(keyOf(joiner))!
    const payerPersonId = joiner.payerHash === null ? personId : personIds.get(joiner.payerHash)!
    return newParticipant(platform, joiner, participantIds[index]!, personId, payerPersonId, keys)
  })
  const at = await recordedAt(unit, plan.plan)
  return [...insertPeople(platform, people, unit.now), ...insertParticipants(plan, participants, at)]
}

function newParticipant(
  platform: Platform,
  { checked, joinedOn, riskScore, row }: Joiner,
  participantId: bigint,
  personId: bigint,
  payerPersonId: bigint,
  keys: ReadonlyMap<string, Uint8Array>,
): NewParticipant {
  const subjectKey = keys.get(personSubject(personId))
  if (subjectKey === undefined) throw new Error(`person ${personId} has a document but no key: erasing removes both`)
  const { bornOn, region, sex } = checked.identity
  return {
    participantId,
    personId,
    payerPersonId,
    relation: row.relation,
    joinedOn,
    birthDate: bornOn,
    sex,
    region,
    wordingVersions: {
      'health-data': row.consents['health-data']!.wordingVersion,
      publication: row.consents.publication!.wordingVersion,
    },
    sealedAnswers: sealDeclaration(platform, subjectKey, participantId, { answers: row.answers, riskScore }),
  }
}

export function rowError(line: number, { code, facts, field }: Refusal): RowError {
  return { line, code, field: field ?? null, facts }
}
