import { afterEach, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway, testClient } from '../../test/payment-gateway.ts'
import type { Debit, PaymentGateway, StatementLine } from './gateway.ts'

const running: TestGateway[] = []
const day = Temporal.PlainDate.from('2026-03-14')
const noon = '2026-03-14T12:00:00+08:00[Asia/Shanghai]'

async function gatewayAtNoon(settings: object = {}): Promise<TestGateway> {
  const started = await startTestGateway(settings)
  running.push(started)
  await started.admin('clock', { now: Temporal.ZonedDateTime.from(noon).toInstant().toString() })
  return started
}

afterEach(async () => {
  for (const { built } of running.splice(0)) await built.close()
})

function debit(participant: number, changes: Partial<Debit> = {}): Debit {
  return { key: `period-1:${participant}:1`, accountToken: `account-${participant}`, amountFen: 3n, ...changes }
}

async function statementOf(gateway: PaymentGateway): Promise<StatementLine[]> {
  const lines: StatementLine[] = []
  for await (const chunk of gateway.statement(day)) lines.push(...chunk)
  return lines
}

describe('a batch of debits', () => {
  it('answers received, and the outcomes when asked', async () => {
    const { gateway, admin } = await gatewayAtNoon()
    await admin('accounts', { accountToken: 'account-2', failures: 1, reason: 'insufficient-funds', balanceFen: null })
    expect(await gateway.collect({ key: 'b1', debits: [debit(1), debit(2)] })).toEqual({
      state: 'received',
      repeatedKeys: [],
    })
    expect(await gateway.outcomesOf('b1')).toEqual({
      state: 'found',
      outcomes: [
        { key: 'period-1:1:1', state: 'collected', settledOn: day },
        { key: 'period-1:2:1', state: 'failed', reason: 'insufficient-funds' },
      ],
    })
  })

  it('has never come when nobody sent it', async () => {
    const { gateway } = await gatewayAtNoon()
    expect(await gateway.outcomesOf('b1')).toEqual({ state: 'not-received' })
  })

  it.each(['slow', 'lost'] as const)('debits once when the answer is %s and the client repeats', async (fault) => {
    const { gateway, admin, summary } = await gatewayAtNoon()
    await admin('answer-faults', { route: 'batches', fault })
    expect(await gateway.collect({ key: 'b1', debits: [debit(1)] })).toEqual({ state: 'received', repeatedKeys: [] })
    expect(await summary()).toMatchObject({ batches: '1', debits: '1', collectedFen: '3' })
  })

  it('is unknown, not failed, when every answer is lost; asked by key it is there, repeated it is one', async () => {
    const { gateway, admin, summary } = await gatewayAtNoon()
    for (let times = 0; times < 4; times += 1) await admin('answer-faults', { route: 'batches', fault: 'lost' })
    expect(await gateway.collect({ key: 'b1', debits: [debit(1)] })).toMatchObject({ state: 'unknown' })
    expect(await gateway.outcomesOf('b1')).toMatchObject({ state: 'found' })
    expect(await gateway.collect({ key: 'b1', debits: [debit(1)] })).toMatchObject({ state: 'received' })
    expect(await summary()).toMatchObject({ batches: '1', collectedFen: '3' })
  })

  it('is unknown when nobody listens', async () => {
    const { gateway, built } = await gatewayAtNoon()
    running.pop()
    await built.close()
    expect(await gateway.collect({ key: 'b1', debits: [debit(1)] })).toMatchObject({ state: 'unknown' })
  })

  it('tries again while the gateway is unavailable', async () => {
    const { gateway, admin } = await gatewayAtNoon()
    await admin('answer-faults', { route: 'batches', fault: 'unavailable' })
    expect(await gateway.collect({ key: 'b1', debits: [debit(1)] })).toMatchObject({ state: 'received' })
  })

  it('takes the same key twice in one batch as one debit and says so', async () => {
    const { gateway, summary } = await gatewayAtNoon()
    const answer = await gateway.collect({ key: 'b1', debits: [debit(1), debit(2), debit(1)] })
    expect(answer).toEqual({ state: 'received', repeatedKeys: ['period-1:1:1'] })
    expect(await gateway.outcomesOf('b1')).toMatchObject({ outcomes: [{ state: 'collected' }, { state: 'collected' }] })
    expect(await summary()).toMatchObject({ debits: '2', collectedFen: '6' })
  })

  it('shows the one outcome of a debit that another batch asked for before', async () => {
    const { gateway, summary } = await gatewayAtNoon()
    await gateway.collect({ key: 'b1', debits: [debit(1)] })
    const answer = await gateway.collect({ key: 'b2', debits: [debit(2), debit(1)] })
    expect(answer).toEqual({ state: 'received', repeatedKeys: ['period-1:1:1'] })
    expect(await gateway.outcomesOf('b2')).toMatchObject({ outcomes: [{ state: 'collected' }, { state: 'collected' }] })
    expect(await summary()).toMatchObject({ debits: '2', collectedFen: '6' })
  })

  it('refuses a key with other content, and changes nothing', async () => {
    const { gateway, summary } = await gatewayAtNoon()
    await gateway.collect({ key: 'b1', debits: [debit(1)] })
    const otherBatch = await gateway.collect({ key: 'b1', debits: [debit(1), debit(2)] })
    expect(otherBatch).toEqual({ state: 'refused', code: 'batch-key-reused' })
    const otherDebit = await gateway.collect({ key: 'b2', debits: [debit(2), debit(1, { amountFen: 4n })] })
    expect(otherDebit).toEqual({ state: 'refused', code: 'debit-key-reused' })
    expect(await summary()).toMatchObject({ batches: '1', debits: '1', collectedFen: '3' })
  })

  it('leaves the key free when it refuses: a wrong sum first, then the right one', async () => {
    const { gateway } = await gatewayAtNoon()
    expect(await gateway.collect({ key: 'b1', debits: [debit(1, { amountFen: 0n })] })).toMatchObject({
      state: 'refused',
    })
    expect(await gateway.collect({ key: 'b1', debits: [debit(1)] })).toMatchObject({ state: 'received' })
  })

  it('takes 20 identical requests at once as one', async () => {
    const { gateway, summary } = await gatewayAtNoon()
    const batch = { key: 'b1', debits: [debit(1), debit(2)] }
    const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.collect(batch)))
    expect(new Set(answers.map((answer) => answer.state))).toEqual(new Set(['received']))
    expect(await summary()).toMatchObject({ batches: '1', collectedFen: '6' })
  })

  it('leaves late outcomes pending until their time', async () => {
    const { gateway, admin } = await gatewayAtNoon({ lateOutcomeMs: 3_600_000, rates: { lateOutcome: 1 } })
    await gateway.collect({ key: 'b1', debits: [debit(1)] })
    expect(await gateway.outcomesOf('b1')).toMatchObject({ outcomes: [{ state: 'pending' }] })
    await admin('clock', { now: '2026-03-14T05:00:00Z' })
    expect(await gateway.outcomesOf('b1')).toMatchObject({ outcomes: [{ state: 'collected' }] })
  })

  it('charges in the order given while a scripted balance lasts', async () => {
    const { gateway, admin } = await gatewayAtNoon()
    await admin('accounts', { accountToken: 'family', failures: 0, reason: 'refused-by-bank', balanceFen: '7' })
    const family = [1, 2, 3].map((member) => debit(member, { accountToken: 'family' }))
    await gateway.collect({ key: 'b1', debits: family })
    expect(await gateway.outcomesOf('b1')).toMatchObject({
      outcomes: [{ state: 'collected' }, { state: 'collected' }, { state: 'failed', reason: 'insufficient-funds' }],
    })
  })

  it('fares the same for the same seed, differently for another', async () => {
    const debits = Array.from({ length: 200 }, (_, participant) => debit(participant))
    const outcomes = async (seed: string) => {
      const { gateway } = await gatewayAtNoon({ seed, rates: { insufficientFunds: 0.2 } })
      await gateway.collect({ key: 'b1', debits })
      const answer = await gateway.outcomesOf('b1')
      return answer.state === 'found' ? answer.outcomes.map((outcome) => outcome.state) : []
    }
    const first = await outcomes('one')
    expect(first.filter((state) => state === 'failed').length).toBeGreaterThan(20)
    expect(first.filter((state) => state === 'failed').length).toBeLessThan(60)
    expect(await outcomes('one')).toEqual(first)
    expect(await outcomes('two')).not.toEqual(first)
  })
})

