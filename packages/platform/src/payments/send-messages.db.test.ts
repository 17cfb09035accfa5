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

test('messages reach the phone once, in both languages; one that could not be sent comes again after a pause', async () => {
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
  expect(await sendMessages(platform, sender)).toBe(1)
  broken = false
  expect(await sendMessages(platform, sender)).toBe(0)
  platform.clock.advance({ minutes: 2 })
  expect(await sendMessages(platform, sender)).toBe(1)
  expect(sent[1]).toContain('2020-07-26前补缴可恢复')
  expect(await sendMessages(platform, sender)).toBe(0)
})

const voteOpen = { until: '2020-07-01 12:00' }

test('one message that nobody can send keeps no other waiting, comes again later and later, and is given up in the end', async () => {
  const [poisoned, whole] = [await person('+8613800000011'), await person('+8613800000012')]
  await write(poisoned, 'share-unpaid', {})
  await write(whole, 'vote-open', voteOpen)
  const sent: string[] = []
  const sender = { send: async (phone: string) => void sent.push(phone) }
  expect(await sendMessages(platform, sender)).toBe(2)
  expect(sent).toEqual(['+8613800000012'])
  for (let tries = 2; tries <= 20; tries += 1) {
    platform.clock.advance({ minutes: 1_440 })
    expect(await sendMessages(platform, sender)).toBe(1)
  }
  platform.clock.advance({ minutes: 1_440 })
  expect(await sendMessages(platform, sender)).toBe(0)
  const { rows } = await sql`
    select tries, given_up_at is not null as given_up from messages where person_id = ${poisoned}`.execute(
    platform.database,
  )
  expect(rows).toEqual([{ tries: 20, given_up: true }])
})

test('of a service that does not work it is found out with three messages, not with all', async () => {
  const people = await Promise.all([21, 22, 23, 24, 25].map((number) => person(`+86138000000${number}`)))
  for (const one of people) await write(one, 'vote-open', voteOpen)
  let asked = 0
  const broken = {
    send: async () => {
      asked += 1
      throw new Error('the message service answered 500')
    },
  }
  await expect(sendMessages(platform, broken)).rejects.toThrow('answered 500')
  expect(asked).toBe(3)
  // What was not tried waits for nothing.
  const untried: string[] = []
  expect(await sendMessages(platform, { send: async (phone: string) => void untried.push(phone) })).toBe(2)
  expect(untried).toHaveLength(2)
  const sent: string[] = []
  const sender = { send: async (phone: string) => void sent.push(phone) }
  platform.clock.advance({ minutes: 11 })
  expect(await sendMessages(platform, sender)).toBe(3)
  expect(new Set([...untried, ...sent]).size).toBe(5)
})

test('four poisoned messages that come again do not stop those behind them', async () => {
  const poisoned = await Promise.all([31, 32, 33, 34].map((number) => person(`+86138000000${number}`)))
  for (const one of poisoned) {
    await write(one, 'share-unpaid', {})
    await sendMessages(platform, { send: async () => {} })
  }
  const whole = await person('+8613800000035')
  await write(whole, 'vote-open', voteOpen)
  platform.clock.advance({ minutes: 3 })
  const sent: string[] = []
  expect(await sendMessages(platform, { send: async (phone: string) => void sent.push(phone) })).toBe(5)
  expect(sent).toEqual(['+8613800000035'])
})

test('five processes at once send each message once', async () => {
  const people = await Promise.all(Array.from({ length: 60 }, (_, at) => person(`+8613900000${100 + at}`)))
  for (const one of people) await write(one, 'vote-open', voteOpen)
  const ids: string[] = []
  const sender = {
    send: async (_phone: string, _text: string, id?: string) => {
      await new Promise((wake) => setTimeout(wake, 1))
      ids.push(id!)
    },
  }
  const done = await Promise.all(Array.from({ length: 5 }, () => sendMessages(platform, sender)))
  expect(done.reduce((sum, one) => sum + one, 0)).toBe(60)
  expect(ids).toHaveLength(60)
  expect(new Set(ids).size).toBe(60)
})
