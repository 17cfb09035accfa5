import { parseFen } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { type App, actorOf, CommandHeaders, orRefuse, RefusedRequest } from '../http/index.ts'
import { trialBalance } from '../ledger/index.ts'
import { showVersions } from '../plans/index.ts'
import { arrearsOfPlan } from './charge-store.ts'
import { dayOrRefuse } from './day-or-refuse.ts'
import {
  AccountParams,
  ArrearsPageSchema,
  ArrearsQuery,
  CollectionSchema,
  CollectionsQuery,
  ControlAccountSchema,
  DifferenceSchema,
  DifferencesQuery,
  MoneyBody,
  MovedSchema,
  PayoutPartSchema,
  PayoutsQuery,
  PlanParams,
  PostingSchema,
  PostingsQuery,
  ResolutionBody,
  StatementSchema,
  StatementsQuery,
  TrialBalanceSchema,
} from './finance-schemas.ts'
import { collectionFigures, comparedStatements, controlAccounts, postingsOf } from './finance-store.ts'
import { recordFunding, withdrawFee } from './move-operator-money.ts'
import { partsByState } from './payout-store.ts'
import { resolveDifference } from './resolve-difference.ts'
import { retryTransfer } from './retry-transfer.ts'
import { openDifferences, type StatementDifference } from './statement-store.ts'

const tags = ['finance']
const finance = { access: { roles: ['finance'] } } as const
const readers = { access: { roles: ['finance', 'operator', 'auditor'] } } as const

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
  const response = { 200: Type.Array(CollectionSchema) }
  const summary = 'How the collections stand, newest first, or that of one period'
  const schema = { tags, summary, params: PlanParams, querystring: CollectionsQuery, response }
  app.get('/finance/plans/:plan/collections', { config: readers, schema }, async (request) => {
    const plan = await knownPlan(platform, request.params.plan)
    const { after, limit, period = null } = request.query
    const figures = await collectionFigures(platform.database, plan, { after: dayOrNone(after), limit, period })
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
    response: { 200: ArrearsPageSchema },
  }
  app.get('/finance/plans/:plan/arrears', { config: readers, schema: arrears }, async (request) => {
    const [participant, period] = request.query.after.split('-')
    const after = { participantId: BigInt(participant!), periodId: BigInt(period!) }
    const plan = await knownPlan(platform, request.params.plan)
    const { arrears: list, next } = await arrearsOfPlan(platform.database, plan, after, request.query.limit)
    const lines = list.map((one) => ({
      participantId: one.participantId.toString(),
      payerPersonId: one.payerPersonId.toString(),
      periodId: one.periodId.toString(),
      periodCode: one.periodCode,
      sharingDay: one.sharingDay.toString(),
      shareFen: one.shareFen.toString(),
      writtenOff: one.writtenOff,
    }))
    return { arrears: lines, next: next && `${next.participantId}-${next.periodId}` }
  })
}

function addPayouts(app: App, platform: Platform): void {
  const response = { 200: Type.Array(PayoutPartSchema) }
  const summary = 'Parts of payouts in one state, or those that have not arrived; those prepared first come first'
  const schema = { tags, summary, params: PlanParams, querystring: PayoutsQuery, response }
  app.get('/finance/plans/:plan/payouts', { config: readers, schema }, async (request) => {
    const plan = await knownPlan(platform, request.params.plan)
    const { after, limit, state } = request.query
    const [caseReference, partNo] = after?.split('.') ?? []
    const place = after === undefined ? null : { caseReference: caseReference!, partNo: Number(partNo) }
    const states = state === undefined ? (['failed', 'open'] as const) : [state]
    const parts = await partsByState(platform.database, plan, states, { after: place, limit })
    return parts.map(({ amountFen, participantId, ...part }) => ({
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
    summary: "Differences to the gateway's statements that nobody has resolved, oldest first",
    querystring: DifferencesQuery,
    response: { 200: Type.Array(DifferenceSchema) },
  }
  app.get('/finance/differences', { config: readers, schema }, async (request) => {
    const { after, limit } = request.query
    const list = await openDifferences(platform.database, limit, differenceAfter(after))
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
    querystring: StatementsQuery,
    response: { 200: Type.Array(StatementSchema) },
  }
  app.get('/finance/statements', { config: readers, schema: statements }, async (request) => {
    const { after, limit } = request.query
    const list = await comparedStatements(platform.database, limit, dayOrNone(after))
    return list.map(({ day, differences, lines, unresolved }) => ({
      day: day.toString(),
      lines: lines.toString(),
      differences: differences.toString(),
      unresolved: unresolved.toString(),
    }))
  })
}

const dayOrNone = (after: string | undefined) => (after === undefined ? null : dayOrRefuse(after, 'after'))

/** The place of a difference, such as 2026-01-31.missing.d.1.2.1: the key of the movement may hold points itself. */
function differenceAfter(after: string | undefined) {
  if (after === undefined) return null
  const [day, kind, ...key] = after.split('.')
  return { day: dayOrRefuse(day!, 'after'), kind: kind as StatementDifference['kind'], movementKey: key.join('.') }
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
    description:
      'Unpaid shares by the counts that the batches keep, unpaid payouts one by one. Every night both are audited share by share and payout by payout.',
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
