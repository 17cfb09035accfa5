import { beforeAll, describe, expect, it } from 'vitest'
import { scoreClaims } from '../packages/platform/src/claims/index.ts'
import { pdfReport } from '../packages/platform/src/evidence/sample-files.ts'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { claimBody, joined, type Member, type Office, openOffice } from './support/cases.ts'
import { openWorld } from './support/world.ts'

const world = await openWorld('2020-01-02')
const { platform } = world

let office: Office
let members: readonly Member[]
let forged: string
let linked: string
let apart: string

async function submitted(member: Member, paper: number, changes: object): Promise<string> {
  const { caseReference } = (await world.call(member, 'POST', '/claims', claimBody(member, '2020-09-01', changes))).body
  const file = { name: '病历.pdf', type: 'application/pdf', bytes: pdfReport(paper) }
  expect((await world.upload(member, `/claims/${caseReference}/evidence`, file)).status).toBe(201)
  expect((await world.call(member, 'POST', `/claims/${caseReference}/submit`)).status).toBe(200)
  return caseReference
}

/** The queue as the job left it: nobody has opened a case. */
async function queue() {
  while ((await scoreClaims(platform)) > 0);
  const { body } = await world.call(office.reviewer, 'GET', '/review/queue?status=desk-review&order=risk')
  return body.cases.map((one: { caseReference: string; riskScore: number }) => [one.caseReference, one.riskScore])
}

const refuse = (reference: string, code: string) =>
  world.call(office.reviewer, 'POST', `/claims/${reference}/refuse`, {
    code,
    clause: testPlan.review.clause,
    text: '经医院核实，材料并非其出具。',
  })

beforeAll(async () => {
  await loadTestPlan(platform)
  office = await openOffice(world)
  members = await Promise.all([1, 2, 3, 4, 5, 6].map(() => joined(world, testPlan)))
  await world.at('2020-09-20')
  forged = await submitted(members[0]!, 1, { payeeAccount: '6222020000000031', hospital: '虚构第一医院' })
  linked = await submitted(members[1]!, 2, { payeeAccount: '6222020000000031', hospital: '虚构第二医院' })
  apart = await submitted(members[2]!, 3, { payeeAccount: '6222020000000032', hospital: '虚构第三医院' })
})

describe('a case that was refused for forged papers', () => {
  it('lifts those with its account in the queue by itself, and says why', async () => {
    const before = await queue()
    expect(before.at(-1)).toEqual([apart, 0])
    const [, score] = before.find(([reference]: [string]) => reference === linked)!
    expect((await refuse(forged, 'forged-evidence')).status).toBe(200)
    expect(await queue()).toEqual([
      [linked, score + 60],
      [apart, 0],
    ])
    const { signals } = (await world.call(office.reviewer, 'GET', `/claims/${linked}/risk`)).body
    expect(signals[0]).toMatchObject({ code: 'beside-refused', strength: 60, facts: { cases: [forged] } })
    expect(signals[0].reason.en).toContain(`Refused for forged evidence: ${forged}`)
    expect(signals[0].reason.zh).toContain(`因伪造材料被拒：同一申请人、付款人、账户或手机号的 ${forged}`)
  })

  it('one that was refused for something else says nothing', async () => {
    const other = await submitted(members[3]!, 4, { payeeAccount: '6222020000000032', hospital: '虚构第四医院' })
    expect((await refuse(other, 'not-the-defined-illness')).status).toBe(200)
    await queue()
    const { signals } = (await world.call(office.reviewer, 'GET', `/claims/${apart}/risk`)).body
    expect(signals.map(({ code }: { code: string }) => code)).toEqual(['shared-account'])
  })

  it('says so also where the refusal was accepted before the job came by', async () => {
    const account = { payeeAccount: '6222020000000034' }
    const [refused, beside] = [await submitted(members[4]!, 6, account), await submitted(members[5]!, 7, account)]
    const scoreOf = async () => (await queue()).find(([reference]: [string]) => reference === beside)[1]
    const before = await scoreOf()
    expect((await refuse(refused, 'forged-evidence')).status).toBe(200)
    expect((await world.call(members[4]!, 'POST', `/claims/${refused}/accept-refusal`)).status).toBe(200)
    expect(await scoreOf()).toBe(before + 60)
  })

  it('is remembered when the same participant claims again', async () => {
    expect((await world.call(members[0]!, 'POST', `/claims/${forged}/accept-refusal`)).status).toBe(200)
    const again = await submitted(members[0]!, 5, { payeeAccount: '6222020000000033', hospital: '虚构第五医院' })
    const { score, signals } = (await world.call(office.reviewer, 'GET', `/claims/${again}/risk`)).body
    expect(signals).toMatchObject([{ code: 'beside-refused', strength: 100, facts: { cases: [forged] } }])
    expect((await queue())[0]).toEqual([again, score])
  })
})
