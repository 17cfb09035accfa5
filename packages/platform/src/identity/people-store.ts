import type { IdentityFacts, ProvinceCode, Sex } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Platform, Reader, Write } from '../commit/platform.ts'
import { insertSubjectKey, openSubjectKey, openSubjectKeys } from './subject-keys.ts'

/** What the rules ask of a person. Names are read apart, by `openName`, and only where somebody may see them. */
export interface StoredPerson {
  readonly personId: bigint
  /** Null until an identity document was shown. */
  readonly birthDate: Temporal.PlainDate | null
  readonly sex: Sex | null
  readonly region: ProvinceCode | null
}

/** Somebody whose document was checked, ready to be stored. */
export interface IdentifiedPerson {
  readonly personId: bigint
  readonly name: string
  readonly identity: IdentityFacts
  readonly documentHash: Uint8Array
}

/** The key subject of a person: what is sealed with it is unreadable once it is destroyed. */
export function personSubject(personId: bigint): string {
  return `person:${personId}`
}

const nameContext = (personId: bigint) => `${personSubject(personId)}:name`
const phoneContext = (personId: bigint) => `${personSubject(personId)}:phone`
const documentContext = (personId: bigint) => `${personSubject(personId)}:document`

/** The places that a person's sealed values are bound to. */
export function contextsOf(personId: bigint) {
  return { name: nameContext(personId), phone: phoneContext(personId), document: documentContext(personId) }
}

/** The keyed hash by which a document is found; kind and number in their one canonical form. */
export function documentHash({ vault }: Pick<Platform, 'vault'>, identity: IdentityFacts): Buffer {
  return Buffer.from(vault.lookupHash(`identity-document:${identity.kind}`, identity.number))
}

/** The keyed hash by which a phone number in E.164 is found. */
export function phoneHash({ vault }: Pick<Platform, 'vault'>, phoneNumber: string): Buffer {
  return Buffer.from(vault.lookupHash('phone', phoneNumber))
}

/** Fresh ids. Numbers that a rolled-back transaction drew stay unused. */
export async function nextPersonIds(reader: Reader, count: number): Promise<readonly bigint[]> {
  const { rows } = await sql<{ id: bigint }>`
    select nextval('person_ids') as id from generate_series(1, ${count}::int)`.execute(reader)
  return rows.map((row) => row.id)
}

export async function loadPerson(reader: Reader, personId: bigint): Promise<StoredPerson | null> {
  return (await loadPeople(reader, [personId]))[0] ?? null
}

/** Those of these people who are there, in no order. */
export function loadPeople(reader: Reader, personIds: readonly bigint[]): Promise<readonly StoredPerson[]> {
  return peopleWhere(reader, sql`person_id = any(${personIds}::bigint[])`)
}

/** The person who signs in with this phone number, such as somebody whom a group's import brought. */
export async function personByPhone(reader: Reader, hash: Uint8Array): Promise<StoredPerson | null> {
  return (await peopleWhere(reader, sql`phone_hash = ${hash}`))[0] ?? null
}

async function peopleWhere(reader: Reader, condition: Write): Promise<readonly StoredPerson[]> {
  const { rows } = await sql<{
    person_id: bigint
    birth_date: Temporal.PlainDate | null
    sex: Sex | null
    region: ProvinceCode | null
  }>`select person_id, birth_date, sex, region from people where ${condition}`.execute(reader)
  return rows.map(({ birth_date, person_id, region, sex }) => {
    return { personId: person_id, birthDate: birth_date, sex, region }
  })
}

/** Somebody who has signed in with a phone number (E.164) and shown no document yet. Their key is made with them. */
export function insertPhonePerson(
  platform: Platform,
  personId: bigint,
  phoneNumber: string,
  now: Temporal.Instant,
): readonly Write[] {
  const subjectKey = platform.vault.newSubjectKey()
  const sealedPhone = sealPhone(platform, subjectKey, personId, phoneNumber)
  return [
    insertSubjectKey(platform, personSubject(personId), subjectKey),
    sql`
      insert into people (person_id, phone_hash, sealed_phone, recorded_at)
      values (${personId}, ${phoneHash(platform, phoneNumber)}, ${sealedPhone}, ${now})`,
  ]
}

function sealPhone({ vault }: Platform, subjectKey: Uint8Array, personId: bigint, phoneNumber: string): Buffer {
  return Buffer.from(vault.sealText(subjectKey, phoneContext(personId), phoneNumber))
}

/** The phone number of a person, for sending to it; null where none is known. */
export async function openPhoneNumber(platform: Platform, reader: Reader, personId: bigint): Promise<string | null> {
  const { rows } = await sql<{ sealed_phone: Buffer | null }>`
    select sealed_phone from people where person_id = ${personId}`.execute(reader)
  const sealedPhone = rows[0]?.sealed_phone ?? null
  if (sealedPhone === null) return null
  const subjectKey = await openSubjectKey(platform, reader, personSubject(personId))
  return platform.vault.openText(subjectKey, phoneContext(personId), sealedPhone)
}

/**
 * The first documents of people who had only signed in; of none of them twice. Changes as many rows as there are people in each write, fewer
 * where somebody has shown a document in the meantime. Hashes must not be known yet: the primary key refuses them.
 */
