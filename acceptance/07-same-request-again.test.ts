import { beforeAll, describe, expect, test } from 'vitest'
import { system } from '../packages/platform/src/commit/commit.ts'
import { pdfReport } from '../packages/platform/src/evidence/sample-files.ts'
import { loadPlan } from '../packages/platform/src/plans/index.ts'
import { Board, madeKeepers, madeUpFile, planWithBoard } from '../packages/platform/test/made-up-board.ts'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { Case, claimBody, joinBody, joined, type Member, type Office, openOffice, workOn } from './support/cases.ts'
import { exempt } from './support/tried-elsewhere.ts'
import { type Answer, fingerprint, openWorld, type Somebody } from './support/world.ts'

/** Each command that moves money or state: sent again it has no second effect, and 20 times at once it has one. */
const world = await openWorld('2020-01-02')
const plan = testPlan.plan
const members: Member[] = []
/** Their payout needs two approvals. */
const young: Member[] = []
let office: Office
/** A plan whose disputes every juror may vote on, and its board. */
const openPlan = planWithOpenVote()
const board = new Board(world.platform, world.leafFile, await madeKeepers(['operator']))
const ofBoard: Member[] = []
let today = Temporal.PlainDate.from('2020-06-01')
const later = (days: number) => {
  today = today.add({ days })
  return today.toString()
}

beforeAll(async () => {
  await loadTestPlan(world.platform)
  office = await openOffice(world)
  for (let count = 0; count < 80; count += 1) members.push(await joined(world, testPlan, '1970-05-05'))
  for (let count = 0; count < 2; count += 1) young.push(await joined(world, testPlan, '1985-05-05'))
  const loaded = await loadPlan(world.platform, { key: 'open-plan', actor: system, source: JSON.stringify(openPlan) })
  if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
  for (let count = 0; count < 36; count += 1) ofBoard.push(await joined(world, openPlan, '1970-05-05'))
  await world.at(today.toString())
})

function planWithOpenVote() {
  const plan = planWithBoard({ mode: 'open' })
  const { acceptHours: _, panelSize: __, reserves: ___, ...vote } = plan.disputes.vote!
  return { ...plan, plan: 'open-plan', disputes: { ...plan.disputes, vote } }
}

/** A request that can be sent again and again. */
interface Request {
  readonly who: Somebody
  readonly method?: 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly body?: object
  /** Another content under the same key; left out where a request has no content of its own. */
  readonly other?: object
}
type Prepare = () => Promise<Request>

async function filed(): Promise<Case> {
  const member = members.pop()!
  const body = claimBody(member, today.subtract({ days: 2 }).toString())
  const answer = await world.call(member, 'POST', '/claims', body)
  return new Case(world, office, member, answer.body.caseReference, new Set())
}

type Walk = (one: Case) => Promise<unknown>
const toDesk: Walk[] = [(one) => one.addPaper(), (one) => one.submit()]
const toInvestigation: Walk[] = [...toDesk, (one) => one.passDeskReview(), (one) => one.assign()]
const toDecision: Walk[] = [...toInvestigation, (one) => one.report()]
const toRefusal: Walk[] = [...toDesk, (one) => one.refuse()]

async function walked(...walks: Walk[]): Promise<Case> {
  const one = await filed()
  for (const walk of walks) await walk(one)
  return one
}

/** A dispute of a refusal, with the first statement of the other side where it is `answered`, open to votes where it is `voting`. */
async function disputed(until: 'preparing' | 'answered' | 'voting') {
  const member = ofBoard.pop()!
  const { body } = await world.call(
    member,
    'POST',
    '/claims',
    claimBody(member, today.subtract({ days: 2 }).toString()),
  )
  const one = new Case(world, office, member, body.caseReference, new Set())
  for (const walk of toRefusal) await walk(one)
  await one.dispute()
  const queue = (await world.call(office.reviewer, 'GET', '/review/disputes')).body
  const { dispute } = queue.find((each: { caseReference: string }) => each.caseReference === one.reference)
  const path = `/disputes/${dispute}`
  if (until === 'preparing') return { path, juror: member }
  await world.call(office.reviewer, 'POST', `${path}/statements`, { side: 'against', text: '应当告知。' })
  if (until === 'answered') return { path, juror: member }
  await world.call(office.reviewer, 'POST', `${path}/case-file`, madeUpFile)
  await board.work()
  const juror = ofBoard.pop()!
  await world.call(juror, 'POST', `/plans/${openPlan.plan}/jurors`)
  return { path, juror, dispute: dispute as string }
}