const payee = { payeeAccount: 'claimant', payeeName: '古丽米热·艾比布力' }

describe('a transfer', () => {
  const transfer = { key: 'claim-1:1:1', ...payee, amountFen: 20_000_000n }

  it('is paid once however often it is sent', async () => {
    const { gateway, admin, summary } = await gatewayAtNoon({ openingBalanceFen: '20000000' })
    await admin('answer-faults', { route: 'transfers', fault: 'lost' })
    expect(await gateway.payOut(transfer)).toEqual({ state: 'paid', settledOn: day })
    expect(await gateway.payOut(transfer)).toEqual({ state: 'paid', settledOn: day })
    expect(await gateway.transferOf(transfer.key)).toEqual({ state: 'paid', settledOn: day })
    expect(await summary()).toMatchObject({ transfers: '1', balanceFen: '0' })
  })

  it('is refused above the limit, and the key stays free', async () => {
    const { gateway } = await gatewayAtNoon({ openingBalanceFen: '20000001' })
    const tooMuch = await gateway.payOut({ ...transfer, amountFen: 20_000_001n })
    expect(tooMuch).toEqual({ state: 'refused', code: 'transfer-over-limit' })
    expect(await gateway.payOut(transfer)).toMatchObject({ state: 'paid' })
  })

  it('is refused with other content under the same key', async () => {
    const { gateway } = await gatewayAtNoon({ openingBalanceFen: '20000000' })
    await gateway.payOut({ ...transfer, amountFen: 1n })
    expect(await gateway.payOut(transfer)).toEqual({ state: 'refused', code: 'transfer-key-reused' })
    const renamed = { ...transfer, amountFen: 1n, payeeName: '李四' }
    expect(await gateway.payOut(renamed)).toEqual({ state: 'refused', code: 'transfer-key-reused' })
  })

  it('waits for the money: six of 1,000 from 5,000, the sixth is refused until a debit comes in', async () => {
    const { gateway } = await gatewayAtNoon({ openingBalanceFen: '5000' })
    const send = (part: number) => gateway.payOut({ key: `p:${part}:1`, ...payee, amountFen: 1_000n })
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(send))
    expect(answers.filter((answer) => answer.state === 'paid').length).toBe(5)
    const refused = answers.findIndex((answer) => answer.state === 'refused') + 1
    expect(answers[refused - 1]).toEqual({ state: 'refused', code: 'merchant-balance-too-low' })
    await gateway.collect({ key: 'b1', debits: [debit(1, { amountFen: 1_000n })] })
    expect(await send(refused)).toMatchObject({ state: 'paid' })
  })

  it('fails by script, and has never come when nobody sent it', async () => {
    const { gateway, admin } = await gatewayAtNoon({ openingBalanceFen: '20000000' })
    await admin('accounts', { accountToken: 'claimant', failures: 1, reason: 'account-closed', balanceFen: null })
    expect(await gateway.payOut(transfer)).toEqual({ state: 'failed', reason: 'account-closed' })
    expect(await gateway.payOut({ ...transfer, key: 'claim-1:1:2' })).toMatchObject({ state: 'paid' })
    expect(await gateway.transferOf('claim-9:1:1')).toEqual({ state: 'not-received' })
  })
})

