import {
  acceptRefusal,
  addEvidence,
  answerObjection,
  approveClaim,
  assignInvestigation,
  type Claim,
  type ClaimStatus,
  claimStatuses,
  closeUndisputed,
  disputeObjection,
  disputeRefusal,
  lapseEvidenceRequest,
  passDeskReview,
  payClaim,
  publishClaim,
  raiseObjection,
  receiveVerdict,
  referClaim,
  refuseClaim,
  reportInvestigation,
  requestEvidence,
  returnApproval,
  settleClaim,
  submitClaim,
  withdrawClaim,
} from '@tongzhou/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { Case, claimBody, joined, type Member, type Office, openOffice, workOn } from './support/cases.ts'
import { openWorld } from './support/world.ts'

/** Every state of a claim and every way out of it, through HTTP; the platform's own steps by the work of a day. */
const world = await openWorld('2020-01-02')
const taken = new Set<string>()
const reached = new Set<string>()
let office: Office
const bystanders: Member[] = []
/** Members who wait for a claim: the old ones' payout needs one approval, the young ones' two. */
const waiting = { old: [] as Member[], young: [] as Member[] }
let today = Temporal.PlainDate.from('2020-06-01')

beforeAll(async () => {
  await loadTestPlan(world.platform)
  office = await openOffice(world)
  for (let count = 0; count < 3; count += 1) bystanders.push(await joined(world, testPlan))
  for (let count = 0; count < 30; count += 1) waiting.old.push(await joined(world, testPlan, '1970-05-05'))
  for (let count = 0; count < 5; count += 1) waiting.young.push(await joined(world, testPlan, '1985-05-05'))
  await world.at(today.toString())
})

/** Time only goes on, as everywhere: each test begins on the day on which the one before ended. */
function later(days: number): string {
  today = today.add({ days })
  return today.toString()
}

/** The next publicity day of the plan; the sharing day is a week later. */
function publicityDay(): string {
  do today = today.add({ days: 1 })
  while (today.day !== 7 && today.day !== 21)
  return today.toString()
}

/** A claim that a member has just filed, well after the waiting period. */
async function filed(age: 'old' | 'young'): Promise<Case> {
  const member = waiting[age].pop()!
  const answer = await world.call(member, 'POST', '/claims', claimBody(member, today.subtract({ days: 2 }).toString()))
  expect(answer.status).toBe(201)
  const found = new Case(world, office, member, answer.body.caseReference, taken)
  reached.add('collecting-evidence')
  return found
}

type Road = Exclude<ClaimStatus, 'withdrawn' | 'closed'>

/** Brings a new claim into a status by the straight road. */
async function claimIn(status: Road, age: 'old' | 'young' = status === 'second-approval' ? 'young' : 'old') {
  const one = await filed(age)
  const roads: Record<Road, readonly (() => Promise<unknown>)[]> = {
    'collecting-evidence': [],
    'desk-review': [one.addPaper, one.submit],
    'evidence-requested': [one.addPaper, one.submit, one.askForMore],
    investigation: [one.addPaper, one.submit, one.passDeskReview],
    deciding: [one.addPaper, one.submit, one.passDeskReview, one.assign, one.report],
    'second-approval': [one.addPaper, one.submit, one.passDeskReview, one.assign, one.report, one.approve],
    approved: [one.addPaper, one.submit, one.passDeskReview, one.assign, one.report, one.approve],
    published: [
      ...[one.addPaper, one.submit, one.passDeskReview, one.assign, one.report, one.approve],
      () => one.daysWork(publicityDay()),
    ],
    settled: [
      ...[one.addPaper, one.submit, one.passDeskReview, one.assign, one.report, one.approve],
      () => one.daysWork(publicityDay()),
      () => one.closePeriod(later(7)),
    ],
    paid: [],
    refused: [one.addPaper, one.submit, one.refuse],
    disputed: [one.addPaper, one.submit, one.refuse, one.dispute],
  }
  for (const walk of roads[status]) await walk()
  const { status: now } = await one.view()
  expect(now).toBe(status)
  reached.add(now)
  return one
}

async function expectStatus(one: Case, status: ClaimStatus) {
  const view = await one.view()
  expect(view.status).toBe(status)
  reached.add(status)
  return view
}

