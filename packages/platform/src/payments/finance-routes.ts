import { parseFen } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { type App, actorOf, CommandHeaders, orRefuse, RefusedRequest, Strict } from '../http/index.ts'
import { trialBalance } from '../ledger/index.ts'
import { showVersions } from '../plans/index.ts'
import { arrearsOfPlan } from './charge-store.ts'
import { dayOrRefuse } from './day-or-refuse.ts'
import {
  AccountParams,
  ArrearsQuery,
  ArrearsSchema,
  CollectionSchema,
  ControlAccountSchema,
  DifferenceSchema,
  MoneyBody,
  MovedSchema,
  PayoutPartSchema,
  PlanParams,
  PostingSchema,
  PostingsQuery,
  ResolutionBody,
  StatementSchema,
  TrialBalanceSchema,
} from './finance-schemas.ts'
import { collectionFigures, comparedStatements, controlAccounts, postingsOf } from './finance-store.ts'
import { recordFunding, withdrawFee } from './move-operator-money.ts'
import { partsInState } from './payout-store.ts'
import { resolveDifference } from './resolve-difference.ts'
import { retryTransfer } from './retry-transfer.ts'
import { openDifferences } from './statement-store.ts'

const tags = ['finance']
const finance = { access: { roles: ['finance'] } } as const
const readers = { access: { roles: ['finance', 'operator', 'auditor'] } } as const
const longestList = 200
/** Two years of two periods a month. */
const collectionsShown = 48
const statementsShown = 62

/** What the finance office sees and does. */
export function addFinanceRoutes(app: App, platform: Platform): void {
  addCollections(app, platform)
  addPayouts(app, platform)
  addDifferences(app, platform)
  addBooks(app, platform)
  addOperatorMoney(app, platform)
}

/** The code of a plan that is loaded; a mistyped one has no empty books, and takes no money. */
async function knownPlan({ database }: Platform, plan: string): Promise<string> {
  const versions = await showVersions(database, plan)
  if (!versions.accepted) throw new RefusedRequest(versions.refusal)
  return plan
}

function addCollections(app: App, platform: Platform): void {
  const querystring = Strict({ period: Type.Optional(Type.String({ maxLength: 16 })) })
  const response = { 200: Type.Array(CollectionSchema) }
  const summary = 'How the collection of the latest periods stands, or of one'
  const schema = { tags, summary, params: PlanParams, querystring, response }
  app.get('/finance/plans/:plan/collections', { config: readers, schema }, async (request) => {
    const plan = await knownPlan(platform, request.params.plan)
    const figures = await collectionFigures(platform.database, plan, collectionsShown, request.query.period)
    return figures.map((one) => ({
      planCode: one.planCode,
      periodCode: one.periodCode,
      sharingDay: one.sharingDay.toString(),
      shareFen: one.shareFen.toString(),
      shares: one.shares.toString(),
      attempts: one.attempts,
      collected: one.collected.toString(),
      collectedLate: one.collectedLate.toString(),
      writtenOff: one.writtenOff.toString(),
      openDebits: one.openDebits.toString(),
      closedOn: one.closedOn?.toString() ?? null,
    }))
  })
  const arrears = {
    tags,
    summary: 'Unpaid shares, by participant number',
    params: PlanParams,
    querystring: ArrearsQuery,
    response: { 200: Type.Array(ArrearsSchema) },
  }
  app.get('/finance/plans/:plan/arrears', { config: readers, schema: arrears }, async (request) => {
    const [participant, period] = request.query.after.split('-')
    const after = { participantId: BigInt(participant!), periodId: BigInt(period!) }
    const plan = await knownPlan(platform, request.params.plan)
    const list = await arrearsOfPlan(platform.database, plan, after, request.query.limit)
    return list.map((one) => ({
      participantId: one.participantId.toString(),
      periodId: one.periodId.toString(),
      periodCode: one.periodCode,
      sharingDay: one.sharingDay.toString(),
      shareFen: one.shareFen.toString(),
      writtenOff: one.writtenOff,
    }))
  })
}

function addPayouts(app: App, platform: Platform): void {
  const response = { 200: Type.Array(PayoutPartSchema) }
  const schema = { tags, summary: 'Parts of payouts that have not arrived', params: PlanParams, response }
  app.get('/finance/plans/:plan/payouts', { config: readers, schema }, async (request) => {
    const plan = await knownPlan(platform, request.params.plan)
    const failed = await partsInState(platform.database, plan, 'failed')
    const open = await partsInState(platform.database, plan, 'open')
    return [...failed, ...open].slice(0, longestList).map(({ amountFen, participantId, ...part }) => ({
      ...part,
      amountFen: amountFen.toString(),
      participantId: participantId.toString(),
    }))
  })
  const retry = {
    tags,
    summary: 'Try a failed part of a payout again',
    headers: CommandHeaders,
    params: Type.Object({
      reference: Type.String({ maxLength: 16 }),
      part: Type.Integer({ minimum: 1, maximum: 10_000 }),
    }),
    response: { 200: Type.Object({ attempt: Type.Integer() }) },
  }
  app.post('/finance/payouts/:reference/parts/:part/retry', { config: finance, schema: retry }, async (request) => {
    const { reference: caseReference, part: partNo } = request.params
    const command = { key: request.headers['idempotency-key'], actor: actorOf(request), caseReference, partNo }
    return orRefuse(await retryTransfer(platform, command)).answer
  })
}