async function juror(): Promise<Member> {
  const who = ofBoard.pop()!
  await world.call(who, 'POST', `/plans/${openPlan.plan}/jurors`)
  return who
}

/** A juror in a seat of an open vote. */
async function seated() {
  const { dispute, juror, path } = await disputed('voting')
  await world.call(juror, 'POST', `${path}/seat`, { accept: true })
  return { dispute: dispute!, juror, path }
}

/** A command on a claim that has come so far. */
function onClaim(who: (one: Case) => Somebody, verb: string, walks: Walk[], body?: object, other?: object): Prepare {
  return async () => {
    const one = await walked(...walks)
    const path = `/claims/${one.reference}/${verb}`
    return { who: who(one), path, ...(body && { body }), ...(other && { other }) }
  }
}
const claimant = (one: Case): Somebody => one.member
const reviewer = () => office.reviewer
const checklist = [{ code: 'identity', satisfied: true, note: '' }]
const refusal = { code: 'forged-evidence', clause: '1', text: '伪造。' }

/** A claim in the publicity of the next period. */
async function published(): Promise<Case> {
  const one = await walked(...toDecision, (claim) => claim.approve())
  do today = today.add({ days: 1 })
  while (today.day !== 7 && today.day !== 21)
  await workOn(world, today.toString())
  return one
}
const periodOf = (day: Temporal.PlainDate) => `${day.toPlainYearMonth()}-${day.day <= 14 ? 'A' : 'B'}`