describe('every way out', () => {
  test.each<[ClaimStatus, Road]>(
    (
      [
        'collecting-evidence',
        'desk-review',
        'evidence-requested',
        'investigation',
        'deciding',
        'second-approval',
        'approved',
        'published',
        'refused',
        'disputed',
      ] as const
    ).map((status) => ['withdrawn', status]),
  )('%s, taken back by the claimant from %s', async (end, status) => {
    const one = await claimIn(status)
    await one.withdraw()
    await expectStatus(one, end)
    const again = await one.post(one.member, 'withdraw')
    expect([again.status, again.body.code]).toEqual([409, 'claim-not-in-status'])
  })

  test.each<[Road, Road]>([
    ['desk-review', 'desk-review'],
    ['investigation', 'investigation'],
    ['deciding', 'deciding'],
  ])('from %s more papers are asked for, and the answer goes back to %s', async (status, back) => {
    const one = await claimIn(status)
    const asked = await one.askForMore()
    expect(asked.body).toMatchObject({
      status: 'evidence-requested',
      evidenceDueOn: today.add({ days: 30 }).toString(),
    })
    await one.addPaper()
    await one.submit()
    await expectStatus(one, back)
  })

  test('a request that nobody answers lapses after its last day, not on it, and is open to dispute', async () => {
    const one = await claimIn('evidence-requested')
    await workOn(world, later(30))
    await expectStatus(one, 'evidence-requested')
    await one.daysWork(later(1))
    const { timeline } = await expectStatus(one, 'refused')
    expect(timeline.at(-1)).toMatchObject({ reasonCode: 'evidence-not-provided', clause: '1' })
    await one.dispute()
    await expectStatus(one, 'disputed')
  })

  test.each<[Road]>([['desk-review'], ['deciding']])('refused from %s with code, clause and text', async (status) => {
    const one = await claimIn(status)
    const { body } = await one.refuse()
    expect(body.timeline.at(-1)).toMatchObject({
      kind: 'claim-refused',
      reasonCode: 'diagnosis-not-confirmed',
      clause: '1',
      text: '诊断不明。',
    })
    await one.acceptRefusal()
    await expectStatus(one, 'closed')
  })

  test('a refusal that nobody disputes is closed after the last day, not on it', async () => {
    const one = await claimIn('refused')
    await workOn(world, later(30))
    await expectStatus(one, 'refused')
    await one.daysWork(later(1))
    await expectStatus(one, 'closed')
    const late = await one.post(one.member, 'dispute', { statement: '太晚' })
    expect([late.status, late.body.code]).toEqual([409, 'claim-not-in-status'])
  })

  test.each([
    [true, 'approved'],
    [false, 'closed'],
  ] as const)('the verdict upheld: %s leads to %s', async (upheld, status) => {
    const one = await claimIn('disputed')
    await one.verdict(upheld)
    await expectStatus(one, status)
  })

  test('a reviewer who is unsure lets the board decide', async () => {
    const one = await claimIn('deciding')
    await one.refer()
    const { timeline } = await expectStatus(one, 'disputed')
    expect(timeline.at(-1)).toMatchObject({ kind: 'claim-referred', text: '我拿不准。' })
    await one.verdict(true)
    await expectStatus(one, 'approved')
  })

  test('an objector who was turned down goes to the board, and nobody else does', async () => {
    const one = await claimIn('published')
    await one.object(bystanders[0]!)
    const [objectionId] = (await one.view()).openObjections
    await one.answerObjection(false)
    const path = `/cases/${one.reference}/objections/${objectionId}/dispute`
    const other = await world.call(bystanders[1]!, 'POST', path, { statement: '也反对' })
    expect([other.status, other.body.code]).toEqual([404, 'claim-not-found'])
    await one.disputeObjection(bystanders[0]!, objectionId)
    const disputed = await expectStatus(one, 'disputed')
    expect(disputed.period).toBeNull()
    await one.verdict(false)
    await expectStatus(one, 'closed')

    const held = await claimIn('published')
    await held.object(bystanders[0]!)
    const [heldObjection] = (await held.view()).openObjections
    await held.daysWork(later(7))
    await expectStatus(held, 'approved')
    await held.answerObjection(false)
    await held.disputeObjection(bystanders[0]!, heldObjection)
    await expectStatus(held, 'disputed')
  })

  test('an investigator adds papers and hands over to another; two people approve, one may send back', async () => {
    const one = await claimIn('investigation', 'young')
    await one.assign()
    await one.addPaper(office.investigator)
    await one.report()
    await one.approve()
    await expectStatus(one, 'second-approval')
    const alone = await one.post(office.reviewer, 'approve', { clause: '1', text: '同一人' })
    expect([alone.status, alone.body.code]).toEqual([403, 'same-person-twice'])
    await one.returnApproval()
    await expectStatus(one, 'deciding')
    await one.approve()
    await one.confirm()
    await expectStatus(one, 'approved')
  })

  test('an objection is dismissed, upheld, or holds the case over to the next period', async () => {
    const one = await claimIn('published')
    await one.object(bystanders[0]!)
    await one.answerObjection(false)
    await expectStatus(one, 'published')
    await one.object(bystanders[1]!)
    await one.answerObjection(true)
    const back = await expectStatus(one, 'desk-review')
    expect(back.period).toBeNull()

    const held = await claimIn('published')
    await held.object(bystanders[0]!)
    await held.object(bystanders[1]!)
    await held.daysWork(later(7))
    await expectStatus(held, 'approved')
    await workOn(world, publicityDay())
    await expectStatus(held, 'approved')
    await held.answerObjection(false)
    await held.answerObjection(true)
    await expectStatus(held, 'desk-review')
  })

  test('settled on the sharing day, paid when the money is there, and the membership ends', async () => {
    const one = await claimIn('settled')
    await world.call(office.finance, 'POST', `/finance/plans/${testPlan.plan}/fundings`, { amount: '2000000.00' })
    await one.step(async () => {
      for (let day = 0; day < 3; day += 1) await workOn(world, later(1))
    })
    const { timeline } = await expectStatus(one, 'paid')
    expect(timeline.at(-1).kind).toBe('claim-paid')
    const [membership] = (await world.call(one.member, 'GET', '/participants')).body
    expect(membership).toMatchObject({ status: 'ended', endedReason: 'paid-out' })

    const second = await world.call(
      one.member,
      'POST',
      '/claims',
      claimBody(one.member, today.subtract({ days: 9 }).toString()),
    )
    expect([second.status, second.body.status]).toEqual([201, 'refused'])
    const view = await world.call(one.member, 'GET', `/claims/${second.body.caseReference}`)
    expect(view.body.timeline.at(-1)).toMatchObject({ reasonCode: 'second-payout', clause: '1', text: '全部规则。' })
    const disputed = await world.call(one.member, 'POST', `/claims/${second.body.caseReference}/dispute`, {
      statement: '我不同意。',
    })
    expect(disputed.body.status).toBe('disputed')
  })
})

