import type { LedgerTransaction } from '@tongzhou/core'
import { reversalOf } from '@tongzhou/core'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testPlatform } from '../../test/platform.ts'
import { runAudits } from '../audits/run-audits.ts'
import { commit, system } from '../commit/commit.ts'
import { balanceOf, transactionsOf, trialBalance } from './store.ts'

const platform = await testPlatform()
const { database } = platform

const funding: LedgerTransaction = {
  plan: 'plan-a',
  subject: 'plan/plan-a',
  memo: 'money added by the operator',
  postings: [
    { account: 'gateway-clearing', amountFen: 500n },
    { account: 'operator-receivable', amountFen: -500n },
  ],
}

/** Books under one event; the event's id. */
async function book(...postings: readonly LedgerTransaction[]): Promise<string> {
  let id = ''
  const command = { key: crypto.randomUUID(), kind: 'test', actor: system, content: {} }
  await commit(platform, command, async (unit) => {
    id = unit.newId()
    const event = { id, kind: 'operator-funded' as const, subject: postings[0]!.subject, plan: null }
    return { answer: null, rows: [], events: [event], postings }
  })
  return id
}

describe('the ledger', () => {
  test('keeps bookings as they were committed to, and is level in every plan', async () => {
    const other = { ...funding, plan: 'plan-b', subject: 'plan/plan-b' }
    const id = await book(funding, other)
    expect((await transactionsOf(database, [id])).get(id)).toEqual([funding, other])
    expect(await balanceOf(database, 'plan-a', 'gateway-clearing')).toBe(500n)
    expect(await balanceOf(database, 'plan-a', 'carry')).toBe(0n)
    expect(await trialBalance(database, 'plan-b')).toEqual([
      { plan: 'plan-b', account: 'gateway-clearing', debitFen: 500n, creditFen: 0n },
      { plan: 'plan-b', account: 'operator-receivable', debitFen: 0n, creditFen: 500n },
    ])
  })

  test('takes a mistake back by a booking that names it', async () => {
    const wrong = { ...funding, plan: 'plan-c' }
    const id = await book(wrong)
    const back = reversalOf(wrong, id)
    const backId = await book(back)
    expect((await transactionsOf(database, [backId])).get(backId)).toEqual([back])
    expect(await balanceOf(database, 'plan-c', 'gateway-clearing')).toBe(0n)
    expect(await runAudits(database)).toEqual([])
  })

  test.each([
    ['not-balanced', [funding.postings[0]!, { account: 'carry' as const, amountFen: -499n }]],
    ['too-few-postings', []],
    ['zero-posting', [...funding.postings, { account: 'carry' as const, amountFen: 0n }]],
  ])('takes nothing in that is %s, and keeps nothing of its command', async (code, postings) => {
    const before = await trialBalance(database)
    await expect(book({ ...funding, postings })).rejects.toThrow(code)
    expect(await trialBalance(database)).toEqual(before)
  })

  test.each(['ledger_transactions', 'ledger_postings'])('changes and deletes no row of %s', async (table) => {
    await book(funding)
    const change = sql`update ${sql.ref(table)} set plan_code = 'plan-d'`
    await expect(change.execute(database)).rejects.toThrow('rows are only added')
    await expect(sql`delete from ${sql.ref(table)}`.execute(database)).rejects.toThrow('rows are only added')
    await expect(sql`truncate ledger_transactions, ledger_postings`.execute(database)).rejects.toThrow('only added')
  })

  test('books nothing without an event that tells why', async () => {
    const command = { key: crypto.randomUUID(), kind: 'test', actor: system, content: {} }
    const booking = commit(platform, command, async () => ({ answer: null, rows: [], events: [], postings: [funding] }))
    await expect(booking).rejects.toThrow('postings need a journal event')
  })
})
