import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PlanVersion } from '@tongzhou/core'
import { strFromU8, unzipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeDemoSignIns } from '../../packages/platform/src/demo/sign-ins.ts'
import { insertPhonePerson } from '../../packages/platform/src/identity/index.ts'
import { collectPeriod, reconcileDay, sendPayouts } from '../../packages/platform/src/payments/index.ts'
import { openSettledPeriods } from '../../packages/platform/src/payments/open-collection.ts'
import { planVersion } from '../../packages/platform/src/plans/index.ts'
import { addMembers, agreeFor, settleCase, settlePeriod } from '../../packages/platform/test/made-up-period.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'
import { consoleRoutes, openConsole } from '../support/console.ts'
import type { Somebody } from '../support/world.ts'

if (noBrowser) console.warn(`acceptance/browser/console-books.test.ts skips: ${noBrowser}`)

const read = (path: string) => JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8'))
const locales = '../../packages/console/src/locales'
const words = { zh: read(`${locales}/zh-CN/payments.json`), en: read(`${locales}/en/payments.json`) }
const people = read(`${locales}/zh-CN/participants.json`)
const common = read(`${locales}/zh-CN/common.json`)

/** The demo's people in office (demo/sign-ins.ts). */
const finance = '15499999906'
const auditor = '15499999908'

const plan = 'critical-illness'
/** Enough of them owe that a workbook of the arrears is too large for the zipping that would want a worker. */
const members = 2_400
const first = 1_000_000n

/** A busy machine takes longer than a second for a page. */
const patiently = { timeout: 20_000 }

