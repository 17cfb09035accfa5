import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { settleCase } from '../../test/made-up-period.ts'
import {
  freshMembers,
  freshPeriod,
  freshPlan,
  imbalances,
  startPayments,
  type TestPayments,
} from '../../test/payments.ts'
import { testPlatform } from '../../test/platform.ts'
import { collectPeriod } from './collect-period.ts'
import type { PaymentGateway } from './gateway.ts'
import { reconcileDay } from './reconcile-day.ts'
import { resolveDifference } from './resolve-difference.ts'
import { sendPayouts } from './send-payouts.ts'
import { openDifferences } from './statement-store.ts'

const platform = await testPlatform()
let payments: TestPayments

beforeAll(async () => {
  payments = await startPayments(platform, { openingBalanceFen: '1000000' })
})

afterAll(async () => {
  await payments.built.close()
  expect(await imbalances(platform)).toEqual([])
})

/** A day with eight debits and one payout; returns the numbers of the participants. */
async function busyDay(day: string) {
  const today = await payments.day(day)
  const plan = await freshPlan(platform)
  const members = await freshMembers(platform, plan, 8)
  const periodId = await freshPeriod(platform, plan, members, { sharingDay: day })
  await collectPeriod(platform, payments.gateway, periodId, 1)
  const caseReference = `DAYS-${day.slice(-2).padStart(4, '0')}`
  const { participantId } = members[0]!
  await settleCase(platform, plan, { caseReference, participantId, payoutFen: 2_400n, payeeAccount: 'payee' })
  await sendPayouts(platform, payments.gateway, async () => true, plan.plan, today)
  await payments.day(today.add({ days: 1 }).toString())
  return { today, caseReference, key: (index: number) => `d.${periodId}.${members[index]!.participantId}.1` }
}

const plant = (day: string, kind: string, key: string, amountFen = '300') =>
  payments.admin('statement-faults', { day, kind, key, amountFen })

async function found(): Promise<string[]> {
  const list = await openDifferences(platform.database, 100)
  return list.map((one) => `${one.kind} ${one.movementKey} ${one.oursFen} ${one.theirsFen}`)
}

describe('reconciling a day with the statement', () => {
  test('finds nothing where nothing differs', async () => {
    const { today } = await busyDay('2020-06-14')
    expect(await reconcileDay(platform, payments.gateway, today)).toEqual({
      accepted: true,
      event: { answer: { lines: 9, differences: 0 }, repeated: false },
    })
  })

  test('finds every planted difference, each once, and keeps it until somebody says what it was', async () => {
    const { today, key, caseReference } = await busyDay('2020-06-20')
    const day = today.toString()
    await plant(day, 'missing', key(1))
    await plant(day, 'doubled', key(2))
    await plant(day, 'wrong-amount', key(3), '3000')
    await plant(day, 'unknown', 'd.999.1.1', '77')
    await plant(day, 'missing', `t.${caseReference}.1.1`)
    const outcome = await reconcileDay(platform, payments.gateway, today)
    expect(outcome).toMatchObject({ event: { answer: { lines: 9, differences: 5 } } })
    expect((await found()).sort()).toEqual(
      [
        `missing ${key(1)} 300 null`,
        `doubled ${key(2)} 300 600`,
        `wrong-amount ${key(3)} 300 3000`,
        'unknown d.999.1.1 null 77',
        `missing t.${caseReference}.1.1 2400 null`,
      ].sort(),
    )
    const { rows } = await sql`select 1 from statement_lines`.execute(platform.database)
    expect(rows).toHaveLength(0)

    const resolve = (movementKey: string, resolution: string, commandKey: string) => {
      const difference = { day: today, kind: 'missing' as const, movementKey }
      const actor = { role: 'finance' as const, personId: 5n }
      return resolveDifference(platform, { key: commandKey, actor, difference, resolution })
    }
    expect(await resolve(key(1), ' ', 'resolve-empty')).toMatchObject({ refusal: { code: 'text-missing' } })
    expect(await resolve(key(1), '银行次日补记', 'resolve-1')).toMatchObject({ accepted: true })
    expect(await resolve(key(1), 'again', 'resolve-2')).toMatchObject({ refusal: { code: 'difference-not-open' } })
    expect(await resolve(key(2), 'not missing', 'resolve-3')).toMatchObject({
      refusal: { code: 'difference-not-open' },
    })
    expect(await found()).toHaveLength(4)
    for (const one of await openDifferences(platform.database, 100)) {
      const actor = { role: 'finance' as const, personId: 5n }
      await resolveDifference(platform, { key: `all-${one.movementKey}`, actor, difference: one, resolution: 'seen' })
    }
  })

  test('is done once, also by runs at once and after the statement has changed', async () => {
    const { today, key } = await busyDay('2020-06-24')
    await plant(today.toString(), 'missing', key(1))
    const runs = await Promise.all([1, 2, 3].map(() => reconcileDay(platform, payments.gateway, today)))
    for (const run of runs) expect(run).toMatchObject({ event: { answer: { lines: 8, differences: 1 } } })
    await plant(today.toString(), 'missing', key(2))
    expect(await reconcileDay(platform, payments.gateway, today)).toMatchObject({ event: { repeated: true } })
    expect(await found()).toEqual([`missing ${key(1)} 300 null`])
  })

  test('compares nothing with half a statement, and goes on when there is a whole one', async () => {
    const { today } = await busyDay('2020-06-27')
    const broken: Pick<PaymentGateway, 'statement'> = {
      async *statement(day) {
        for await (const lines of payments.gateway.statement(day)) {
          yield lines.slice(0, 3)
          throw new Error('the statement broke off')
        }
      },
    }
    const before = await found()
    await expect(reconcileDay(platform, broken, today)).rejects.toThrow('broke off')
    expect(await found()).toEqual(before)
    expect(await reconcileDay(platform, payments.gateway, today)).toMatchObject({
      event: { answer: { differences: 0 } },
    })
  })

  test('knows the day of a debit by the gateway, not by when we heard of it', async () => {
    const { today } = await busyDay('2020-06-29')
    expect(await reconcileDay(platform, payments.gateway, today)).toMatchObject({
      event: { answer: { differences: 0 } },
    })
    const after = today.add({ days: 1 })
    await payments.day(after.add({ days: 1 }).toString())
    expect(await reconcileDay(platform, payments.gateway, after)).toMatchObject({
      event: { answer: { lines: 0, differences: 0 } },
    })
  })
})
