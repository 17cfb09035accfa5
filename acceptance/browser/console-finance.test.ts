import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlanVersion } from '@tongzhou/core'
import { strFromU8, unzipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeDemoSignIns } from '../../packages/platform/src/demo/sign-ins.ts'
import { addParticipants, approveCase } from '../../packages/platform/test/made-up-sharing.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'
import { workOn } from '../support/cases.ts'
import { type ConsolePage, consoleRoutes, openConsole } from '../support/console.ts'

if (noBrowser) console.warn(`acceptance/browser/console-finance.test.ts skips: ${noBrowser}`)

const read = (path: string) => JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8'))
const plan = read('../../packages/platform/plans/critical-illness.json') as PlanVersion
const zh = read('../../packages/console/src/locales/zh-CN/sharing.json')
const common = read('../../packages/console/src/locales/zh-CN/common.json')
const overview = read('../../packages/console/src/locales/zh-CN/dashboard.json')

/** The demo's people in office (demo/sign-ins.ts). */
const finance = '15499999906'
const auditor = '15499999908'

/** Joined long ago, each their own payer, none with an agreement to be debited. */
const members = 40n
const firstMember = 1_000_000n

/** To a button by the tab key, and pressed: no mouse is needed. */
async function pressByKeyboard(page: Page, name: string) {
  const button = page.getByRole('button', { name, exact: true })
  await button.waitFor()
  for (let stops = 0; stops < 60; stops += 1) {
    if (await button.evaluate((element) => element === element.ownerDocument.activeElement)) break
    await page.keyboard.press('Tab')
  }
  await page.keyboard.press('Enter')
}

/** Days have passed, and so has the session: signs in again, to the page. */
async function enter({ goto, signIn }: ConsolePage, path: string, phone = finance) {
  await goto(path)
  await signIn(phone)
}

const filled = (text: string, facts: Record<string, string | number>) =>
  Object.entries(facts).reduce((words, [name, value]) => words.replaceAll(`{{${name}}}`, String(value)), text)