const commands: Record<string, Prepare> = {
  'POST /participants': async () => {
    const body = joinBody(plan)
    return { who: await world.signIn(), path: '/participants', body, other: { ...body, name: '李四' } }
  },
  'POST /participants/{participantId}/leave': async () => {
    const who = members.pop()!
    return { who, path: `/participants/${who.participantId}/leave` }
  },
  'POST /participants/{participantId}/withdraw-consent': async () => {
    const who = members.pop()!
    const path = `/participants/${who.participantId}/withdraw-consent`
    return { who, path, body: { consent: 'publication' }, other: { consent: 'health-data' } }
  },
  'POST /participants/{participantId}/record-death': async () => {
    const { participantId } = members.pop()!
    const path = `/participants/${participantId}/record-death`
    const diedOn = today.subtract({ days: 1 }).toString()
    return { who: office.operator, path, body: { diedOn }, other: { diedOn: '2020-05-01' } }
  },
  'POST /claims': async () => {
    const who = members.pop()!
    const body = claimBody(who, '2020-05-30')
    return { who, path: '/claims', body, other: { ...body, hospital: '第二人民医院' } }
  },
  'POST /claims/{reference}/submit': onClaim(claimant, 'submit', toDesk.slice(0, 1)),
  'POST /claims/{reference}/withdraw': onClaim(claimant, 'withdraw', toDesk),
  'POST /claims/{reference}/accept-refusal': onClaim(claimant, 'accept-refusal', toRefusal),
  'POST /claims/{reference}/dispute': onClaim(claimant, 'dispute', toRefusal, { statement: '不' }, { statement: '是' }),
  'POST /claims/{reference}/request-evidence': onClaim(
    reviewer,
    'request-evidence',
    toDesk,
    { question: '?' },
    { question: '!' },
  ),
  'POST /claims/{reference}/desk-review': onClaim(
    reviewer,
    'desk-review',
    toDesk,
    { checklist, note: '' },
    { checklist, note: 'x' },
  ),
  'POST /claims/{reference}/assign-investigation': async () => {
    const one = await walked(...toDesk, (claim) => claim.passDeskReview())
    const body = { investigatorPersonId: String(office.investigator.personId) }
    return { who: office.reviewer, path: `/claims/${one.reference}/assign-investigation`, body }
  },
  'POST /claims/{reference}/report-investigation': onClaim(
    () => office.investigator,
    'report-investigation',
    toInvestigation,
    { report: '属实' },
    { report: '不实' },
  ),
  'POST /claims/{reference}/conflict': onClaim(() => office.second, 'conflict', toDesk),
  'POST /claims/{reference}/approve': onClaim(
    reviewer,
    'approve',
    toDecision,
    { clause: '1', text: '可' },
    { clause: '1', text: '准' },
  ),
  'POST /claims/{reference}/return-approval': async () => {
    members.push(young.pop()!)
    const one = await walked(...toDecision, (claim) => claim.approve())
    return { who: office.second, path: `/claims/${one.reference}/return-approval`, body: { text: '再核' } }
  },
  'POST /claims/{reference}/refuse': onClaim(reviewer, 'refuse', toDesk, refusal, { ...refusal, text: '不' }),
  'POST /claims/{reference}/verdict': onClaim(
    () => office.operator,
    'verdict',
    [...toRefusal, (one) => one.dispute()],
    { outcome: 'upheld', verdict: '支持' },
    { outcome: 'rejected', verdict: '不支持' },
  ),
  'POST /cases/{reference}/objections': async () => {
    const one = await published()
    const path = `/cases/${one.reference}/objections`
    return { who: members.pop()!, path, body: { reason: '可疑' }, other: { reason: '很可疑' } }
  },
  'POST /claims/{reference}/refer': onClaim(reviewer, 'refer', toDecision, { statement: '?' }, { statement: '!' }),
  'POST /cases/{reference}/objections/{objectionId}/dispute': async () => {
    const one = await published()
    const who = members.pop()!
    await one.object(who)
    const [objectionId] = (await one.view()).openObjections
    await one.answerObjection(false)
    const path = `/cases/${one.reference}/objections/${objectionId}/dispute`
    return { who, path, body: { statement: '可疑' }, other: { statement: '很可疑' } }
  },
  'POST /claims/{reference}/objections/{objectionId}/answer': async () => {
    const one = await published()
    await one.object(members.pop()!)
    const { openObjections } = await one.view()
    const path = `/claims/${one.reference}/objections/${openObjections[0]}/answer`
    return { who: office.reviewer, path, body: { upheld: false, text: '已核' }, other: { upheld: true, text: '已核' } }
  },
  'POST /plans': async () => {
    const version = { ...testPlan, plan: `other-${crypto.randomUUID().slice(0, 8)}` }
    return { who: office.operator, path: '/plans', body: { text: JSON.stringify(version) } }
  },
  'POST /plans/{plan}/run-off': async () => {
    const name = `ending-${crypto.randomUUID().slice(0, 8)}`
    const text = JSON.stringify({ ...testPlan, plan: name })
    expect((await world.call(office.operator, 'POST', '/plans', { text })).status).toBe(201)
    const body = { coverEndsOn: today.add({ days: 60 }).toString() }
    const other = { coverEndsOn: today.add({ days: 61 }).toString() }
    return { who: office.operator, path: `/plans/${name}/run-off`, body, other }
  },
  'POST /plans/{plan}/periods/{period}/publish': async () => {
    await published()
    do today = today.add({ days: 1 })
    while (today.day !== 7 && today.day !== 21)
    await world.at(today.toString())
    return { who: office.operator, path: `/plans/${plan}/periods/${periodOf(today)}/publish` }
  },
  'POST /plans/{plan}/periods/{period}/close': async () => {
    await published()
    await world.at(later(7))
    return { who: office.operator, path: `/plans/${plan}/periods/${periodOf(today)}/close` }
  },
  'POST /finance/plans/{plan}/fundings': async () => {
    const path = `/finance/plans/${plan}/fundings`
    return { who: office.finance, path, body: { amount: '1000000.00' }, other: { amount: '1000000.01' } }
  },
  'POST /finance/payouts/{reference}/parts/{part}/retry': async () => {
    const one = await published()
    const account = { accountToken: '6222020000000000', failures: 1, reason: 'account-closed', balanceFen: null }
    await world.payments.admin('accounts', account)
    await world.call(office.finance, 'POST', `/finance/plans/${plan}/fundings`, { amount: '1000000.00' })
    await workOn(world, later(7))
    return { who: office.finance, path: `/finance/payouts/${one.reference}/parts/1/retry` }
  },
  // Fees are earned by now.
  'POST /finance/plans/{plan}/fee-withdrawals': async () => {
    const path = `/finance/plans/${plan}/fee-withdrawals`
    return { who: office.finance, path, body: { amount: '1.00' }, other: { amount: '1.01' } }
  },
  'PUT /people/{personId}/roles/{role}': async () => {
    const { personId } = await world.signIn()
    return { who: office.operator, method: 'PUT', path: `/people/${personId}/roles/reviewer` }
  },
  'DELETE /people/{personId}/roles/{role}': async () => {
    const { personId } = await world.signIn()
    const path = `/people/${personId}/roles/reviewer`
    expect((await world.call(office.operator, 'PUT', path)).status).toBeLessThan(300)
    return { who: office.operator, method: 'DELETE', path }
  },
  'POST /people/{personId}/corrections': async () => {
    const path = `/people/${members.pop()!.personId}/corrections`
    const body = { field: 'name', value: '王五', reason: '姓名录入有误。' }
    return { who: office.operator, path, body, other: { ...body, value: '赵六' } }
  },
  'DELETE /people/{personId}/sessions': async () => {
    const { personId } = await world.signIn()
    return { who: office.operator, method: 'DELETE', path: `/people/${personId}/sessions` }
  },
  'DELETE /people/{personId}/passkeys': async () => {
    const { personId } = await world.signIn()
    return { who: office.operator, method: 'DELETE', path: `/people/${personId}/passkeys` }
  },
  'POST /staff-invitations': async () => {
    const path = '/staff-invitations'
    return { who: office.operator, path, body: { roles: ['reviewer'] }, other: { roles: ['auditor'] } }
  },
  'DELETE /staff-invitations/{invitationId}': async () => {
    const { body } = await world.call(office.operator, 'POST', '/staff-invitations', { roles: ['finance'] })
    return { who: office.operator, method: 'DELETE', path: `/staff-invitations/${body.invitationId}` }
  },
  'PUT /payment-agreement': async () => {
    const who = members.pop()!
    const body = { accountToken: 'another-account' }
    return { who, method: 'PUT', path: '/payment-agreement', body, other: { accountToken: 'a-third' } }
  },
  'DELETE /payment-agreement': async () => ({ who: members.pop()!, method: 'DELETE', path: '/payment-agreement' }),
}

