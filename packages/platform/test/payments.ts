import type { PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import type { HttpGatewaySettings } from '../src/payments/http-gateway.ts'
import { openSettledPeriods } from '../src/payments/open-collection.ts'
import { addMembers, agreeFor, loadTestPlan, type Member, settlePeriod } from './made-up-period.ts'
import { startTestGateway, type TestGateway } from './payment-gateway.ts'
import { testPlan } from './plan.ts'
import type { TestPlatform } from './platform.ts'

/** A platform and a gateway whose clocks move together, with plans and periods of a test's own. */
export interface TestPayments extends TestGateway {
  readonly platform: TestPlatform
  /** Moves both clocks to noon in Shanghai of a day. */
  day(day: string): Promise<Temporal.PlainDate>
}

export async function startPayments(
  platform: TestPlatform,
  settings: object = {},
  client: Partial<HttpGatewaySettings> = {},
): Promise<TestPayments> {
  const started = await startTestGateway(settings, client)
  return {
    ...started,
    platform,
    async day(text) {
      const day = Temporal.PlainDate.from(text)
      const noon = day.toZonedDateTime({ timeZone: testPlan.timeZone, plainTime: '12:00' }).toInstant().toString()
      platform.clock.set(noon)
      await started.admin('clock', { now: noon })
      return day
    },
  }
}

let lastPlan = 0
let lastPeriod = 0n
let lastParticipant = 0n

/** A plan of its own for one test, so that tests of one file share a database. */
export async function freshPlan(platform: TestPlatform, changes: Partial<PlanVersion> = {}): Promise<PlanVersion> {
  lastPlan += 1
  const plan = { ...testPlan, ...changes, plan: `plan-${lastPlan}` }
  await loadTestPlan(platform, plan)
  return plan
}

/** So many new members who pay for themselves and have agreed to it. */
export async function freshMembers(platform: TestPlatform, plan: PlanVersion, count: number): Promise<Member[]> {
  const members = Array.from({ length: count }, () => {
    lastParticipant += 1n
    return { participantId: lastParticipant }
  })
  await addMembers(platform.database, plan, members)
  await agreeFor(
    platform.database,
    members.map((member) => member.participantId),
  )
  return members
}

/** New members whose shares another person bears. */
export async function freshFamily(
  platform: TestPlatform,
  plan: PlanVersion,
  payerPersonId: bigint,
  count: number,
): Promise<Member[]> {
  const members = Array.from({ length: count }, () => {
    lastParticipant += 1n
    return { participantId: lastParticipant, payerPersonId }
  })
  await addMembers(platform.database, plan, members)
  return members
}

/** A settled period whose collection has begun. */
export async function freshPeriod(
  platform: TestPlatform,
  plan: PlanVersion,
  members: readonly Member[],
  { sharingDay = '2020-06-14', shareFen = 300n }: { readonly sharingDay?: string; readonly shareFen?: bigint } = {},
): Promise<bigint> {
  lastPeriod += 1n
  await settlePeriod(platform, { periodId: lastPeriod, plan, sharingDay, shareFen, members })
  await openSettledPeriods(platform, plan.plan)
  return lastPeriod
}

/**
 * What must hold after everything: the ledger is balanced, and the receivable is what the subsidiary ledger says: charges
 * without exemptions, payments (but those after a write-off) and write-offs.
 */
export async function imbalances(platform: TestPlatform): Promise<readonly unknown[]> {
  const { rows } = await sql`
    with control as (
      select plan_code, sum(amount_fen)::bigint as fen from ledger_postings
      where account = 'participants-receivable' group by plan_code),
    open as (
      select s.plan_code, s.share_fen *
        ((select count(*) from charges c where c.period_id = s.period_id)
        - (select count(*) from charge_exemptions e where e.period_id = s.period_id)
        - (select count(*) from charge_payments p where p.period_id = s.period_id and not p.after_write_off)
        - (select count(*) from charge_write_offs w where w.period_id = s.period_id)) as fen
      from periods s where s.status = 'settled'),
    subsidiary as (select plan_code, sum(fen)::bigint as fen from open group by plan_code)
    select plan_code, control.fen::text as control, subsidiary.fen::text as subsidiary
    from control full join subsidiary using (plan_code) where control.fen is distinct from subsidiary.fen
    union all
    select plan_code, 'not balanced', sum(amount_fen)::text from ledger_postings
    group by plan_code having sum(amount_fen) <> 0
    union all
    select k.plan_code, 'batches and payments differ', k.period_id::text from collections k
    where (select count(*) from charge_payments p where p.period_id = k.period_id and p.method = 'debit')
      <> (select coalesce(sum(collected_count), 0) from collection_batches b where b.period_id = k.period_id)`.execute(
    platform.database,
  )
  return rows
}
