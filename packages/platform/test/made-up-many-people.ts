import { sql } from 'kysely'
import type { Platform } from '../src/commit/platform.ts'
import { documentHash, insertPeople } from '../src/identity/index.ts'
import { madeUpResidentId } from './made-up-people.ts'

const batch = 5_000
const surnames = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗']
const givenNames = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉兰']

interface Member {
  readonly person_id: bigint
  readonly birth_date: Temporal.PlainDate
  readonly sex: 'female' | 'male'
  readonly region: string
  /** Among those born on one day. */
  readonly turn: bigint
}

/** The phone number of a made-up person. */
export function phoneOf(personId: bigint): string {
  return `+86139${String(personId).padStart(8, '0')}`
}

/**
 * Who the participants of `addMany` are: names, documents and the phones of those who pay, each sealed with a key of its own as if they had
 * joined by themselves. About 20,000 a second, almost all of it sealing.
 */
export async function addPeopleOfMany(platform: Platform, progress: (done: number) => void = () => {}): Promise<void> {
  const { database } = platform
  const now = platform.clock.now()
  for (let after = 0n; ; ) {
    const { rows } = await sql<Member & { pays: boolean }>`
      select person_id, birth_date, sex, region, relation = 'self' as pays, person_id % 1000 as turn from participants
      where participant_id > ${after} order by participant_id limit ${batch}`.execute(database)
    if (rows.length === 0) break
    const people = rows.map((member) => ({
      ...personOf(platform, member),
      phoneNumber: member.pays ? phoneOf(member.person_id) : null,
    }))
    for (const write of insertPeople(platform, people, now)) await write.execute(database)
    after = rows.at(-1)!.person_id
    progress(Number(after))
  }
  await sql`vacuum analyze people, identity_documents, subject_keys`.execute(database)
}

function personOf(platform: Platform, { birth_date: bornOn, person_id: personId, region, sex }: Member) {
  // A number of a day and a district has three digits for who was born then: districts make the rest.
  const number = Number(personId)
  const district = `${region}${String((Math.floor(number / 1_000) % 9_000) + 100).padStart(4, '0')}`
  const identity = {
    kind: 'cn-resident-id',
    number: madeUpResidentId(bornOn.toString(), number % 1_000, district),
    bornOn,
    sex,
    region,
  } as Parameters<typeof documentHash>[1]
  const name = `${surnames[number % surnames.length]}${givenNames[number % givenNames.length]}${givenNames[Math.floor(number / 31) % givenNames.length]}`
  return {
    personId,
    name,
    identity,
    documentHash: documentHash(platform, identity),
    subjectKey: platform.vault.newSubjectKey(),
  }
}
