import type { PlanVersion } from '@tongzhou/core'
import { type AuditFinding, readAudits, runAudits } from '../src/audits/run-audits.ts'
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

/** The audits that hold for made-up periods too, whose cases were never awarded by a settlement. */
const auditNames = new Set([
  'batch-counts-are-payments',
  'ledger-booking-balanced',
  'ledger-posting-of-own-plan',
  'ledger-sums-to-zero',
  'open-debit-is-undecided',
  'payment-of-a-charge',
  'payout-parts-add-up',
  'receivable-is-unpaid-charges',
])

/** What is wrong with the books; nothing, after everything. Throws where an audit of these is gone. */
export async function imbalances(platform: TestPlatform): Promise<readonly AuditFinding[]> {
  const audits = (await readAudits()).filter(({ name }) => auditNames.has(name))
  if (audits.length !== auditNames.size) throw new Error('an audit that tests of payments end with is gone')
  return runAudits(platform.database, { audits })
}