describe.skipIf(noBrowser)('a period in the console', async () => {
  const app = await openAppWorld({ besides: [consoleRoutes()] })
  const { world } = app
  let desk: ConsolePage

  beforeAll(async () => {
    await makeDemoSignIns(world.platform)
    const { database } = world.platform
    await addParticipants(database, plan, { first: firstMember, count: Number(members), joinedOn: '2038-06-01' })
    for (const [number, payoutFen] of [10_000n, 20_000n].entries()) {
      const caseReference = `R0VT-000${number + 1}`
      const participantId = firstMember + BigInt(number)
      await approveCase(world.platform, plan, { caseReference, participantId, payoutFen, on: '2039-12-20' })
    }
    desk = await openConsole(app)
  })

  test('is not published before its day: the page says why, and what it would come to', async () => {
    const { goto, inspect, page, signIn } = desk
    await goto('/')
    await signIn(finance)
    await page.getByRole('heading', { name: zh.ahead.title }).waitFor()
    await inspect('periods-before')
    await page.getByRole('link', { name: '2040-01-A' }).click()
    await page.getByRole('heading', { name: zh.publish.title }).waitFor()
    expect(await page.getByRole('button', { name: zh.publish.act }).isDisabled()).toBe(true)
    await page.getByText(zh.expected.first).waitFor()
    await inspect('period-open')
  })

  test('is published by keyboard alone, asked twice, with its cases', async () => {
    const { page } = desk
    await world.at('2040-01-07')
    await enter(desk, '/periods/critical-illness/2040-01-A')
    await pressByKeyboard(page, zh.publish.act)
    await page.getByText(filled(zh.publish.means_other, { count: 2 })).waitFor()
    await page.keyboard.press('Escape')
    await pressByKeyboard(page, zh.publish.act)
    await pressByKeyboard(page, filled(zh.publish.confirm_other, { count: 2 }))
    await page.getByRole('heading', { name: zh.close.title }).waitFor()
    await page.getByText('R0VT-0001').waitFor()
    expect((await world.call(null, 'GET', '/plans/critical-illness/periods/2040-01-A')).body).toMatchObject({
      status: 'published',
    })
    expect(await page.getByRole('button', { name: zh.close.act }).isDisabled()).toBe(true)
    await desk.inspect('period-public')
  })

  test('is closed on its day by finance; an auditor sees the same and can do nothing', async () => {
    const { goto, inspect, page } = desk
    await world.at('2040-01-14')
    const looked = await openConsole(app, { width: 360 })
    await enter(looked, '/periods/critical-illness/2040-01-A', auditor)
    await looked.page.getByRole('heading', { name: zh.close.title }).waitFor()
    expect(await looked.page.getByRole('button', { name: zh.close.act }).count()).toBe(0)
    await looked.inspect('period-audited')

    await enter(desk, '/periods')
    await page.getByText(zh.ahead.now).first().waitFor()
    await goto('/periods/critical-illness/2040-01-A')
    await page.getByRole('button', { name: zh.close.act }).click()
    await page.getByText(zh.close.means).waitFor()
    await inspect('period-asked')
    await page.getByRole('button', { name: zh.close.confirm }).click()
    await page.getByRole('heading', { name: zh.arithmetic.title }).waitFor()
    await page.getByText(zh.arithmetic.right).waitFor()

    // 38 share 300.00 and 8 % of it: 324.00 / 38 is 8.526…, so 8.53, and no more than 0.10 for each of the two cases.
    const { body } = await world.call(null, 'GET', '/plans/critical-illness/periods/2040-01-A')
    expect(body).toMatchObject({ status: 'settled', participants: '38', payoutsFen: '30000', feesFen: '2400' })
    expect(BigInt(body.shareFen)).toBeLessThanOrEqual(BigInt(2 * plan.sharing.capPerCaseFen!))
    const roll = await world.call(null, 'GET', '/plans/critical-illness/periods')
    expect(roll.body[0]).toMatchObject({ period: '2040-01-A', status: 'settled' })
    await inspect('period-closed')
  })

  test('shows how much of it has come in once its collection has begun', async () => {
    const { goto, inspect, page } = desk
    await page.getByText(zh.collection['not-yet']).waitFor()
    await workOn(world, '2040-01-15')
    await enter(desk, '/periods/critical-illness/2040-01-A')
    await page.getByText(zh.collection.parts['written-off']).waitFor()
    await page.getByText(zh.collection.parts.open).waitFor()
    await inspect('period-collected')
    await goto('/periods')
    await page.getByRole('cell', { name: zh.status.settled }).waitFor()
    await inspect('periods')
    const [names, first] = (await saved(common.list.csv)).toString('utf8').replace('\ufeff', '').trim().split('\r\n')
    const figures = Object.fromEntries(names!.split(',').map((name, at) => [name, first!.split(',')[at]]))
    const { body } = await world.call(null, 'GET', '/plans/critical-illness/periods/2040-01-A')
    expect(figures).toMatchObject({
      period: '2040-01-A',
      participants: '38',
      payoutsFen: body.payoutsFen,
      feesFen: body.feesFen,
      shareFen: body.shareFen,
      carryOutFen: body.carryOutFen,
      carryInFen: '0',
      shortfallFen: '0',
      collectedFen: '0',
      writtenOffFen: '0',
    })
    const sheet = unzipSync(await saved(common.list.xlsx))['xl/worksheets/sheet1.xml']!
    expect(strFromU8(sheet)).toContain(`<v>${body.payoutsFen}</v>`)
    const phone = await openConsole(app, { width: 360 })
    await enter(phone, '/periods')
    await phone.inspect('periods')
    await phone.page.getByRole('link', { name: '2040-01-A' }).first().click()
    await phone.page.getByRole('heading', { name: zh.arithmetic.title }).waitFor()
    await phone.inspect('period-closed')
  })

  /** Presses an export of the page and reads the file that the browser keeps. */
  async function saved(button: string): Promise<Buffer> {
    const coming = desk.page.waitForEvent('download')
    await desk.page.getByRole('button', { name: button }).click()
    return readFileSync(await (await coming).path())
  }

  test('stands in the overview, whose pictures can be taken along', async () => {
    const { goto, inspect, page } = desk
    await goto('/dashboard')
    await page.getByRole('heading', { name: overview.cost.title }).waitFor()
    const cost = page.getByRole('region', { name: overview.cost.title })
    await cost.getByText(overview.cost.forecast).waitFor()
    await inspect('dashboard')
    await cost.getByText(overview.chart.table).click()
    await cost.getByRole('rowheader', { name: '2040-01-A' }).waitFor()
    const coming = page.waitForEvent('download')
    await cost.getByRole('button', { name: overview.chart['save-csv'] }).click()
    const csv = readFileSync(await (await coming).path(), 'utf8')
    expect(csv).toContain('2040-01-A,¥0.20,')
    const drawing = page.waitForEvent('download')
    await cost.getByRole('button', { name: overview.chart['save-svg'] }).click()
    expect(readFileSync(await (await drawing).path(), 'utf8')).toMatch(/^<svg .*2040-01-A/s)
    const decided = page.getByRole('region', { name: overview.decisions.title })
    const rates = page.waitForEvent('download')
    await decided.getByRole('button', { name: common.list.csv }).click()
    expect(readFileSync(await (await rates).path(), 'utf8')).toMatch(/^\ufeff?figure,count,of\r\nfiled,/)
    const phone = await openConsole(app, { width: 360 })
    await enter(phone, '/dashboard')
    await phone.page.getByRole('heading', { name: overview.cost.title }).waitFor()
    await phone.inspect('dashboard')
  })
})