const boardCommands: Record<string, Prepare> = {
  'POST /disputes/{dispute}/statements': async () => {
    const { path } = await disputed('preparing')
    const body = { side: 'against', text: '应当告知。' }
    return { who: office.reviewer, path: `${path}/statements`, body, other: { ...body, text: '不符合条款。' } }
  },
  'POST /disputes/{dispute}/case-file': async () => {
    const { path } = await disputed('answered')
    const other = { ...madeUpFile, summary: '另一个摘要。' }
    return { who: office.reviewer, path: `${path}/case-file`, body: madeUpFile, other }
  },
  'POST /disputes/{dispute}/seat': async () => {
    const { juror, path } = await disputed('voting')
    return { who: juror, path: `${path}/seat`, body: { accept: true }, other: { accept: false } }
  },
  'POST /disputes/{dispute}/quiz': async () => {
    const { juror, path } = await seated()
    return { who: juror, path: `${path}/quiz`, body: { answers: [1] }, other: { answers: [0] } }
  },
  'POST /disputes/{dispute}/ballot': async () => {
    const { dispute, juror, path } = await seated()
    await world.call(juror, 'POST', `${path}/quiz`, { answers: [1] })
    const sealed = await board.seal(dispute, juror.personId, { choice: 'pay', clause: '1' })
    const other = await board.seal(dispute, juror.personId, { choice: 'do-not-pay', clause: '1' })
    const replaces = null
    return { who: juror, path: `${path}/ballot`, body: { sealed, replaces }, other: { sealed: other, replaces } }
  },
  'POST /disputes/{dispute}/discussion': async () => {
    const { juror, path } = await seated()
    return { who: juror, path: `${path}/discussion`, body: { words: '请看病历。' }, other: { words: '请看日期。' } }
  },
  'POST /disputes/{dispute}/discussion/{post}/hide': async () => {
    const { juror, path } = await seated()
    await world.call(juror, 'POST', `${path}/discussion`, { words: '离题的话。' })
    const [{ post }] = (await world.call(juror, 'GET', `${path}/discussion`)).body
    const hide = `${path}/discussion/${post}/hide`
    return { who: office.operator, path: hide, body: { reason: '离题' }, other: { reason: '重复' } }
  },
  'POST /plans/{plan}/jurors': async () => ({ who: ofBoard.pop()!, path: `/plans/${openPlan.plan}/jurors` }),
  'POST /plans/{plan}/juror/pause': async () => ({ who: await juror(), path: `/plans/${openPlan.plan}/juror/pause` }),
  'POST /plans/{plan}/juror/resume': async () => {
    const who = await juror()
    await world.call(who, 'POST', `/plans/${openPlan.plan}/juror/pause`)
    return { who, path: `/plans/${openPlan.plan}/juror/resume` }
  },
  'POST /plans/{plan}/juror/leave': async () => ({ who: await juror(), path: `/plans/${openPlan.plan}/juror/leave` }),
  'POST /juror-affiliations': async () => {
    const body = { kind: 'employer', names: ['红星纺织厂'] }
    return { who: ofBoard.pop()!, path: '/juror-affiliations', body, other: { ...body, names: ['东风机械厂'] } }
  },
  'POST /review/controls': async () => {
    const body = { plan: openPlan.plan, illness: 'stroke', knownOutcome: 'pay', file: madeUpFile }
    return { who: office.operator, path: '/review/controls', body, other: { ...body, knownOutcome: 'do-not-pay' } }
  },
}

