import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { seededChance } from '../../packages/platform/src/demo/chance.ts'
import { drawIllness } from '../../packages/platform/src/demo/illnesses.ts'
import { makePapers } from '../../packages/platform/src/demo/medical-papers.ts'
import { appDay, noBrowser, openAppWorld } from '../support/app.ts'
import { consoleRoutes, openConsole } from '../support/console.ts'
import { filedCase, openDesk, statusOf } from '../support/desk-cases.ts'

if (noBrowser) console.warn(`acceptance/browser/console-case.test.ts skips: ${noBrowser}`)

const read = (path: string) => JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8'))
const locales = '../../packages/console/src/locales'
const words = { zh: read(`${locales}/zh-CN/claims.json`), en: read(`${locales}/en/claims.json`) }

/** The demo's people in office (demo/sign-ins.ts). */
const reviewer = '15499999903'
const second = '15499999904'
const investigator = '15499999905'

/** Papers of one moment stand in any order. */
async function choosePdf(page: Page, label: string) {
  const choice = page.getByRole('combobox', { name: label })
  await choice.locator('option').first().waitFor({ state: 'attached' })
  const names = await choice.locator('option').allTextContents()
  await choice.selectOption({ index: names.findIndex((name) => name.endsWith('.pdf')) })
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

describe.skipIf(noBrowser)('a case in the console', async () => {
  const app = await openAppWorld({ besides: [consoleRoutes()] })
  const { world } = app
  const { database } = world.platform
  let genuine = ''
  let forged = ''

  beforeAll(async () => {
    await openDesk(world)
    genuine = await filedCase(world, '2009-03-03')
    forged = await filedCase(world, '2010-04-04')
  })

  test('a reviewer takes it from the queue, reads the papers and passes it on; the plan wants a field check', async () => {
    const { goto, inspect, page, signIn } = await openConsole(app)
    const { zh } = words
    await goto('/')
    await inspect('sign-in')
    await signIn(reviewer)
    await page.getByRole('link', { name: genuine }).waitFor()
    await inspect('queues')
    await page.keyboard.press('?')
    await page.getByRole('dialog').getByText(zh.keys.search).waitFor()
    await page.keyboard.press('Escape')
    await page.keyboard.press('/')
    await page.keyboard.type(`${genuine}\n`)
    await page.getByRole('status').getByText(zh.cases.found_other.replace('{{count}}', '1')).waitFor()
    await page.locator('h1').focus()
    await page.keyboard.press('o')
    await page.getByRole('heading', { name: zh.claimant.title }).waitFor()
    await page.keyboard.press('t')
    await page.getByRole('button', { name: zh.take.release }).waitFor()

    await choosePdf(page, zh.papers.paper)
    await page.getByLabel(zh.papers.search).fill('编号')
    await page.locator('mark').first().waitFor()
    await page.locator('.sheet-page').dblclick({ position: { x: 120, y: 80 } })
    await page.locator('form textarea').first().fill('印章与医院名称一致。')
    await press(page, zh.notes.keep)
    await page.getByRole('button', { name: zh.notes.open.replace('{{number}}', '1') }).click()
    await press(page, zh.papers.double)
    await page.locator('.papers[data-double=true] img').nth(1).waitFor()
    await inspect('case')

    for (const answer of await page.getByRole('radio', { name: zh.decide.yes, exact: true }).all()) await answer.check()
    await press(page, zh.decide.send.review)
    await page.getByRole('radio', { name: new RegExp(zh.assign.open_other.replace('{{count}}', '0')) }).check()
    await press(page, zh.decide.send.assign)
    await page.locator('.timeline').getByText(zh.steps['investigation-assigned']).waitFor()
    expect(await statusOf(world, genuine)).toBe('investigation')
  })

  test('an investigator records on a phone what was seen, with a photo and the costs, and reports', async () => {
    const { goto, inspect, page, signIn } = await openConsole(app, { width: 360 })
    const { zh } = words
    await goto('/')
    await signIn(investigator)
    await page.getByText(genuine).waitFor()
    await inspect('field-checks')
    await page.getByText(genuine).click()
    await page.getByRole('heading', { name: zh.field.record }).waitFor()
    const record = page.locator('section', { has: page.getByRole('heading', { name: zh.field.record }) })
    for (const [kind, text] of [
      ['visit', '在病案室核对住院病历原件。'],
      ['cost', '往返车票'],
    ] as const) {
      await record.getByLabel(zh.field.kind).selectOption(kind)
      await record.getByLabel(zh.field.day).fill(appDay)
      if (kind === 'cost') await record.getByLabel(zh.field.yuan).fill('120.5')
      await record.locator('textarea').fill(text)
      await press(page, zh.field.keep)
      await page.locator('.words', { hasText: text }).waitFor()
    }
    await page.getByText('¥120.50').first().waitFor()
    const photo = await makePhoto()
    await page.getByLabel(zh.field.photo).setInputFiles({ name: '病案室.jpg', mimeType: 'image/jpeg', buffer: photo })
    await page.getByText(zh.field.sent).waitFor()
    await press(page, zh.field['fill-in'])
    await inspect('field-check')
    const report = page.getByLabel(zh.field['report-words'])
    await report.fill(`${await report.inputValue()}\n病历属实。`)
    await press(page, zh.field['send-report'])
    await page.getByText(zh.field.over.split('。')[0]).waitFor()
    expect(await statusOf(world, genuine)).toBe('deciding')
  })

  test('two people approve it; who proposed it does not confirm it', async () => {
    const first = await openConsole(app)
    const { en, zh } = words
    await first.goto(`/cases/${genuine}`)
    await first.signIn(reviewer)
    await first.page.getByRole('button', { name: zh.take.take }).click()
    await first.page.getByRole('button', { name: zh.take.release }).waitFor()

    const other = await openConsole(app, { locale: 'en-GB' })
    await other.goto(`/cases/${genuine}`)
    await other.signIn(second)
    await other.page.getByText('you can look, not decide').waitFor()

    await approve(first.page, zh)
    await press(first.page, zh.decide.send.approve)
    await first.page.locator('.timeline').getByText(zh.steps['approval-proposed']).waitFor()
    await first.page.keyboard.press('t')
    await first.page.getByRole('alert').waitFor()

    await other.page.reload()
    await other.page.getByRole('button', { name: en.take.take }).click()
    await approve(other.page, en)
    await other.inspect('second-approval')
    await press(other.page, en.decide.send.confirm)
    await other.page.getByText(en.decide.nothing).waitFor()
    expect(await statusOf(world, genuine)).toBe('approved')
  })

  async function approve(page: Page, text: typeof words.zh) {
    await page.getByLabel(text.decide.clause, { exact: true }).selectOption('5.2')
    await page.getByLabel(text.decide.reason).fill('The papers and the field check agree.')
  }

  test('a forged one is refused, without a mouse', async () => {
    const { goto, page, signIn } = await openConsole(app, { locale: 'en-GB' })
    const { en } = words
    await goto(`/cases/${forged}`)
    await signIn(second)
    await page.getByRole('heading', { name: en.claimant.title }).waitFor()
    await page.keyboard.press('t')
    await page.getByRole('button', { name: en.take.release }).waitFor()
    await page.locator('h1').focus()
    await page.keyboard.press('3')
    await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('SELECT')
    await page.keyboard.type(en.reasons['forged-evidence'])
    await page.keyboard.press('Tab')
    await page.keyboard.type('5.2')
    await page.keyboard.press('Tab')
    await page.keyboard.type('The seal is not the one of the hospital.')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.timeline').getByText(en.reasons['forged-evidence']).waitFor()
    expect(await statusOf(world, forged)).toBe('refused')
  })

  test('a case with the same account says so, and leads there', async () => {
    const { goto, inspect, page, signIn } = await openConsole(app)
    await goto(`/cases/${await filedCase(world, '2011-05-05')}`)
    await signIn(reviewer)
    const reason = page.locator('li', { hasText: '因伪造材料被拒' })
    await reason.waitFor()
    // Found just now, and drawn.
    await page.getByRole('img', { name: words.zh.links.graph }).waitFor()
    await inspect('beside-refused')
    await reason.getByRole('link', { name: forged }).click()
    await page.getByRole('heading', { name: words.zh.case.title.replace('{{reference}}', forged) }).waitFor()
  })

  test('a paper is blackened for the board, by mouse and by numbers', async () => {
    const { goto, inspect, page, signIn } = await openConsole(app)
    const { zh } = words
    await goto(`/cases/${forged}`)
    await signIn(reviewer)
    await choosePdf(page, zh.papers.paper)
    await page.getByRole('link', { name: zh.papers.redact }).click()
    const sheet = (await page.locator('.box-page').boundingBox())!
    await page.locator('.box-page img').evaluate('(image) => image.decode()')
    await page.mouse.move(sheet.x + 60, sheet.y + 60)
    await page.mouse.down()
    await page.mouse.move(sheet.x + 260, sheet.y + 90)
    await page.mouse.up()
    await press(page, zh.redact.add)
    await page.locator('.box').nth(1).waitFor()
    await inspect('redaction')
    await press(page, zh.redact.burn)
    await page.locator('.page-link').waitFor()
    const { rows } = await sql<{ made: bigint }>`select count(*) as made from redactions`.execute(database)
    expect(rows[0]!.made).toBe(1n)
  })

  test('whoever holds no office, or another, is told so', async () => {
    const { goto, inspect, page, signIn } = await openConsole(app)
    await goto('/cases')
    await signIn(investigator)
    await page.getByText('审核员、运营、审计').waitFor()
    await inspect('not-yours')
    await press(page, '退出')
    await page.locator('input[type=tel]').waitFor()
  })

  async function makePhoto(): Promise<Buffer> {
    const [photo] = await makePapers(seededChance('corridor'), {
      patient: { name: '病案室', sex: 'female', region: '11', bornOn: Temporal.PlainDate.from('1990-01-01') },
      illness: drawIllness(seededChance('corridor'), 'female', 50),
      diagnosedOn: Temporal.PlainDate.from('2039-12-21'),
      hospital: '北京虚构人民医院',
    })
    return Buffer.from(photo!.bytes)
  }
})
