import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pdfReport } from '../../packages/platform/src/evidence/sample-files.ts'
import { claimBody, joinBody } from '../support/cases.ts'
import { type Balancer, openBalancer } from './rig/balancer.ts'
import { Client } from './rig/client.ts'
import { seededRandom } from './rig/dice.ts'
import { becomesReady, type House, openHouse, rigPlan } from './rig/house.ts'

/** Two servers and two workers behind a balancer; each is restarted in turn while people join, claim, upload and read. */
let house: House
let balancer: Balancer
let client: Client

beforeAll(async () => {
  house = await openHouse({ servers: 2, workers: 2 })
  await becomesReady(house, 30)
  balancer = await openBalancer(house.servers.map(({ url }) => url))
  // Everybody comes through the balancer, and nothing is sent a second time.
  client = new Client({ ...house, servers: [{ ...house.servers[0]!, url: balancer.url }] }, seededRandom('rolling'), {
    triesOfCommand: 1,
    requestMilliseconds: 60_000,
  })
}, 120_000)
afterAll(async () => {
  await balancer?.close()
  await house?.close()
}, 60_000)

test('a rolling restart of all servers and workers under load: no request fails', async () => {
  let isOver = false
  let people = 0
  const done = { joins: 0, claims: 0, reads: 0 }
  const faults: string[] = []
  const must = async (asked: ReturnType<Client['call']>) => {
    const answer = await asked
    if (answer.status >= 300) faults.push(`${answer.status} ${JSON.stringify(answer.body)}`)
    return answer
  }
  const joinAndClaim = async () => {
    people += 1
    const who = await client.signIn(`139${String(people).padStart(8, '0')}`)
    const { body } = await must(client.call(who, 'POST', '/participants', joinBody(rigPlan.plan)))
    done.joins += 1
    const today = house.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate()
    const filed = await must(client.call(who, 'POST', '/claims', claimBody(body, today.toString())))
    const file = { name: '病理报告.pdf', type: 'application/pdf', bytes: pdfReport(1 + (people % 3)) }
    await must(client.upload(who, `/claims/${filed.body.caseReference}/evidence`, file))
    await must(client.call(who, 'POST', `/claims/${filed.body.caseReference}/submit`))
    done.claims += 1
  }
  const read = async () => {
    await must(client.call(null, 'GET', '/plans'))
    done.reads += 1
    await pause(5)
  }
  const loop = async (work: () => Promise<void>) => {
    while (!isOver) await work().catch((fault: unknown) => faults.push(String(fault)))
  }
  const loops = [joinAndClaim, joinAndClaim, read, read, read].map(loop)
  for (const { child, url } of [...house.servers, ...house.workers]) {
    await pause(500)
    const began = performance.now()
    expect([child.name, await child.stop()]).toEqual([child.name, 0])
    expect(performance.now() - began).toBeLessThan(20_000)
    await child.start()
    if (house.servers.some((one) => one.child === child))
      await expect.poll(() => balancer.ready(), { timeout: 20_000 }).toContain(url)
  }
  await pause(500)
  isOver = true
  await Promise.all(loops)
  console.info(`${done.joins} joins, ${done.claims} claims with papers, ${done.reads} reads; ${faults.length} failed`)
  expect(faults.slice(0, 10)).toEqual([])
  expect(done.joins).toBeGreaterThan(20)
  expect(done.reads).toBeGreaterThan(200)
}, 240_000)
