import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { testPlatform } from '../../test/platform.ts'
import { SealBroken } from './encryption.ts'
import {
  destroySubjectKey,
  insertSubjectKey,
  openSubjectKey,
  openSubjectKeys,
  SubjectKeyDestroyed,
} from './subject-keys.ts'

const platform = await testPlatform()
const { database, vault } = platform

async function newKey(subject: string): Promise<Uint8Array> {
  const key = vault.newSubjectKey()
  await insertSubjectKey(platform, subject, key).execute(database)
  return key
}

it('a key comes back, and after its destruction nothing sealed with it can be read', async () => {
  const key = await newKey('person:1')
  const kept = await newKey('person:2')
  const sealed = vault.sealText(key, 'person:1:name', 'a name')
  const opened = await openSubjectKey(platform, database, 'person:1')
  expect(vault.openText(opened, 'person:1:name', sealed)).toBe('a name')

  const destroy = () => destroySubjectKey('person:1', platform.clock.now()).execute(database)
  expect([(await destroy()).numAffectedRows, (await destroy()).numAffectedRows]).toEqual([1n, 0n])
  await expect(openSubjectKey(platform, database, 'person:1')).rejects.toThrow(SubjectKeyDestroyed)
  await expect(openSubjectKey(platform, database, 'person:3')).rejects.toThrow('there is no key of person:3')
  const left = await openSubjectKeys(platform, database, ['person:1', 'person:2', 'person:3'])
  expect([...left.keys()]).toEqual(['person:2'])
  expect(Buffer.from(left.get('person:2')!).equals(kept)).toBe(true)
})

it("a key put in another subject's row does not open", async () => {
  await newKey('person:10')
  await newKey('person:11')
  await sql`
    update subject_keys set wrapped_key = (select wrapped_key from subject_keys where subject = 'person:10')
    where subject = 'person:11'`.execute(database)
  await expect(openSubjectKey(platform, database, 'person:11')).rejects.toThrow(SealBroken)
})
