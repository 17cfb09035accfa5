import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Fault } from './faults.ts'
import type { House } from './house.ts'

/**
 * One thing that a job can not get done: every run of it throws there. The other things of that job, and the other jobs, have to go on: each
 * poison stays until the day's work of the next day is done to its end.
 */
const dayMilliseconds = 86_400_000
const longestDayMilliseconds = 40_000

/** The last thing of a day's work is the statement of the day before. Throws where it does not come. */
export async function dayIsDone(house: House, longest = longestDayMilliseconds): Promise<void> {
  const yesterday = house.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate().subtract({ days: 1 })
  const until = performance.now() + longest
  let reached = 'none'
  while (performance.now() < until) {
    const [row] = (await house.database
      .ask('tongzhou', ['select max(day)::text as day from statements_compared'])
      .catch(() => [])) as readonly { day: string | null }[]
    reached = row?.day ?? 'none'
    if (reached !== 'none' && Temporal.PlainDate.compare(Temporal.PlainDate.from(reached), yesterday) >= 0) return
    await pause(200)
  }
  throw new Error(
    `the day's work of ${yesterday.add({ days: 1 })} was not done in ${longest / 1_000} s: the last whole one came to ${reached}`,
  )
}

async function whilePoisoned(house: House, what: string, cure: () => Promise<void>): Promise<string> {
  try {
    house.advance(dayMilliseconds)
    await dayIsDone(house)
  } finally {
    await cure()
  }
  return what
}

const ask = async <Row>(house: House, statement: string) => (await house.database.ask('tongzhou', [statement])) as Row[]

export const poisons: readonly Fault[] = [
  {
    kind: 'poisoned job: a payee that does not open',
    happen: async (house) => {
      // The key of a case whose money is on its way, or will be.
      const rows = await ask<{ subject: string; old: string }>(
        house,
        `select k.subject, encode(k.wrapped_key, 'hex') as old
         from claims c join subject_keys k on k.subject = 'claim:' || c.claim_id
         where c.status in ('approved', 'published', 'settled') and k.wrapped_key is not null
         order by c.status = 'settled' desc, c.case_reference limit 1`,
      )
      const [row] = rows
      if (!row) return 'no case was there to poison'
      const set = (hex: string) =>
        ask(house, `update subject_keys set wrapped_key = decode('${hex}', 'hex') where subject = '${row.subject}'`)
      await set(row.old.replace(/..$/, (end) => (end === '00' ? '01' : '00')))
      return whilePoisoned(house, 'the key of a case did not open for a day', async () => {
        await set(row.old)
      })
    },
  },
  {
    kind: 'poisoned job: a message that nobody takes',
    happen: async (house) => {
      const rows = await ask<{ person_id: string }>(
        house,
        'select person_id from participants order by random() limit 2',
      )
      const [first, second] = rows
      if (!first || !second) return 'nobody was there'
      // What the first message says is lost; the second one comes behind it.
      const facts = `'{"plan":"rig-plan","period":"2027-01-A","shareFen":"100","shares":1,"payBy":"2027-01-20"}'`
      await ask(
        house,
        `insert into messages (person_id, kind, facts, written_at)
         values (${first.person_id}, 'share-unpaid', '{}', '${house.now()}'), (${second.person_id}, 'share-unpaid', ${facts}, '${house.now()}')`,
      )
      return whilePoisoned(house, 'a message without its facts, before one that has them', async () => {
        for (let tries = 0; tries < 150; tries += 1) {
          const waiting = await ask(
            house,
            `select from messages where facts <> '{}' and sent_at is null and message_id < (select max(message_id) from messages) limit 1`,
          )
          if (waiting.length === 0) return
          await pause(200)
        }
        throw new Error('a message that nobody can send kept others from being sent for 30 s')
      })
    },
  },
  {
    kind: 'poisoned job: a file that is broken',
    happen: async (house) => {
      const [row] = await ask<{ ref: string }>(
        house,
        'select original_ref as ref from evidence order by recorded_at desc limit 1',
      )
      const path = row && join(house.folder, 'data', 'evidence', row.ref.slice(0, 2), row.ref)
      if (!path || !existsSync(path)) return 'no file was there to break'
      const whole = readFileSync(path)
      truncateSync(path, Math.floor(whole.length / 2))
      return whilePoisoned(house, 'half of a sealed file was gone for a day', async () => {
        writeFileSync(path, whole)
      })
    },
  },
  {
    kind: 'poisoned job: a notice of nothing',
    happen: async (house) => {
      await ask(
        house,
        `insert into gateway_notices (notice_id, kind, subject_key, received_at) values
         ('poison-${crypto.randomUUID()}', 'transfer', 't.ZZZZ-ZZZZ.1.1', '${house.now()}'),
         ('poison-${crypto.randomUUID()}', 'batch', 'b.999999.1.1', '${house.now()}')`,
      )
      return whilePoisoned(house, 'notices of a batch and a transfer that are not ours', async () => {})
    },
  },
]
