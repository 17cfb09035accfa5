import { parseFen } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { type App, actorOf, CommandHeaders, DayText, orRefuse, RefusedRequest, Strict } from '../http/index.ts'
import { arrearsOfPlan } from './charge-store.ts'
import { dayOrRefuse } from './day-or-refuse.ts'
import { collectionFigures } from './finance-store.ts'
import { recordFunding, withdrawFee } from './move-operator-money.ts'
import { partsInState } from './payout-store.ts'
import { resolveDifference } from './resolve-difference.ts'
import { retryTransfer } from './retry-transfer.ts'
import { openDifferences } from './statement-store.ts'

const tags = ['finance']
const finance = { access: { roles: ['finance'] } } as const
const readers = { access: { roles: ['finance', 'operator', 'auditor'] } } as const
const PlanParams = Type.Object({ plan: Type.String({ maxLength: 64 }) })
const longestList = 200

/** What the finance office sees and does. */
export function addFinanceRoutes(app: App, platform: Platform): void {
  addCollections(app, platform)
  addPayouts(app, platform)
  addDifferences(app, platform)
  addOperatorMoney(app, platform)
}

function addCollections(app: App, platform: Platform): void {
  const schema = { tags, summary: 'How the collection of the latest periods stands', params: PlanParams }
  app.get('/finance/plans/:plan/collections', { config: readers, schema }, async (request) => {
    const figures = await collectionFigures(platform.database, request.params.plan, longestList)
    return figures.map(inText)
  })
  const arrears = {
    tags,
    summary: 'Unpaid shares, by participant number',
    params: PlanParams,
    querystring: Strict({
      after: Type.String({
        pattern: '^[0-9]{1,18}-[0-9]{1,18}$',
        default: '0-0',
        description: 'Participant and period of the last line of the page before.',
      }),
    }),
  }
  app.get('/finance/plans/:plan/arrears', { config: readers, schema: arrears }, async (request) => {
    const [participant, period] = request.query.after.split('-')
    const after = { participantId: BigInt(participant!), periodId: BigInt(period!) }
    const list = await arrearsOfPlan(platform.database, request.params.plan, after, longestList)
    return list.map(inText)
  })
}

function addPayouts(app: App, platform: Platform): void {
  const schema = { tags, summary: 'Parts of payouts that have not arrived', params: PlanParams }
  app.get('/finance/plans/:plan/payouts', { config: readers, schema }, async (request) => {
    const failed = await partsInState(platform.database, request.params.plan, 'failed')
    const open = await partsInState(platform.database, request.params.plan, 'open')
    return [...failed, ...open].map(inText)
  })
  const retry = {
    tags,
    summary: 'Try a failed part of a payout again',
    headers: CommandHeaders,
    params: Type.Object({
      reference: Type.String({ maxLength: 16 }),
      part: Type.Integer({ minimum: 1, maximum: 10_000 }),
    }),
  }
  app.post('/finance/payouts/:reference/parts/:part/retry', { config: finance, schema: retry }, async (request) => {
    const { reference: caseReference, part: partNo } = request.params
    const command = { key: request.headers['idempotency-key'], actor: actorOf(request), caseReference, partNo }
    return orRefuse(await retryTransfer(platform, command)).answer
  })
}

function addDifferences(app: App, platform: Platform): void {
  const schema = { tags, summary: "Differences to the gateway's statements that nobody has resolved" }
  app.get('/finance/differences', { config: readers, schema }, async () => {
    const list = await openDifferences(platform.database, longestList)
    return list.map(inText)
  })
  const body = Strict({
    day: DayText,
    kind: Type.Union([
      Type.Literal('missing'),
      Type.Literal('doubled'),
      Type.Literal('wrong-amount'),
      Type.Literal('unknown'),
    ]),
    movementKey: Type.String({ minLength: 1, maxLength: 200 }),
    resolution: Type.String({ minLength: 1, maxLength: 2_000 }),
  })
  const resolve = { tags, summary: 'Write down how a difference was resolved', headers: CommandHeaders, body }
  app.post('/finance/differences/resolutions', { config: finance, schema: resolve }, async (request) => {
    const { day, kind, movementKey, resolution } = request.body
    const difference = { day: dayOrRefuse(day, 'day'), kind, movementKey }
    const command = { key: request.headers['idempotency-key'], actor: actorOf(request), difference, resolution }
    return orRefuse(await resolveDifference(platform, command)).answer
  })
}

function addOperatorMoney(app: App, platform: Platform): void {
  const body = Strict({ amount: Type.String({ maxLength: 20, description: 'Yuan, such as 12.34.' }) })
  const verbs = {
    fundings: [recordFunding, 'Record money that the operator has put into the plan'],
    'fee-withdrawals': [withdrawFee, 'Take earned management fee out of the plan'],
  } as const
  for (const [path, [verb, summary]] of Object.entries(verbs)) {
    const schema = { tags, summary, headers: CommandHeaders, params: PlanParams, body }
    app.post(`/finance/plans/:plan/${path}`, { config: finance, schema }, async (request) => {
      const amount = parseFen(request.body.amount)
      if (!amount.accepted) throw new RefusedRequest({ ...amount.refusal, field: 'amount' })
      const { plan: planCode } = request.params
      const command = { key: request.headers['idempotency-key'], actor: actorOf(request), planCode }
      return orRefuse(await verb(platform, { ...command, amountFen: amount.value })).answer
    })
  }
}

/** Amounts and numbers of participants as text: JSON numbers are not exact beyond 2^53. */
function inText(line: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(line).map(([name, value]) => [name, typeof value === 'bigint' ? value.toString() : value]),
  )
}