/** Notes of officers, settings, and what people arrange for themselves. */
const deskCommands: Record<string, Prepare> = {
  'POST /claims/{reference}/take': onClaim(reviewer, 'take', toDesk),
  'POST /claims/{reference}/release': onClaim(reviewer, 'release', [
    ...toDesk,
    (one) => one.post(office.reviewer, 'take'),
  ]),
  'POST /claims/{reference}/evidence/{evidenceId}/notes': async () => {
    const one = await walked(...toDesk)
    const path = `/claims/${one.reference}/evidence/${(await one.view()).evidenceIds[0]}/notes`
    const body = { page: 1, x: 0.5, y: 0.5, text: '请看日期。' }
    return { who: office.reviewer, path, body, other: { ...body, x: 0.6 } }
  },
  'POST /claims/{reference}/field-records': async () => {
    const one = await walked(...toInvestigation)
    const body = { kind: 'visit', happenedOn: today.toString(), text: '到院核实。' }
    const path = `/claims/${one.reference}/field-records`
    return { who: office.investigator, path, body, other: { ...body, text: '电话核实。' } }
  },
  'POST /claims/{reference}/uploads': async () => {
    const one = await filed()
    const body = { name: 'a.pdf', type: 'application/pdf', byteLength: 20_000, sha256: '0'.repeat(64) }
    return { who: one.member, path: `/claims/${one.reference}/uploads`, body, other: { ...body, byteLength: 20_001 } }
  },
  'PUT /message-settings': async () => {
    const request = { who: members.pop()!, method: 'PUT', path: '/message-settings' } as const
    return { ...request, body: { notSent: ['share-unpaid'] }, other: { notSent: [] } }
  },
  'POST /plans/{plan}/imports': async () => {
    const { identity, name } = joinBody(plan)
    const columns = ['name', 'document_number', 'consent_health_data', 'consent_publication', 'answer:serious-illness']
    const rows = [{ line: 2, cells: [name, identity.number, '1', '1', 'no'] }]
    const body = { file: 'a'.repeat(64), piece: 1, pieces: 1, columns, rows }
    return { who: office.operator, path: `/plans/${plan}/imports`, body, other: { ...body, pieces: 2 } }
  },
  'PUT /plans/{plan}/risk-weights': async () => {
    const path = `/plans/${plan}/risk-weights`
    const { edition, weights } = (await world.call(office.operator, 'GET', path)).body
    const body = {
      edition,
      weights: { ...weights, 'same-file': weights['same-file'] === 9 ? 8 : 9 },
      attestingHospitals: [],
    }
    return { who: office.operator, method: 'PUT', path, body, other: { ...body, weights } }
  },
  'PUT /review/investigators/{personId}/regions': async () => {
    const { personId } = await world.signIn('investigator')
    const path = `/review/investigators/${personId}/regions`
    return { who: office.operator, method: 'PUT', path, body: { regions: ['33'] }, other: { regions: ['11'] } }
  },
}