export function identifyPeople(
  platform: Platform,
  people: readonly (IdentifiedPerson & { readonly subjectKey: Uint8Array })[],
  now: Temporal.Instant,
): readonly Write[] {
  const ids = people.map(({ personId }) => personId)
  return [
    sql`
      update people set sealed_name = given.sealed_name, birth_date = given.birth_date, sex = given.sex, region = given.region
      from unnest(${ids}::bigint[], ${sealedNames(platform, people)}::bytea[],
        ${people.map(({ identity }) => identity.bornOn)}::date[], ${people.map(({ identity }) => identity.sex)}::text[],
        ${people.map(({ identity }) => identity.region)}::text[]) as given (person_id, sealed_name, birth_date, sex, region)
      where people.person_id = given.person_id and people.sealed_name is null`,
    insertDocuments(platform, people, now),
  ]
}

function sealedNames({ vault }: Platform, people: readonly (IdentifiedPerson & { readonly subjectKey: Uint8Array })[]) {
  return people.map((one) => vault.sealText(one.subjectKey, nameContext(one.personId), one.name))
}

function insertDocuments(
  { vault }: Platform,
  people: readonly (IdentifiedPerson & { readonly subjectKey: Uint8Array })[],
  now: Temporal.Instant,
): Write {
  const numbers = people.map((one) =>
    vault.sealText(one.subjectKey, documentContext(one.personId), one.identity.number),
  )
  return sql`
    insert into identity_documents (document_hash, person_id, kind, sealed_number, recorded_at)
    select *, ${now}::timestamptz from unnest(${people.map((one) => one.documentHash)}::bytea[],
      ${people.map(({ personId }) => personId)}::bigint[], ${people.map(({ identity }) => identity.kind)}::text[],
      ${numbers}::bytea[])`
}

/** The name of a person, for those who may see it; null for somebody who has shown no document, or was erased. */
export async function openName(platform: Platform, reader: Reader, personId: bigint): Promise<string | null> {
  const { rows } = await sql<{ sealed_name: Buffer | null }>`
    select sealed_name from people where person_id = ${personId}`.execute(reader)
  const sealedName = rows[0]?.sealed_name ?? null
  const subject = personSubject(personId)
  const subjectKey = (await openSubjectKeys(platform, reader, [subject])).get(subject)
  if (sealedName === null || subjectKey === undefined) return null
  return platform.vault.openText(subjectKey, nameContext(personId), sealedName)
}

/** The document number of a person, for the few who may see it; null where none was shown. */
export async function openDocumentNumber(platform: Platform, reader: Reader, personId: bigint): Promise<string | null> {
  const { rows } = await sql<{ sealed_number: Buffer }>`
    select sealed_number from identity_documents where person_id = ${personId}`.execute(reader)
  const sealedNumber = rows[0]?.sealed_number
  if (sealedNumber === undefined) return null
  const subjectKey = await openSubjectKey(platform, reader, personSubject(personId))
  return platform.vault.openText(subjectKey, documentContext(personId), sealedNumber)
}

/** New people with documents, such as a child whom a parent joins, or those whom a group's import brings. Hashes must not be known yet: the primary key refuses them. */
export function insertPeople(
  platform: Platform,
  people: readonly (IdentifiedPerson & { readonly subjectKey: Uint8Array; readonly phoneNumber: string | null })[],
  now: Temporal.Instant,
): readonly Write[] {
  const { vault } = platform
  const ids = people.map(({ personId }) => personId)
  const wrapped = people.map(({ personId, subjectKey }) => vault.wrapSubjectKey(personSubject(personId), subjectKey))
  const phones = people.map(({ personId, phoneNumber, subjectKey }) =>
    phoneNumber === null
      ? null
      : { hash: phoneHash(platform, phoneNumber), sealed: sealPhone(platform, subjectKey, personId, phoneNumber) },
  )
  return [
    sql`
      insert into subject_keys (subject, wrapped_key)
      select * from unnest(${ids.map(personSubject)}::text[], ${wrapped}::bytea[])`,
    sql`
      insert into people (person_id, sealed_name, birth_date, sex, region, phone_hash, sealed_phone, recorded_at)
      select *, ${now}::timestamptz from unnest(${ids}::bigint[], ${sealedNames(platform, people)}::bytea[],
        ${people.map(({ identity }) => identity.bornOn)}::date[], ${people.map(({ identity }) => identity.sex)}::text[],
        ${people.map(({ identity }) => identity.region)}::text[], ${phones.map((phone) => phone?.hash ?? null)}::bytea[], ${phones.map((phone) => phone?.sealed ?? null)}::bytea[])`,
    insertDocuments(platform, people, now),
  ]
}

/** The people of these documents, in one query; documents that are not known are left out. */
export async function peopleByDocuments(reader: Reader, hashes: readonly Uint8Array[]) {
  const { rows } = await sql<{ document_hash: Buffer; person_id: bigint; birth_date: Temporal.PlainDate }>`
    select d.document_hash, d.person_id, p.birth_date from identity_documents d join people p using (person_id)
    where d.document_hash = any(${hashes}::bytea[])`.execute(reader)
  return rows.map((row) => ({ hash: row.document_hash, personId: row.person_id, birthDate: row.birth_date }))
}

/** Which of these phone numbers (E.164) somebody signs in with. */
export async function takenPhones(
  platform: Platform,
  reader: Reader,
  phoneNumbers: readonly string[],
): Promise<Set<string>> {
  const byHash = new Map(phoneNumbers.map((number) => [phoneHash(platform, number).toString('hex'), number]))
  const hashes = [...byHash.keys()].map((hash) => Buffer.from(hash, 'hex'))
  const { rows } = await sql<{ phone_hash: Buffer }>`
    select phone_hash from people where phone_hash = any(${hashes}::bytea[])`.execute(reader)
  return new Set(rows.map((row) => byHash.get(row.phone_hash.toString('hex'))!))
}
