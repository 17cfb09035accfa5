import { dayOf, type Parsed, parsed, parsePhoneNumber } from '@tongzhou/core'
import { type Actor, commit, type Outcome } from '../../commit/commit.ts'
import { newId, type Platform, type Reader } from '../../commit/platform.ts'
import {
  correctionsOf,
  documentHash,
  documentsOf,
  loadPerson,
  openName,
  openPhoneNumber,
  peopleByDocuments,
  personByPhone,
  phoneHash,
  recordLook,
} from '../../identity/index.ts'
import type { Joining } from '../joining.ts'
import { listMemberships } from '../list-memberships.ts'
import { personOfParticipant } from './people-office-store.ts'

export const soughtBy = ['participant', 'person', 'case', 'phone', 'document'] as const

export interface FindPerson {
  readonly actor: Actor
  readonly by: (typeof soughtBy)[number]
  readonly text: string
}

/** Who claims in a case, which a later part knows. */
export type ClaimantOfCase = (reader: Reader, caseReference: string) => Promise<bigint | null>

const timeZone = 'Asia/Shanghai'

/**
 * Finds one person by a number, a case, or exactly by phone or document: names are sealed, so nobody can leaf through them. That somebody was
 * sought is recorded, with by what, never with what was typed; nobody found is an answer too. Refused: what reading the text refuses.
 */
export function findPerson(
  platform: Platform,
  { documents }: Pick<Joining, 'documents'>,
  claimantOfCase: ClaimantOfCase,
  { actor, by, text }: FindPerson,
): Promise<Outcome<{ readonly personId: string | null }>> {
  const command = { key: newId(platform.dice), kind: 'look-for-person', actor, content: { by } }
  return commit(platform, command, async ({ now, reader }) => {
    const found = await idOf(platform, documents, claimantOfCase, reader, by, text.trim(), now)
    if (!found.accepted) return { accepted: false, refusal: { ...found.refusal, field: 'text' } }
    // Who seeks in vain is recorded too: whoever guesses does it often.
    const personId = found.value?.toString() ?? null
    const about = [`sought-by/${by}`, ...(personId === null ? [] : [`person/${personId}`])]
    return { answer: { personId }, rows: [], events: [], about }
  })
}

async function idOf(
  platform: Platform,
  documents: Joining['documents'],
  claimantOfCase: ClaimantOfCase,
  reader: Reader,
  by: FindPerson['by'],
  text: string,
  now: Temporal.Instant,
): Promise<Parsed<bigint | null, string>> {
  switch (by) {
    case 'participant':
    case 'person': {
      if (!/^[0-9]{1,18}$/.test(text)) return parsed(null)
      const number = BigInt(text)
      if (by === 'participant') return parsed(await personOfParticipant(reader, number))
      return parsed((await loadPerson(reader, number))?.personId ?? null)
    }
    case 'case':
      return parsed(await claimantOfCase(reader, text.toUpperCase()))
    case 'phone': {
      const phone = parsePhoneNumber(text)
      if (!phone.accepted) return phone
      return parsed((await personByPhone(reader, phoneHash(platform, phone.value)))?.personId ?? null)
    }
    case 'document': {
      const kind = text.length > 30 ? 'icao-passport' : 'cn-resident-id'
      const identity = documents.check({ kind, number: text }, dayOf(now, timeZone))
      if (!identity.accepted) return identity
      return parsed((await peopleByDocuments(reader, [documentHash(platform, identity.value)]))[0]?.personId ?? null)
    }
  }
}

/** A person's record for an officer; the look is recorded first. Refused: person-unknown. */
export async function lookAtPerson(platform: Platform, actor: Actor, personId: bigint) {
  const looked = await recordLook(platform, { actor, kind: 'look-at-person', personId })
  if (!looked.accepted) return looked
  const { database } = platform
  const person = (await loadPerson(database, personId))!
  const [name, phoneNumber, documents, memberships, corrections] = await Promise.all([
    openName(platform, database, personId),
    openPhoneNumber(platform, database, personId),
    documentsOf(database, personId),
    listMemberships(platform, personId),
    correctionsOf(platform, database, personId),
  ])
  return {
    accepted: true as const,
    person: {
      personId: personId.toString(),
      name,
      phoneNumber,
      birthDate: person.birthDate?.toString() ?? null,
      sex: person.sex,
      region: person.region,
      documentKinds: documents.map(({ kind }) => kind),
      memberships: [...memberships],
      corrections: [...corrections],
    },
  }
}
