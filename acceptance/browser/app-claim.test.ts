import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Page, Request } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { pdfReport, photoOfPage } from '../../packages/platform/src/evidence/sample-files.ts'
import { madeUpResidentId } from '../../packages/platform/test/made-up-people.ts'
import { type AppPage, noBrowser, openAppWorld } from '../support/app.ts'
import { Case, type Office, openOffice, workOn } from '../support/cases.ts'

if (noBrowser) console.warn(`acceptance/browser/app-claim.test.ts skips: ${noBrowser}`)

const locales = join(import.meta.dirname, '../../packages/participant-app/src/locales')
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
const words = { 'zh-CN': read(join(locales, 'zh-CN/claims.json')), 'en-GB': read(join(locales, 'en/claims.json')) }
const joining = { 'zh-CN': ['下一步', '没有', '现在加入'], 'en-GB': ['Next', 'No', 'Join now'] } as const
type Locale = keyof typeof words

/** All of it takes a minute; a machine that does other things too may take its time. */
const patienceMilliseconds = 300_000

const plan = read(join(import.meta.dirname, '../../packages/platform/plans/critical-illness.json'))
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
const fill = (text: string, number: number) => text.replace('{{number}}', String(number))

describe.skipIf(noBrowser)('a claim in the app', async () => {
  // The plan's cap leaves the operator to bear the case: that money lies at the gateway.
  const app = await openAppWorld({ gateway: { openingBalanceFen: '20000000' } })
  const { world } = app
  let office: Office
  /** The claimant's phone, and their case: each test goes on where the one before ended. */
  let phone: AppPage
  let one: Case
  let reference = ''

  beforeAll(async () => {
    office = await openOffice(world)
  })

  /** Joins by clicking, from the sign-in on. */
  async function join({ goto, page, signIn }: AppPage, locale: Locale, phone: string, sequence: number) {
    const [next, no, now] = joining[locale]
    await goto('/join/critical-illness/apply')
    await page.locator('input[type=tel]').waitFor()
    await signIn(phone)
    await page.locator('input[maxlength="100"]').fill('王小明')
    await page.locator('input[maxlength="60"]').fill(madeUpResidentId('1990-05-05', sequence))
    await press(page, next)
    for (const box of await page.getByRole('checkbox').all()) await box.check()
    await press(page, next)
    await page.locator('.question').waitFor()
    while ((await page.locator('.question').count()) > 0) {
      const asked = await page.locator('.question').textContent()
      await press(page, no)
      await expect.poll(() => page.locator('h2').first().textContent()).not.toBe(asked)
    }
    await press(page, now)
    await page.waitForURL(/joined/)
  }

  async function signInAgain({ goto, page, signIn }: AppPage, path: string, phone: string) {
    await goto(path)
    await page.locator('input[type=tel]').waitFor()
    await signIn(phone)
  }

  const newestMember = async () => {
    const { rows } = await sql<{ person_id: bigint; participant_id: bigint }>`
      select person_id, participant_id from participants order by participant_id desc limit 1`.execute(
      world.platform.database,
    )
    const { participant_id: participantId, person_id: personId } = rows[0]!
    return { personId, participantId: String(participantId) }
  }

  /** A reviewer goes through the whole checklist of an illness. */
  const checklist = (illness: string) =>
    [
      ...plan.review.checklist.map(({ code }: { readonly code: string }) => code),
      ...plan.cover.illnesses.find(({ code }: { readonly code: string }) => code === illness).checklist,
    ].map((code) => ({ code, satisfied: true, note: '' }))

  test('somebody joins, falls ill and files a claim by clicking (zh-CN, 360 pixels)', {
    timeout: patienceMilliseconds,
  }, async () => {
    const text = words['zh-CN']
    phone = await app.open({ locale: 'zh-CN', width: 360, inspectsBoth: true })
    const { inspect, page } = phone
    await join(phone, 'zh-CN', '13900000021', 21)
    const { personId } = await newestMember()
    const agreed = await world.call(world.signInAs(personId), 'PUT', '/payment-agreement', {
      accountToken: 'account-21',
    })
    expect(agreed.status).toBe(200)

    await world.at('2040-04-10')
    await signInAgain(phone, '/claims', '13900000021')
    await page.getByText(text.list.none).waitFor()
    await inspect('claims-none')
    await press(page, text.list.file)
    await press(page, text.file.next)
    await page.getByText(text.who.missing).waitFor()
    await inspect('claim-who')
    await page.getByRole('radio').first().check()
    await press(page, text.file.next)
    await page.locator('input[type=search]').fill('zf')
    await page.getByRole('radio', { name: '严重脑中风后遗症' }).first().check()
    await page.getByText(text.plain['lasting-state-assessment'].title).waitFor()
    await inspect('claim-illness')
    await press(page, text.file.next)
    await press(page, text.file.next)
    await page.getByText(text.diagnosis.wrong.diagnosedOn).waitFor()
    await page.locator('input[type=date]').fill('2040-04-08')
    await page.locator('input[maxlength="200"]').fill('第一人民医院')
    await inspect('claim-diagnosis')
    await press(page, text.file.next)

    // Back, on, and loaded anew: nothing that was typed is lost.
    await page.getByRole('heading', { name: text.payee.title }).waitFor()
    await page.goBack()
    await expect.poll(() => page.locator('input[maxlength="200"]').inputValue()).toBe('第一人民医院')
    await page.goForward()
    await page.getByRole('textbox', { name: text.payee.name }).fill('王小明')
    await page.reload()
    await expect.poll(() => page.getByRole('textbox', { name: text.payee.name }).inputValue()).toBe('王小明')
    await page.getByRole('textbox', { name: text.payee.account }).fill('6222020000000000')
    await inspect('claim-payee')
    await press(page, text.file.next)
    await page.getByText('…0000').waitFor()
    await inspect('claim-check')
    await press(page, text.check.file)
    await page.waitForURL(/papers$/)
    reference = /claims\/([^/]+)\/papers/.exec(page.url())![1]!
    const { participantId } = await newestMember()
    one = new Case(world, office, { ...world.signInAs(personId), participantId }, reference, new Set())
    await page.getByText(text.pages.how).waitFor()
    await inspect('papers-empty')
  })

  test('papers are photographed page by page and sent over a line that breaks (zh-CN, 360 pixels)', {
    timeout: patienceMilliseconds,
  }, async () => {
    const text = words['zh-CN']
    const { context, inspect, page } = phone
    await sendOverBrokenLine(phone)
    await page.locator('.evidence-list > li').nth(0).waitFor()

    // A page out of focus is sent only when somebody says so.
    await page.locator('input[multiple]').setInputFiles(photo('b.jpg', await photoOfPage(2, { blur: 8 })))
    await page.getByText(text.doubts.blurred).waitFor()
    await inspect('papers-blurred')
    const other = await context.newPage()
    await other.goto(page.url())
    await other.getByText(text.doubts.blurred).waitFor()
    await press(page, fill(text.pages['send-anyway'], 1))
    await page.locator('.evidence-list > li').nth(1).waitFor()
    await expect.poll(() => other.locator('.page-list').count()).toBe(0)
    await other.close()
    await inspect('papers-arrived')
    await press(page, text.papers.submit)
    await page.getByText(text.next['desk-review']).waitFor()
  })

  test('a question is answered, the claim is approved and made public (zh-CN, 360 pixels)', {
    timeout: patienceMilliseconds,
  }, async () => {
    const text = words['zh-CN']
    const { inspect, page } = phone
    await one.askForMore()
    await page.reload()
    await page.getByText(text.next['evidence-requested']).waitFor()
    await inspect('claim-asked')
    await press(page, text.next.answer)
    await page.locator('.quoted', { hasText: '出院小结' }).waitFor()
    await page
      .locator('input[multiple]')
      .setInputFiles({ name: '出院小结.pdf', mimeType: 'application/pdf', buffer: pdfReport(2) })
    await page.locator('.evidence-list > li').nth(2).waitFor()
    await press(page, text.papers.submit)
    await page.getByText(text.next['desk-review']).waitFor()

    const review = { checklist: checklist('stroke-sequelae'), investigate: true, note: '' }
    await one.step(() => one.post(office.reviewer, 'desk-review', review))
    await one.assign()
    await one.report()
    const approval = { clause: '4.1', text: '符合条款。' }
    const approve = (who: Office['reviewer']) => one.step(() => one.post(who, 'approve', approval))
    await approve(office.reviewer)
    if ((await one.view()).status === 'second-approval') await approve(office.second)
    await page.reload()
    await page.getByText(text.next.approved).waitFor()
    await workOn(world, '2040-04-21')
    await page.reload()
    await page.getByText(text.next.published).waitFor()
    await inspect('claim-published')
  })

  test('another participant objects on the public page, and is answered (en, desk)', {
    timeout: patienceMilliseconds,
  }, async () => {
    const text = words['en-GB']
    const opened = await app.open({ locale: 'en-GB', width: 1_280, inspectsBoth: true })
    const { goto, inspect, page } = opened
    await join(opened, 'en-GB', '13900000022', 22)
    await goto(`/public/cases/${reference}`)
    await page.getByRole('button', { name: text.public.object }).waitFor()
    await inspect('public-case')
    await press(page, text.public.object)
    await press(page, text.object.now)
    await page.getByText(text.object.missing).waitFor()
    await page.locator('textarea').fill(text.object.text)
    await inspect('object')

    // The session ends in the middle of the form: what was typed waits.
    await world.at('2040-04-21', '13:00')
    await page.context().clearCookies()
    await press(page, text.object.now)
    await page.locator('input[type=tel]').waitFor()
    await opened.signIn('13900000022')
    await expect.poll(() => page.locator('textarea').inputValue()).toBe(text.object.text)
    await press(page, text.object.now)
    await page.getByText(text.objections.states.open).waitFor()

    await one.answerObjection(false)
    await page.reload()
    await page.getByText(text.objections.states.dismissed).waitFor()
    await inspect('objections')
    await page.getByRole('link', { name: text.objections.dispute.replace('{{reference}}', reference) }).click()
    await page.getByRole('heading', { name: text['dispute-objection'].title }).waitFor()
    await inspect('dispute-objection')
  })

  test('the payout arrives, and every step of the case says who and when (zh-CN, 360 pixels)', {
    timeout: patienceMilliseconds,
  }, async () => {
    const text = words['zh-CN']
    const { inspect, page } = phone
    const funded = await world.call(office.finance, 'POST', '/finance/plans/critical-illness/fundings', {
      amount: '200000.00',
    })
    expect(funded.status).toBeLessThan(300)
    for (const day of ['2040-04-28', '2040-04-29', '2040-04-30', '2040-05-01']) await workOn(world, day)
    await phone.goto(`/claims/${reference}`)
    await page.getByText(text.next.paid).waitFor()
    await page.getByText(text.kinds['claim-paid']).first().waitFor()
    await inspect('claim-paid')
    const proof = page.getByRole('link', { name: fill(text.history.proof, 1), exact: true })
    expect(await proof.getAttribute('href')).toBe(`/claims/${reference}/steps/1/proof`)
    await phone.goto('/claims')
    await page.getByText(text.statuses.paid).waitFor()
    await inspect('claims-paid')
  })

  test('a refusal by the waiting period says its clause, and goes before the board (en, desk)', {
    timeout: patienceMilliseconds,
  }, async () => {
    const text = words['en-GB']
    const opened = await app.open({ locale: 'en-GB', width: 1_280, inspectsBoth: true })
    const { context, goto, inspect, page } = opened
    await join(opened, 'en-GB', '13900000023', 23)
    await goto('/claims/new')
    await page.getByRole('radio').first().check()
    await press(page, text.file.next)
    await page.locator('input[type=search]').fill('lung cancer')
    await page.getByRole('radio', { name: 'Malignant tumour, severe' }).first().check()
    await inspect('claim-illness')
    await press(page, text.file.next)
    await page.locator('input[type=date]').fill('2040-05-01')
    await page.locator('input[maxlength="200"]').fill('First Hospital')
    await press(page, text.file.next)
    await page.getByRole('textbox', { name: text.payee.name }).fill('Wang')
    await page.getByRole('textbox', { name: text.payee.account }).fill('6222020000000000')
    await press(page, text.file.next)
    await press(page, text.check.file)
    await page.getByText(text.reasons['in-waiting-period']).first().waitFor()
    await inspect('claim-refused')
    await press(page, text.actions.dispute)
    await page.locator('textarea').fill(text.dispute.text)

    // Two tabs on one claim: the other one accepts the refusal of the first, and is told that it is too late.
    const other = await context.newPage()
    await other.goto(page.url().replace(/dispute$/, ''))
    await other.getByText(text.actions.accept, { exact: true }).click()
    await inspect('dispute')
    await press(page, text.dispute.now)
    await page.getByText(text.next.disputed).waitFor()
    await press(other, text.actions['accept-now'])
    await other.getByRole('alert').waitFor()
    await other.close()
    await inspect('claim-disputed')
    await page.getByText(text.actions.withdraw, { exact: true }).click()
    await press(page, text.actions['withdraw-now'])
    await page.getByText(text.next.withdrawn).waitFor()
  })

  const photo = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/jpeg', buffer })

  /** The line breaks after the second part; what had arrived is not sent again, also after the page was loaded anew. */
  async function sendOverBrokenLine({ context, inspect, page }: AppPage) {
    const text = words['zh-CN']
    const sent: { readonly offset: number; readonly bytes: number }[] = []
    page.on('requestfinished', (request: Request) => {
      if (request.method() !== 'PATCH') return
      const offset = Number(request.headers()['upload-offset'])
      sent.push({ offset, bytes: request.postDataBuffer()?.length ?? 0 })
    })
    let parts = 0
    await page.route('**/uploads/*', async (route) => {
      if (route.request().method() !== 'PATCH') return route.continue()
      parts += 1
      if (parts !== 3) return route.continue()
      await context.setOffline(true)
      await route.abort('internetdisconnected')
    })
    await page.locator('input[capture]').setInputFiles(photo('a.jpg', await photoOfPage(1)))
    await page.getByText(text.pages.offline).waitFor()
    await inspect('papers-offline')
    expect(sent).toHaveLength(2)
    await context.setOffline(false)
    await page.reload()
    await page.locator('.evidence-list > li').first().waitFor()
    const { rows } = await sql<{ byte_length: number }>`select byte_length from evidence`.execute(
      world.platform.database,
    )
    const [first, second, ...later] = sent
    expect(later.length).toBeGreaterThan(1)
    let arrived = first!.bytes + second!.bytes
    for (const { bytes, offset } of later) {
      expect(offset).toBeGreaterThanOrEqual(arrived)
      arrived = offset + bytes
    }
    expect(arrived).toBe(rows[0]!.byte_length)
    await page.unroute('**/uploads/*')
  }
})
