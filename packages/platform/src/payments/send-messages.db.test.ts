import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testPlatform } from '../../test/platform.ts'
import { destroySubjectKey, insertPhonePerson, nextPersonIds, personSubject } from '../identity/index.ts'
import { sendMessages } from './send-messages.ts'

const platform = await testPlatform()

async function person(phone: string): Promise<bigint> {
  const [personId] = await nextPersonIds(platform.database, 1)
  for (const write of insertPhonePerson(platform, personId!, phone, platform.clock.now())) {
    await write.execute(platform.database)
  }
  return personId!
}

async function write(personId: bigint, kind: string, facts: object): Promise<void> {
  await sql`
    insert into messages (person_id, kind, facts, written_at)
    values (${personId}, ${kind}, ${JSON.stringify(facts)}::jsonb, now())`.execute(platform.database)
}

test('messages reach the phone once, in both languages; a fault of the sender keeps the rest for the next run', async () => {
  const sent: string[] = []
  let broken = false
  const sender = {
    send: async (phone: string, text: string) => {
      if (broken) throw new Error('no line')
      sent.push(`${phone} ${text}`)
    },
  }
  const [first, second, deleted] = [
    await person('+8613800000001'),
    await person('+8613800000002'),
    await person('+8613800000003'),
  ]
  await destroySubjectKey(personSubject(deleted), platform.clock.now()).execute(platform.database)
  await write(first, 'share-unpaid', { period: '2020-06-A', shareFen: '300', coverUntil: '2020-06-26', shares: 2 })
  await write(deleted, 'share-unpaid', { period: '2020-06-A', shareFen: '300', coverUntil: '2020-06-26', shares: 1 })
  await write(999_999n, 'share-unpaid', { period: '2020-06-A', shareFen: '300', coverUntil: '2020-06-26', shares: 1 })
  expect(await sendMessages(platform, sender)).toBe(3)
  expect(sent).toHaveLength(1)
  expect(sent[0]).toMatch(/^\+8613800000001 2020-06-A期分摊6\.00元尚未支付.*6\.00 yuan, is unpaid/)

  await write(second, 'cover-ended-unpaid', {
    period: '2020-06-A',
    shareFen: '300',
    endedOn: '2020-06-26',
    reinstatedUntil: '2020-07-26',
    shares: 1,
  })
  broken = true
  await expect(sendMessages(platform, sender)).rejects.toThrow('no line')
  broken = false
  expect(await sendMessages(platform, sender)).toBe(1)
  expect(sent[1]).toContain('2020-07-26前补缴可恢复')
  expect(await sendMessages(platform, sender)).toBe(0)
})
