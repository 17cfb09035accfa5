import { setTimeout as pause } from 'node:timers/promises'
import { demoSignIns } from '../../../packages/platform/src/demo/sign-ins.ts'
import { Case, claimBody, joinBody, type Member, type Office } from '../../support/cases.ts'
import type { Answer, World } from '../../support/world.ts'
import { Client, RigOver, type Signed } from './client.ts'
import { type House, rigPlan } from './house.ts'

/** What the platform has acknowledged: it has to be there for ever after, whatever happened. */
export interface Acknowledged {
  readonly participants: string[]
  readonly cases: string[]
  /** Case and step count that its claimant has seen. */
  readonly steps: Map<string, number>
  readonly evidence: string[]
}

export interface Load {
  readonly client: Client
  readonly acknowledged: Acknowledged
  /** What went wrong for the people, beyond what a retry mends. */
  readonly troubles: string[]
  /** The largest published checkpoint that anybody has read. */
  readonly checkpoint: () => number
  stop(): Promise<void>
}

export interface LoadSize {
  readonly joiners: number
  readonly claimants: number
  readonly readers: number
  /** People who have joined before the load begins. */
  readonly first: number
  /** Joins go on to so many. */
  readonly most: number
}

const phoneOf = (number: number) => `137${String(number).padStart(8, '0')}`

/** People who join, fall ill, claim, review, object, dispute, read; until stopped. */
export async function startLoad(house: House, size: LoadSize, random: () => number): Promise<Load> {
  const client = new Client(house, random)
  const acknowledged: Acknowledged = { participants: [], cases: [], steps: new Map(), evidence: [] }
  const troubles: string[] = []
  const office = await openOffice(client)
  const healthy: Member[] = []
  const readers: Member[] = []
  let people = 0
  let checkpoint = 0

  const join = async () => {
    people += 1
    const who = await client.signIn(phoneOf(people))
    const joined = need(
      await client.call(
        who,
        'POST',
        '/participants',
        joinBody(rigPlan.plan, people % 3 === 0 ? '1970-05-05' : '1985-05-05'),
      ),
    )
    acknowledged.participants.push(joined.body.participantId)
    need(await client.call(who, 'PUT', '/payment-agreement', { accountToken: `account-${who.personId}` }))
    const member = { ...who, participantId: joined.body.participantId }
    if (people % 4 === 0) healthy.push(member)
    else readers.push(member)
  }
  const claim = async () => {
    const member = healthy.shift()
    if (!member) {
      await pause(200)
      return
    }
    const today = house.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate()
    const filed = need(await client.call(member, 'POST', '/claims', claimBody(member, today.toString())))
    const reference = filed.body.caseReference as string
    acknowledged.cases.push(reference)
    // Of the world a case uses how one calls and sends files, which is what the client does.
    const one = new Case(client as unknown as World, office, member, reference, new Set())
    await walk(one, random)
    const seen = await one.view()
    acknowledged.steps.set(reference, seen.timeline.length)
    acknowledged.evidence.push(...seen.evidenceIds)
  }
  const read = async () => {
    const member = readers[Math.floor(random() * readers.length)]
    if (member) need(await client.call(member, 'GET', `/participants/${member.participantId}/charges`))
    const { body, status } = await client.call(null, 'GET', '/log/checkpoint')
    if (status === 200) {
      const published = Number(String(body).split('\n')[1])
      if (published < checkpoint)
        throw new Error(`the published checkpoint went back from ${checkpoint} to ${published}`)
      checkpoint = published
    }
    await pause(100 + random() * 100)
  }
  const without = async (work: () => Promise<void>) => {
    try {
      await work()
    } catch (fault) {
      if (fault instanceof RigOver || client.isOver) return
      troubles.push(fault instanceof Error ? fault.message : String(fault))
      await pause(500)
    }
  }
  for (let count = 0; count < size.first; count += 4) await Promise.all(Array.from({ length: 4 }, () => without(join)))
  const loop = async (work: () => Promise<void>) => {
    while (!client.isOver) await without(work)
  }
  const joinOn = async () => {
    if (people < size.most) await join()
    await pause(people < size.most ? 150 + random() * 300 : 500)
  }
  const loops = [
    ...Array.from({ length: size.joiners }, () => loop(joinOn)),
    ...Array.from({ length: size.claimants }, () => loop(claim)),
    ...Array.from({ length: size.readers }, () => loop(read)),
  ]
  return {
    client,
    acknowledged,
    troubles,
    checkpoint: () => checkpoint,
    stop: async () => {
      client.isOver = true
      await Promise.all(loops)
    },
  }
}

/** A claim's way as far as people take it: most are approved, some refused and disputed, some taken back. */
async function walk(one: Case, random: () => number): Promise<void> {
  await one.addPaper()
  if (random() < 0.3) await one.addPaper()
  await one.submit()
  const fate = random()
  if (fate < 0.08) {
    await one.withdraw()
    return
  }
  if (fate < 0.25) {
    await one.refuse()
    await one.dispute()
    await one.verdict(random() < 0.5)
    return
  }
  await one.passDeskReview(fate > 0.8)
  if (fate > 0.8) {
    await one.assign()
    await one.report()
  }
  await one.approve()
  if ((await one.view()).status === 'second-approval') await one.confirm()
}

async function openOffice(client: Client): Promise<Office> {
  const signed = new Map<string, Signed>()
  for (const { phone } of demoSignIns) signed.set(phone, await client.signIn(phone))
  return {
    reviewer: signed.get('15499999903')!,
    second: signed.get('15499999904')!,
    investigator: signed.get('15499999905')!,
    finance: signed.get('15499999906')!,
    operator: signed.get('15499999907')!,
  }
}

function need(answer: Answer): Answer {
  if (answer.status >= 300) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`)
  return answer
}