function addDifferences(app: App, platform: Platform): void {
  const schema = {
    tags,
    summary: "Differences to the gateway's statements that nobody has resolved",
    response: { 200: Type.Array(DifferenceSchema) },
  }
  app.get('/finance/differences', { config: readers, schema }, async () => {
    const list = await openDifferences(platform.database, longestList)
    return list.map(({ day, kind, movementKey, movementKind, oursFen, theirsFen }) => ({
      day: day.toString(),
      kind,
      movementKind,
      movementKey,
      oursFen: oursFen?.toString() ?? null,
      theirsFen: theirsFen?.toString() ?? null,
    }))
  })
  const resolve = {
    tags,
    summary: 'Write down how a difference was resolved',
    headers: CommandHeaders,
    body: ResolutionBody,
  }
  app.post('/finance/differences/resolutions', { config: finance, schema: resolve }, async (request) => {
    const { day, kind, movementKey, resolution } = request.body
    const difference = { day: dayOrRefuse(day, 'day'), kind, movementKey }
    const command = { key: request.headers['idempotency-key'], actor: actorOf(request), difference, resolution }
    return orRefuse(await resolveDifference(platform, command)).answer
  })
  const statements = {
    tags,
    summary: "The days that were compared with the gateway's statement, newest first",
    response: { 200: Type.Array(StatementSchema) },
  }
  app.get('/finance/statements', { config: readers, schema: statements }, async () => {
    const list = await comparedStatements(platform.database, statementsShown)
    return list.map(({ day, differences, lines, unresolved }) => ({
      day: day.toString(),
      lines: lines.toString(),
      differences: differences.toString(),
      unresolved: unresolved.toString(),
    }))
  })
}

function addBooks(app: App, platform: Platform): void {
  const { clock, database } = platform
  const balance = {
    tags,
    summary: 'The trial balance of a plan: every account with its debits and credits',
    params: PlanParams,
    response: { 200: TrialBalanceSchema },
  }
  app.get('/finance/plans/:plan/trial-balance', { config: readers, schema: balance }, async (request) => {
    const plan = await knownPlan(platform, request.params.plan)
    const asOf = clock.now().toString()
    const lines = await trialBalance(database, plan)
    const sum = (of: (line: (typeof lines)[number]) => bigint) =>
      lines.reduce((total, line) => total + of(line), 0n).toString()
    return {
      plan,
      asOf,
      lines: lines.map(({ account, creditFen, debitFen }) => ({
        account,
        debitFen: debitFen.toString(),
        creditFen: creditFen.toString(),
        balanceFen: (debitFen - creditFen).toString(),
      })),
      debitFen: sum(({ debitFen }) => debitFen),
      creditFen: sum(({ creditFen }) => creditFen),
    }
  })
  const controls = {
    tags,
    summary: 'Compare the control accounts with the records that they stand for',
    description: 'Counts every share of every period: seconds for a large plan. The same is audited every night.',
    params: PlanParams,
    response: { 200: Type.Array(ControlAccountSchema) },
  }
  app.get('/finance/plans/:plan/control-accounts', { config: readers, schema: controls }, async (request) => {
    const compared = await controlAccounts(database, await knownPlan(platform, request.params.plan))
    return compared.map(({ account, booksFen, recordsFen }) => ({
      account,
      booksFen: booksFen.toString(),
      recordsFen: recordsFen.toString(),
      agree: booksFen === recordsFen,
    }))
  })
  const postings = {
    tags,
    summary: 'The lines of an account, newest first',
    params: AccountParams,
    querystring: PostingsQuery,
    response: { 200: Type.Array(PostingSchema) },
  }
  app.get('/finance/plans/:plan/accounts/:account/postings', { config: readers, schema: postings }, async (request) => {
    const plan = await knownPlan(platform, request.params.plan)
    const { account } = request.params
    const { before, limit } = request.query
    const page = { before: before === undefined ? null : BigInt(before), limit }
    const list = await postingsOf(database, plan, account, page)
    return list.map(({ amountFen, eventId, memo, place, recordedAt, subject }) => ({
      place: place.toString(),
      recordedAt: recordedAt.toString(),
      memo,
      subject,
      amountFen: amountFen.toString(),
      entry: eventId,
    }))
  })
}

function addOperatorMoney(app: App, platform: Platform): void {
  const verbs = {
    fundings: [recordFunding, 'Record money that the operator has put into the plan'],
    'fee-withdrawals': [withdrawFee, 'Take earned management fee out of the plan'],
  } as const
  for (const [path, [verb, summary]] of Object.entries(verbs)) {
    const response = { 200: MovedSchema }
    const schema = { tags, summary, headers: CommandHeaders, params: PlanParams, body: MoneyBody, response }
    app.post(`/finance/plans/:plan/${path}`, { config: finance, schema }, async (request) => {
      const amount = parseFen(request.body.amount)
      if (!amount.accepted) throw new RefusedRequest({ ...amount.refusal, field: 'amount' })
      const planCode = await knownPlan(platform, request.params.plan)
      const command = { key: request.headers['idempotency-key'], actor: actorOf(request), planCode }
      return orRefuse(await verb(platform, { ...command, amountFen: amount.value })).answer
    })
  }
}