describe('nothing was left out', () => {
  test('every status was reached', () => {
    expect([...reached].sort()).toEqual([...claimStatuses].sort())
  })

  test('every step that a rule allows was taken, and no other', () => {
    expect([...taken].sort()).toEqual(allowedSteps().sort())
  })
})

/** `status kind` of every step that the rules of core accept for some claim in that status. */
function allowedSteps(): string[] {
  const today = Temporal.PlainDate.from('2020-06-10')
  const later = today.add({ days: 400 })
  const officer = { personId: 1n, related: false }
  const plan = testPlan
  const reason = { code: 'diagnosis-not-confirmed' as const, clause: '1', text: 'no' }
  const paper = { evidenceId: 'e', sha256Commitment: 'c' }
  const review = { officer, plan, checklist: [{ code: 'identity', satisfied: true, note: '' }], note: '' }
  const objection = { objectionId: 'o2', objectorPersonId: 5n, inPlan: true, related: false, reason: 'because' }
  const attempts: ((claim: Claim) => ReturnType<typeof withdrawClaim>)[] = [
    (claim) => addEvidence(claim, { ...paper, byInvestigator: false }),
    (claim) => addEvidence(claim, { ...paper, byInvestigator: true }),
    submitClaim,
    withdrawClaim,
    acceptRefusal,
    (claim) => disputeRefusal(claim, { plan, statement: 'no' }, today),
    (claim) => closeUndisputed(claim, plan, later),
    (claim) => receiveVerdict(claim, { plan, outcome: 'upheld', verdict: 'v', dispute: null }, today),
    (claim) => disputeObjection(claim, { plan, objectionId: 'o1', objectorPersonId: 5n, statement: 's' }),
    (claim) => referClaim(claim, { officer, plan, statement: 's' }),
    (claim) => requestEvidence(claim, { officer, plan, question: '?' }, today),
    (claim) => passDeskReview(claim, { ...review, investigate: true }),
    (claim) => assignInvestigation(claim, { investigator: officer }),
    (claim) => reportInvestigation(claim, { officer, report: 'r' }),
    (claim) => approveClaim(claim, { officer, plan, clause: '1', text: 't' }),
    (claim) => returnApproval(claim, { officer, text: 't' }),
    (claim) => refuseClaim(claim, { officer, plan, reason }, today),
    (claim) => lapseEvidenceRequest(claim, plan, later),
    (claim) => publishClaim(claim, { period: 'p', objectionsUntil: today }),
    (claim) => raiseObjection(claim, objection, today),
    (claim) => answerObjection(claim, { officer, objectionId: 'o1', upheld: true, text: 't' }),
    (claim) => answerObjection(claim, { officer, objectionId: 'o1', upheld: false, text: 't' }),
    (claim) => settleClaim(claim, { period: 'p' }),
    (claim) => payClaim(claim, { paidOn: today, paidFen: 1n }),
  ]
  const found = new Set<string>()
  for (const status of claimStatuses) {
    for (const claim of claimsIn(status, today)) {
      for (const attempt of attempts) {
        const decision = attempt(claim)
        if (decision.accepted) found.add(`${status} ${decision.event.kind}`)
      }
    }
  }
  return [...found]
}

/** Claims in a status with and without what the rules look at besides it. */
function claimsIn(status: ClaimStatus, today: Temporal.PlainDate): Claim[] {
  const common = {
    status,
    statement: { illness: 'stroke' },
    evidenceIds: ['e0'],
    evidenceDueOn: today,
    investigatorPersonId: 1n,
    investigated: true,
    refusal: { reason: {}, refusedOn: today },
    period: 'p',
    objectionsUntil: today,
    objectors: [],
    verdicts: 0,
    dismissedObjections: [{ objectionId: 'o1', objectorPersonId: 5n }],
  }
  const variants = [
    { payoutFen: 30_000_000n, proposedBy: 2n, openObjections: ['o1'] },
    { payoutFen: 10_000_000n, proposedBy: null, openObjections: [] },
  ]
  return variants.map((variant) => ({ ...common, ...variant }) as unknown as Claim)
}
