import { afterAll, expect, test } from 'vitest'
import { freshSingleDatabase } from '../../../packages/platform/test/database.ts'
import { platformOn } from '../../../packages/platform/test/platform.ts'
import { buildWholeApp, headersOf } from '../../support/build-whole-app.ts'
import { callsOf, listRoutes, searchesOf } from './list-routes.ts'
import { faultsOfPlans, listenTo, type RowsOfTables, type SentStatement } from './query-plans.ts'
import { callersInWorld, listsAt, makeWorld, samplesOf } from './world.ts'

// Of Citus a plan says little: what workers do stands in it as one step.
const testsOwn = platformOn(await freshSingleDatabase(), listsAt.slice(0, 10))
const { platform, sent, startOf, stop } = listenTo(testsOwn, testsOwn.databaseUrl)
await makeWorld(testsOwn, { participants: 2_000, claims: 1_000, seed: 1 })
const whole = await buildWholeApp(platform)
afterAll(async () => {
  await whole.close()
  await stop()
})

/** Of a plan with a million participants and fifty thousand claims; a partition of a period has its own. */
const large: RowsOfTables = {
  participants: 1_000_000,
  people: 1_000_000,
  identity_documents: 1_000_000,
  subject_keys: 1_000_000,
  active_memberships: 1_000_000,
  membership_changes: 1_000_000,
  consents: 1_000_000,
  messages: 1_000_000,
  charges: 1_000_000,
  charge_payments: 1_000_000,
  charge_write_offs: 100_000,
  failed_collections: 200_000,
  journal_events: 1_000_000,
  claims: 50_000,
  claim_steps: 400_000,
  claim_marks: 200_000,
  claim_risks: 50_000,
  published_cases: 40_000,
  period_cases: 40_000,
  evidence: 200_000,
  evidence_views: 500_000,
  evidence_notes: 50_000,
  field_records: 50_000,
  payouts: 40_000,
  payout_transfers: 80_000,
  ledger_transactions: 200_000,
  ledger_postings: 400_000,
  office_acts: 1_000_000,
  jurors: 50_000,
  juror_services: 100_000,
  disputes: 20_000,
  dispute_seats: 600_000,
  dispute_posts: 600_000,
  ballots: 600_000,
  opened_ballots: 600_000,
}

const { participant, samples, searches, together } = await samplesOf(platform)
const people = { ...callersInWorld, participant, juror: participant, nobody: 0n }
const calls = [
  ...listRoutes(whole.routes).flatMap((route) => callsOf(route, samples, together[route.path])),
  ...searchesOf(whole.routes, searches),
]
sent.length = 0
for (const { body, caller, path, url } of calls) {
  startOf(path)
  const headers = headersOf(caller, people[caller])
  const request = body === undefined ? { method: 'GET' as const } : { method: 'POST' as const, payload: body }
  const { statusCode } = await whole.app.inject({ ...request, url, headers })
  if (statusCode >= 500 || statusCode === 400) throw new Error(`${caller} ${url}: ${statusCode}`)
}
const statements = [
  ...new Map(sent.map((one) => [JSON.stringify([one.text, one.parameters.map(String)]), one])).values(),
]

interface Known {
  readonly path: string
  /** In the statement. */
  readonly text: string
  readonly faults: readonly string[] | 'all'
}

const reads = (...tables: readonly string[]) => tables.map((table) => `reads all of ${table}`)

/** Figures over everything, and what is bounded in another way. */
const known: readonly Known[] = [
  // Sums of all bookings, and of all payouts; a count of what was written off in each period.
  { path: '/finance/plans/:plan/trial-balance', text: 'ledger_postings', faults: reads('ledger_postings') },
  {
    path: '/finance/plans/:plan/control-accounts',
    text: 'payout_transfers',
    faults: reads('period_cases', 'payouts', 'payout_transfers'),
  },
  { path: '/finance/plans/:plan/control-accounts', text: "'written-off'", faults: reads('charge_write_offs') },
  { path: '/finance/plans/:plan/collections', text: "'written-off'", faults: reads('charge_write_offs') },
  // Goes through the shares of 20,000 participants at a time: here that is everybody.
  {
    path: '/finance/plans/:plan/arrears',
    text: 'charges c',
    faults: reads('charges', 'charge_payments', 'charge_write_offs'),
  },
  // Counts of all jurors, their examinations and services.
  { path: '/plans/:plan/board', text: '', faults: 'all' },
  // Figures of a year, and its cases judged again.
  { path: '/plans/:plan/dashboard', text: '', faults: reads('claims', 'period_cases') },
  {
    path: '/plan-drafts/:draft/effect',
    text: 'period_cases',
    faults: reads('published_cases', 'period_cases', 'claims'),
  },
  // Provinces stand with the participants: they are looked up for every case of the status, once.
  { path: '/review/queue', text: 'with found', faults: reads('claims', 'claims_by_participant') },
  // Scores stand in a table of their own: whoever orders paid cases by them has them all sorted. 65 ms for 33,000.
  {
    path: '/review/queue',
    text: 'order by r.score',
    faults: [...reads('claims', 'claim_risks'), 'sorts a whole table'],
  },
]

async function faults(ones: readonly SentStatement[], changes: readonly string[] = []): Promise<readonly string[]> {
  const found = await faultsOfPlans(testsOwn.databaseUrl, large, ones, changes)
  return found
    .filter(
      ({ fault, sentFor, text }) =>
        !known.some(
          (one) =>
            one.path === sentFor && text.includes(one.text) && (one.faults === 'all' || one.faults.includes(fault)),
        ),
    )
    .map(({ fault, sentFor, text }) => `${sentFor}: ${fault}\n${text}`)
}

test('no list reads all of a large table, and none sorts it', async () => {
  expect(new Set(statements.map(({ sentFor }) => sentFor)).size).toBeGreaterThan(50)
  expect(await faults(statements)).toEqual([])
})

test.each([
  ['/plans/:plan/cases', 'published_cases_by_day', 'sorts a whole table'],
  ['/finance/plans/:plan/payouts', 'payouts_in_order', 'sorts a whole table'],
  ['/office-acts', 'office_acts_by_time', 'sorts a whole table'],
  ['/review/queue', 'claims_by_deadline', 'sorts a whole table'],
  ['/claims/:reference/notes', 'evidence_notes_by_claim', 'reads all of evidence_notes'],
])('%s without its index %s %s', async (path, index, fault) => {
  const own = statements.filter(({ sentFor }) => sentFor === path)
  expect(await faults(own)).toEqual([])
  expect(await faults(own, [`drop index ${index}`])).toContainEqual(expect.stringContaining(`${path}: ${fault}`))
})