describe("a day's statement", () => {
  it('has every movement of that day and no other', async () => {
    const { gateway, admin } = await gatewayAtNoon()
    await admin('accounts', { accountToken: 'account-2', failures: 1, reason: 'insufficient-funds', balanceFen: null })
    await gateway.collect({ key: 'b1', debits: [debit(1, { amountFen: 5n }), debit(2)] })
    await gateway.payOut({ key: 'p:1:1', ...payee, amountFen: 2n })
    await admin('clock', { now: '2026-03-14T16:00:00Z' })
    await gateway.collect({ key: 'b2', debits: [debit(3)] })
    expect(await statementOf(gateway)).toEqual([
      { kind: 'debit', key: 'period-1:1:1', amountFen: 5n },
      { kind: 'transfer', key: 'p:1:1', amountFen: 2n },
    ])
  })

  it('shows planted differences', async () => {
    const { gateway, admin } = await gatewayAtNoon()
    await gateway.collect({ key: 'b1', debits: [1, 2, 3].map((participant) => debit(participant)) })
    const plant = (kind: string, key: string, amountFen = '3') =>
      admin('statement-faults', { day: day.toString(), kind, key, amountFen })
    await plant('missing', 'period-1:1:1')
    await plant('doubled', 'period-1:2:1')
    await plant('wrong-amount', 'period-1:3:1', '30')
    await plant('unknown', 'period-9:9:1')
    const lines = await statementOf(gateway)
    expect(lines.map((line) => `${line.key} ${line.amountFen}`)).toEqual([
      'period-1:2:1 3',
      'period-1:2:1 3',
      'period-1:3:1 30',
      'period-9:9:1 3',
    ])
  })
})

describe('the gateway itself', () => {
  it('refuses callers without its secret', async () => {
    const { built } = await gatewayAtNoon()
    const stranger = testClient(built, { apiSecret: 'another secret of nobody' })
    expect(await stranger.collect({ key: 'b1', debits: [debit(1)] })).toEqual({
      state: 'refused',
      code: 'not-authorised',
    })
  })

  it('has no admin routes with real money', async () => {
    const { admin } = await startTestGateway({ demo: false }).then((started) => {
      running.push(started)
      return started
    })
    await expect(admin('clock', { now: '2026-03-14T05:00:00Z' })).rejects.toThrow('404')
  })

  it('refuses wrong settings by name', async () => {
    await expect(startTestGateway({ rates: { lostAnswer: 2 } })).rejects.toThrow('/rates/lostAnswer')
  })
})
