import {
  type CorrectedField,
  dayOf,
  correctPerson as decideCorrection,
  type IdentityFacts,
  type Parsed,
  parsed,
  parsePersonName,
  parsePhoneNumber,
  refuse,
} from '@tongzhou/core'
import { type Actor, commit, type Outcome, type Row } from '../../commit/commit.ts'
import type { Platform } from '../../commit/platform.ts'
import {
  correctDocument,
  correctName,
  correctPhone,
  documentHash,
  endSessionsOf,
  insertCorrection,
  loadPerson,
  officesOf,
  openDocumentNumber,
  openName,
  openPhoneNumber,
  openSubjectKeys,
  peopleByDocuments,
  personByPhone,
  personSubject,
  phoneHash,
} from '../../identity/index.ts'
import type { Joining } from '../joining.ts'
import { retryTakenKey } from '../retry-taken-key.ts'
import { correctMemberships } from './people-office-store.ts'

export interface CorrectPerson {
  readonly key: string
  readonly actor: Actor
  readonly personId: bigint
  readonly field: CorrectedField
  /** As typed in. */
  readonly value: string
  /** Of the document; not read for other fields. */
  readonly documentKind: string
  readonly reason: string
}

interface Stated {
  readonly value: string
  readonly identity: IdentityFacts | null
}

/** Documents are judged by the day where the operator is. */
const timeZone = 'Asia/Shanghai'

/**
 * Corrects a name, a phone number or a document number, with the reason. What stood there before is kept, sealed; the log tells that something
 * was corrected. Another phone number ends the sessions. Refused: what reading the value refuses, person-unknown, those of `correctPerson`
 * of core, phone-in-use, identity-belongs-to-another.
 */
export async function correctPerson(
  platform: Platform,
  { documents }: Pick<Joining, 'documents'>,
  command: CorrectPerson,
): Promise<Outcome<{ readonly field: CorrectedField }>> {
  const { actor, field, key, personId, reason } = command
  const stated = readStated(documents, command, dayOf(platform.clock.now(), timeZone))
  if (!stated.accepted) return { accepted: false, refusal: { ...stated.refusal, field: 'value' } }
  const { identity, value } = stated.value
  const content = { personId, field, value, kind: identity?.kind ?? null, reason }
  return retryTakenKey(() =>
    commit(platform, { key, kind: 'correct-person', actor, content }, async ({ newId, now, reader }) => {
      const person = await loadPerson(reader, personId)
      const subject = personSubject(personId)
      const subjectKey = (await openSubjectKeys(platform, reader, [subject])).get(subject)
      if (!person || !subjectKey) return refuse('person-unknown', {}, { field: 'personId' })
      const before = await valueInForce(platform, reader, personId, field)
      const state = {
        isSelf: actor.personId === personId,
        holdsOffice: (await officesOf(reader, personId)).length > 0,
        value: before,
        bornOn: person.birthDate,
      }
      const decision = decideCorrection(state, { field, value, reason, bornOn: identity?.bornOn ?? null })
      if (!decision.accepted) return decision
      const rows: Row[] = []
      if (field === 'name') rows.push(correctName(platform, subjectKey, personId, value))
      if (field === 'phone') {
        if (await personByPhone(reader, phoneHash(platform, value)))
          return refuse('phone-in-use', {}, { field: 'value' })
        rows.push(correctPhone(platform, subjectKey, personId, value), endSessionsOf(personId, now))
      }
      if (identity !== null) {
        if ((await peopleByDocuments(reader, [documentHash(platform, identity)])).length > 0)
          return refuse('identity-belongs-to-another', {}, { field: 'value' })
        rows.push(...correctDocument(platform, subjectKey, personId, identity), correctMemberships(personId, identity))
      }
      const eventId = newId()
      const told = { before, after: value, reason: decision.event.reason }
      rows.push(
        insertCorrection(platform, subjectKey, { eventId, personId, field, correctedBy: actor.personId, ...told }, now),
      )
      const subjectOfEvent = `correction/${eventId}`
      const kind = 'personal-data-corrected' as const
      const event = { id: eventId, kind, subject: subjectOfEvent, plan: null, facts: { field } }
      return { answer: { field }, rows, events: [event] }
    }),
  )
}

function readStated(
  documents: Joining['documents'],
  { documentKind, field, value }: CorrectPerson,
  today: Temporal.PlainDate,
): Parsed<Stated, string> {
  if (field === 'document') {
    const identity = documents.check({ kind: documentKind, number: value }, today)
    return identity.accepted ? parsed({ value: identity.value.number, identity: identity.value }) : identity
  }
  const read = field === 'name' ? parsePersonName(value) : parsePhoneNumber(value)
  return read.accepted ? parsed({ value: read.value, identity: null }) : read
}

function valueInForce(
  platform: Platform,
  reader: Parameters<typeof openName>[1],
  personId: bigint,
  field: CorrectedField,
): Promise<string | null> {
  if (field === 'name') return openName(platform, reader, personId)
  return field === 'phone'
    ? openPhoneNumber(platform, reader, personId)
    : openDocumentNumber(platform, reader, personId)
}