describe.skipIf(noBrowser)('the books in the console', async () => {
  const app = await openAppWorld({ besides: [consoleRoutes()] })
  const { world } = app
  const { platform, payments } = world
  let office: Somebody

  beforeAll(async () => {
    await makeDemoSignIns(platform)
    office = await world.signIn('finance')
    const version: PlanVersion = await planVersion(platform.database, plan, 1)
    const people = Array.from({ length: members }, (_, at) => ({ participantId: first + BigInt(at) }))
    await addMembers(platform.database, version, people)
    // Those who did not agree to be debited cannot pay.
    await agreeFor(
      platform.database,
      people.slice(0, 300).map(({ participantId }) => participantId),
    )
    const period = { periodId: 500n, plan: version, sharingDay: '2040-01-01', shareFen: 300n, members: people }
    await settlePeriod(platform, period)
    for (const write of insertPhonePerson(platform, first + 300n, '+8613800000300', platform.clock.now())) {
      await write.execute(platform.database)
    }
    await openSettledPeriods(platform, plan)
    await collectPeriod(platform, payments.gateway, 500n, 1)
    const closed = { accountToken: 'closed-account', failures: 1, reason: 'account-closed', balanceFen: null }
    await payments.admin('accounts', closed)
    for (const [at, payeeAccount] of ['fine', 'closed-account'].entries()) {
      const caseReference = `B00K-000${at + 1}`
      const made = { caseReference, participantId: first + BigInt(at), payoutFen: 1_000n, payeeAccount }
      await settleCase(platform, version, made)
    }
    await sendPayouts(platform, payments.gateway, async () => true, plan, Temporal.PlainDate.from('2040-01-03'))
    const day = Temporal.PlainDate.from('2040-01-02')
    const fault = { day: day.toString(), kind: 'unknown', key: 'd.9.9.9', amountFen: '7' }
    await payments.admin('statement-faults', fault)
    await world.at('2040-01-03')
    await reconcileDay(platform, payments.gateway, day)
  })

  const get = async (path: string) => (await world.call(office, 'GET', path)).body

  /** Presses an export and reads the file that the browser keeps. */
  async function saved(page: Page, section: string, button: string): Promise<Buffer> {
    const card = page.locator('section.card', { has: page.getByRole('heading', { name: section, exact: true }) })
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      card.getByRole('button', { name: button }).click(),
    ])
    return readFile((await download.path())!)
  }

  test('collections and arrears are the API’s, page by page, and whole as files', async () => {
    const { goto, inspect, page, signIn } = await openConsole(app)
    const { zh } = words
    await goto('/collections')
    await signIn(finance)
    await page
      .getByText(String(first + 300n))
      .first()
      .waitFor()
    await inspect('collections')
    const arrears = page.locator('section.card', {
      has: page.getByRole('heading', { name: zh.arrears.title, exact: true }),
    })
    expect(await arrears.locator('tbody tr').count()).toBe(100)
    await arrears.getByRole('button', { name: common.list.more }).click()
    await expect.poll(() => arrears.locator('tbody tr').count(), patiently).toBe(200)

    const csv = (await saved(page, zh.arrears.title, common.list.csv)).toString('utf8')
    const lines = csv.replace('\ufeff', '').trim().split('\r\n')
    expect(lines[0]).toBe('participantId,payerPersonId,periodCode,sharingDay,shareFen,writtenOff')
    expect(lines).toHaveLength(members - 300 + 1)
    const owed = await get(`/finance/plans/${plan}/arrears?limit=1`)
    const { participantId, payerPersonId, periodCode, sharingDay, shareFen } = owed.arrears[0]
    expect(lines[1]).toBe(`${participantId},${payerPersonId},${periodCode},${sharingDay},${shareFen},false`)
    const sheet = sheetOf(await saved(page, zh.arrears.title, common.list.xlsx))
    expect(sheet.match(/<row /g)).toHaveLength(members - 300 + 1)
    expect(sheet).not.toContain('<f>')
  })

  test('from an unpaid share finance comes to what its payer owes, and to nothing else of them', async () => {
    const { goto, inspect, page, signIn } = await openConsole(app)
    const debtor = first + 300n
    await goto('/collections')
    await signIn(finance)
    await page.locator(`a[href$="/people/${debtor}"]`).click()
    await page.getByRole('heading', { level: 1, name: people.person.number.replace('{{number}}', debtor) }).waitFor()
    const line = page.locator('tbody tr')
    await line.getByText(people.arrears.outcomes['no-agreement']).waitFor()
    expect(await line.count()).toBe(1)
    expect(await line.getByText('¥3.00').count()).toBe(1)
    const grace = (await planVersion(platform.database, plan, 1)).collection.graceDays
    const until = Temporal.PlainDate.from('2040-01-01').add({ days: grace })
    expect(await line.locator(`time[datetime="${until}"]`).count()).toBe(1)
    expect(await page.getByText(people.person.who).count()).toBe(0)
    await inspect('unpaid')
    const phone = await openConsole(app, { width: 360 })
    await phone.goto(`/people/${debtor}`)
    await phone.signIn('15499999907')
    await phone.page.getByText(people.arrears.outcomes['no-agreement']).waitFor()
    await phone.page.getByRole('heading', { name: people.person.who }).waitFor()
    await phone.inspect('unpaid')
  })

  test('a failed payout is tried again', async () => {
    const { goto, inspect, page, signIn } = await openConsole(app, { width: 360 })
    const { zh } = words
    await goto('/payouts')
    await signIn(finance)
    await page.getByText(zh.reasons['account-closed']).waitFor()
    await inspect('payouts')
    await page.getByRole('button', { name: /B00K-0002/ }).click()
    await expect.poll(async () => (await get(`/finance/plans/${plan}/payouts?state=open`)).length).toBe(1)
    await expect.poll(() => page.getByText(zh.reasons['account-closed']).count(), patiently).toBe(0)
  })

  test('a difference is resolved with a reason, by keyboard alone', async () => {
    const { goto, inspect, page, signIn } = await openConsole(app, { locale: 'en-GB' })
    const { en } = words
    await goto('/statements')
    await signIn(finance)
    await page.getByLabel(en.differences.reason).waitFor()
    await inspect('statements')
    await page.locator('h1').focus()
    for (let stops = 0; stops < 40; stops += 1) {
      if ((await page.evaluate('document.activeElement.tagName')) === 'TEXTAREA') break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.type('Debited by mistake, paid back on the same day.')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText(en.differences.none).waitFor()
    expect(await get('/finance/differences')).toEqual([])
  })

  test('the trial balance, control accounts and lines are the API’s; its workbook holds the same fen', async () => {
    const { goto, inspect, page, signIn } = await openConsole(app)
    const { zh } = words
    await goto('/books')
    await signIn(finance)
    await page.getByLabel(zh.operator.fundings.label).fill('50.05')
    await page.getByRole('button', { name: zh.operator.fundings.button }).click()
    await page.getByText('¥50.05').first().waitFor()
    await page.getByRole('button', { name: zh.books.compare }).click()
    await page.getByText(zh.books.agree, { exact: true }).first().waitFor()
    await inspect('books')
    const { lines } = await get(`/finance/plans/${plan}/trial-balance`)
    const sheet = sheetOf(await saved(page, zh.books.balance, common.list.xlsx))
    const numbers = [...sheet.matchAll(/<v>(-?[0-9]+)<\/v><\/c>/g)].map((match) => match[1])
    const fen = lines.flatMap((line: Record<string, string>) => [line.debitFen, line.creditFen, line.balanceFen])
    expect(numbers).toEqual(expect.arrayContaining(fen))
    await page.getByRole('link', { name: zh.accounts['gateway-clearing'] }).click()
    await page.getByText(zh.memos['money added by the operator']).waitFor()
    await inspect('postings')
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.frame-head').isVisible()).toBe(false)
    expect(await page.getByText(zh.memos['money added by the operator']).isVisible()).toBe(true)
  })

  test('an auditor reads the same and changes nothing', async () => {
    const { goto, inspect, page, signIn } = await openConsole(app, { width: 360 })
    const { zh } = words
    await goto('/books')
    await signIn(auditor)
    await page.getByText(zh.books.balanced, { exact: false }).first().waitFor()
    expect(await page.getByText(zh.operator.title).count()).toBe(0)
    await inspect('books-audited')
  })
})

/** The first sheet of a workbook, as its XML. */
function sheetOf(workbook: Uint8Array): string {
  return strFromU8(unzipSync(workbook)['xl/worksheets/sheet1.xml']!)
}
