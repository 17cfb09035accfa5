import type { PlanVersion } from '@tongzhou/core'
import { workOfDay } from '../../packages/platform/src/cli/days-work.ts'
import { pdfReport } from '../../packages/platform/src/evidence/sample-files.ts'
import { sequenceAll } from '../../packages/platform/src/journal/index.ts'
import { madeUpResidentId } from '../../packages/platform/test/made-up-people.ts'
import type { Answer, Somebody, World } from './world.ts'

export interface Member extends Somebody {
  readonly participantId: string
}

let people = 0

/** What a join sends: a made-up person of 34 in 2020 unless told otherwise. */
export function joinBody(plan: string, bornOn = '1985-05-05', changes: object = {}) {
  people += 1
  return {
    plan,
    name: '古丽米热·艾比布力',
    identity: { kind: 'cn-resident-id', number: madeUpResidentId(bornOn, people) },
    relation: 'self',
    consents: { 'health-data': { given: true, wordingVersion: 1 }, publication: { given: true, wordingVersion: 1 } },
    answers: { 'serious-illness': false },
    ...changes,
  }
}

/** Somebody who has just joined and agreed to be debited, by HTTP. */
export async function joined(world: World, plan: PlanVersion, bornOn?: string, changes?: object): Promise<Member> {
  const who = await world.signIn()
  const answer = await world.call(who, 'POST', '/participants', joinBody(plan.plan, bornOn, changes))
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  const agreed = await world.call(who, 'PUT', '/payment-agreement', { accountToken: `account-${who.personId}` })
  if (agreed.status !== 200) throw new Error(JSON.stringify(agreed.body))
  return { ...who, participantId: answer.body.participantId }
}

export function claimBody(member: Pick<Member, 'participantId'>, diagnosedOn: string, changes: object = {}) {
  return {
    participantId: member.participantId,
    illness: 'stroke',
    cause: 'illness',
    diagnosedOn,
    hospital: '第一人民医院',
    payeeAccount: '6222020000000000',
    payeeName: '张三',
    ...changes,
  }
}

/** The people in office. The second reviewer confirms what the first proposes. */
export interface Office {
  readonly reviewer: Somebody
  readonly second: Somebody
  readonly investigator: Somebody
  readonly operator: Somebody
  readonly finance: Somebody
}

export async function openOffice(world: World): Promise<Office> {
  return {
    reviewer: await world.signIn('reviewer'),
    second: await world.signIn('reviewer'),
    investigator: await world.signIn('investigator'),
    operator: await world.signIn('operator'),
    finance: await world.signIn('finance'),
  }
}

/** A claim and everything that people can do with it through HTTP, each a step that is written down as `status step`. */
export class Case {
  readonly reference: string
  readonly member: Member
  /** `status kind` of every step taken, for the check that none was left out. */
  readonly taken: Set<string>
  private readonly world: World
  private readonly office: Office

  constructor(world: World, office: Office, member: Member, reference: string, taken: Set<string>) {
    this.world = world
    this.office = office
    this.member = member
    this.reference = reference
    this.taken = taken
  }

  async view() {
    const { body, status } = await this.world.call(this.member, 'GET', `/claims/${this.reference}`)
    if (status !== 200) throw new Error(JSON.stringify(body))
    return body
  }

  /** Runs a command; the steps that it added are taken from the status that the case had before. */
  async step(command: () => Promise<unknown>): Promise<Answer> {
    const before = await this.view()
    const answer = (await command()) as Answer | undefined
    if (answer && answer.status >= 300) throw new Error(JSON.stringify(answer.body))
    const after = await this.view()
    for (const { kind } of after.timeline.slice(before.timeline.length)) this.taken.add(`${before.status} ${kind}`)
    if (after.timeline.length === before.timeline.length) throw new Error(`${before.status}: nothing happened`)
    return { status: answer?.status ?? 200, body: after }
  }