const send = ({ who, method = 'POST', path, body }: Request, key: string): Promise<Answer> =>
  world.call(who, method, path, body, key)

/** Rows of each table that a command added. */
async function counts(): Promise<Record<string, number>> {
  const lines = (await fingerprint(world)).split('\n').map((line) => line.split(/[ :]/))
  return Object.fromEntries(lines.map(([name, count]) => [name!, Number(count)]))
}
async function addedBy(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await counts()
  await work()
  const after = await counts()
  const added = Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
  return Object.fromEntries(added.filter(([, count]) => count !== 0))
}

test('every command of the application is tried here, or says why not', () => {
  const document = world.app.swagger() as { paths: Record<string, Record<string, unknown>> }
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== 'get')
      .map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(routes.sort()).toEqual(
    [...Object.keys({ ...commands, ...boardCommands, ...deskCommands }), ...Object.keys(exempt)].sort(),
  )
})

describe.each(Object.entries({ ...commands, ...boardCommands, ...deskCommands }))('%s', (_, prepare) => {
  test('twice, and 20 times at once, is one effect and one answer', async () => {
    const first = await prepare()
    const once = await addedBy(async () => {
      const answer = await send(first, crypto.randomUUID())
      expect([200, 201, 202, 204]).toContain(answer.status)
    })
    expect(Object.keys(once)).toContain('commands')

    const request = await prepare()
    const key = crypto.randomUUID()
    const answers: Answer[] = []
    const together = await addedBy(async () => {
      answers.push(...(await Promise.all(Array.from({ length: 20 }, () => send(request, key)))))
    })
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]!.status).toBeLessThan(300)
    expect(together).toEqual(once)

    const settled = await fingerprint(world)
    expect(await send(request, key)).toEqual(answers[0])
    if (request.other) {
      const reused = await send({ ...request, body: request.other }, key)
      expect([reused.status, reused.body.code]).toEqual([422, 'idempotency-key-reused'])
    }
    expect(await fingerprint(world)).toBe(settled)
  })
})

describe('a paper', () => {
  test('sent 20 times at once under one key is one paper', async () => {
    const one = await filed()
    const path = `/claims/${one.reference}/evidence`
    const file = { name: 'a.pdf', type: 'application/pdf', bytes: pdfReport(2) }
    const key = crypto.randomUUID()
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.upload(one.member, path, file, key)))
    expect(answers).toEqual(answers.map(() => answers[0]))
    expect(answers[0]!.status).toBe(201)
    expect((await one.view()).evidenceIds).toHaveLength(1)
  })
})

test('a refused request burns no key: put right, it is carried out under the same one', async () => {
  const who = members.pop()!
  const key = crypto.randomUUID()
  const wrong = await world.call(who, 'POST', '/claims', claimBody(who, '2030-01-01'), key)
  expect([wrong.status, wrong.body.code]).toEqual([422, 'diagnosis-in-future'])
  const right = await world.call(who, 'POST', '/claims', claimBody(who, today.subtract({ days: 2 }).toString()), key)
  expect([right.status, right.body.status]).toEqual([201, 'collecting-evidence'])
})
