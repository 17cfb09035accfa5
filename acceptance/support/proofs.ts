import { join } from 'node:path'
import { loadTestPlan, testPlan } from '../../packages/platform/test/plan.ts'
import { Case, claimBody, joined, type Member, openOffice, workOn } from './cases.ts'
import { type MadeConsortium, makeConsortium } from './consortium.ts'
import type { World } from './world.ts'

/** Seven people with a consortium; one of them has filed a claim, which was approved. Nothing is published yet. */
export interface ProvedWorld {
  readonly consortium: MadeConsortium
  readonly members: readonly Member[]
  readonly claimant: Member
  readonly filed: Case
  /** The case's period is published and settled, and its entries are final. */
  settle(): Promise<void>
  proofOfPaper(): Promise<Got>
  proofOfCharge(who: Member, of?: Member): Promise<Got>
  get(who: Member, url: string): Promise<Got>
}

interface Got {
  readonly status: number
  readonly text: string
}

export async function makeProvedWorld(world: World): Promise<ProvedWorld> {
  await loadTestPlan(world.platform)
  const consortium = await makeConsortium(world.platform, 3, { publishedAt: join(world.folder, 'log') })
  const office = await openOffice(world)
  const members: Member[] = []
  for (let count = 0; count < 7; count += 1) members.push(await joined(world, testPlan, '1970-05-05'))
  const claimant = members[3]!
  await workOn(world, '2020-01-03')
  await world.at('2020-06-01')
  const { body } = await world.call(claimant, 'POST', '/claims', claimBody(claimant, '2020-05-30'))
  const filed = new Case(world, office, claimant, body.caseReference, new Set())
  await filed.addPaper()
  await filed.submit()
  await filed.passDeskReview()
  await filed.assign()
  await filed.report()
  await filed.approve()
  const get = async (who: Member, url: string) => {
    const answer = await world.app.inject({ method: 'GET', url, headers: { authorization: who.token } })
    return { status: answer.statusCode, text: answer.body }
  }
  return {
    consortium,
    members,
    claimant,
    filed,
    get,
    async settle() {
      for (const day of ['2020-06-07', '2020-06-14']) {
        await consortium.publish()
        await workOn(world, day)
      }
      const { body: period } = await world.call(null, 'GET', `/plans/${testPlan.plan}/periods/2020-06-A`)
      if (period.status !== 'settled') throw new Error(`the period is ${period.status}`)
      await consortium.publish()
    },
    async proofOfPaper() {
      const { evidenceIds } = await filed.view()
      return get(claimant, `/claims/${filed.reference}/evidence/${evidenceIds[0]}/proof`)
    },
    proofOfCharge: (who, of = who) => get(who, `/participants/${of.participantId}/charges/2020-06-A/proof`),
  }
}