  post(who: Somebody, verb: string, body?: object) {
    return this.world.call(who, 'POST', `/claims/${this.reference}/${verb}`, body)
  }

  readonly addPaper = (who: Somebody = this.member) =>
    this.step(async () => {
      // Another paper each time: the same file twice is refused.
      const { evidenceIds } = await this.view()
      const bytes = pdfReport(evidenceIds.length + 1)
      const file = { name: '病理报告(副本).pdf', type: 'application/pdf', bytes }
      return this.world.upload(who, `/claims/${this.reference}/evidence`, file)
    })
  readonly submit = () => this.step(() => this.post(this.member, 'submit'))
  readonly withdraw = () => this.step(() => this.post(this.member, 'withdraw'))
  readonly acceptRefusal = () => this.step(() => this.post(this.member, 'accept-refusal'))
  readonly dispute = () => this.step(() => this.post(this.member, 'dispute', { statement: '结论不符合条款。' }))
  readonly askForMore = () =>
    this.step(() => this.post(this.office.reviewer, 'request-evidence', { question: '请补充出院小结。' }))
  readonly passDeskReview = (investigate = false) =>
    this.step(() =>
      this.post(this.office.reviewer, 'desk-review', {
        checklist: [{ code: 'identity', satisfied: true, note: '' }],
        investigate,
        note: '',
      }),
    )
  readonly assign = () =>
    this.step(() =>
      this.post(this.office.reviewer, 'assign-investigation', {
        investigatorPersonId: String(this.office.investigator.personId),
      }),
    )
  readonly report = () =>
    this.step(() => this.post(this.office.investigator, 'report-investigation', { report: '属实。' }))
  readonly approve = (who = this.office.reviewer) =>
    this.step(() => this.post(who, 'approve', { clause: '1', text: '符合条款。' }))
  readonly confirm = () => this.approve(this.office.second)
  readonly returnApproval = () => this.step(() => this.post(this.office.second, 'return-approval', { text: '再核。' }))
  readonly refuse = () =>
    this.step(() =>
      this.post(this.office.reviewer, 'refuse', { code: 'diagnosis-not-confirmed', clause: '1', text: '诊断不明。' }),
    )
  readonly verdict = (upheld: boolean) =>
    this.step(() =>
      this.post(this.office.operator, 'verdict', {
        outcome: upheld ? 'upheld' : 'rejected',
        verdict: '赔审团结论。',
      }),
    )
  readonly refer = () => this.step(() => this.post(this.office.reviewer, 'refer', { statement: '我拿不准。' }))
  readonly disputeObjection = (who: Somebody, objectionId: string) =>
    this.step(() =>
      this.world.call(who, 'POST', `/cases/${this.reference}/objections/${objectionId}/dispute`, {
        statement: '异议成立。',
      }),
    )
  readonly object = (who: Somebody) =>
    this.step(() => this.world.call(who, 'POST', `/cases/${this.reference}/objections`, { reason: '入会前已患病。' }))
  readonly answerObjection = (upheld: boolean) =>
    this.step(async () => {
      const { openObjections } = await this.view()
      return this.post(this.office.reviewer, `objections/${openObjections[0]}/answer`, { upheld, text: '已核。' })
    })

  /** The operator closes the case's period by hand, without the rest of the day's work. */
  readonly closePeriod = async (day: string) => {
    await this.world.at(day)
    const { plan, period } = await this.view()
    return this.step(() => this.world.call(this.office.operator, 'POST', `/plans/${plan}/periods/${period}/close`))
  }

  /** The platform's own work of a day, which the calendar asks for. */
  readonly daysWork = (day: string) => this.step(() => workOn(this.world, day))
}

/** Moves the clock to noon of a day and does the day's work. */
export async function workOn(world: World, day: string): Promise<void> {
  await world.at(day)
  const { platform, payments, leafFile } = world
  await sequenceAll(platform, leafFile)
  await workOfDay(platform, { gateway: payments.gateway, leafFile })
}
