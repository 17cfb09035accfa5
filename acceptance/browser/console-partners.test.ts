import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeDemoSignIns } from '../../packages/platform/src/demo/sign-ins.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'
import { type ConsolePage, consoleRoutes, openConsole } from '../support/console.ts'

if (noBrowser) console.warn(`acceptance/browser/console-partners.test.ts skips: ${noBrowser}`)

const read = (path: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../packages/console/src/locales/zh-CN/${path}.json`), 'utf8'))
const words = read('partners')
const operator = '15499999907'

const partner = (code: string, name: string) => ({
  code,
  name: { en: `${code} Insurance`, zh: name },
  text: { en: 'Pays for hospital stays.', zh: '住院费用保险。' },
  address: `https://${code}.example/offer`,
})

describe.skipIf(noBrowser)('insurers to point to, in the console', async () => {
  const app = await openAppWorld({ besides: [consoleRoutes()] })
  const { call, platform, signIn } = app.world
  let desk: ConsolePage

  beforeAll(() => makeDemoSignIns(platform))

  const list = async () => (await call(await signIn('operator'), 'GET', '/partners')).body
  const codes = async () => (await list()).partners.map(({ code }: { code: string }) => code)
  const press = (name: string) => desk.page.getByRole('button', { name, exact: true }).press('Enter')
  const of = (text: string, name: string) => text.replace('{{name}}', name)
  const focused = () =>
    desk.page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent')
  const save = async () => {
    await press(words.save.act)
    const answer = desk.page.waitForResponse((one) => one.request().method() === 'PUT')
    await press(words.save.confirm)
    return (await answer).status()
  }

  test('without any the page says what it is; one is added by keyboard, checked, and shown as the app will', async () => {
    desk = await openConsole(app)
    await desk.goto('/partners')
    await desk.signIn(operator)
    const { page } = desk
    await page.getByText(words.list.none).waitFor()
    await page.getByText(words.visits.none).waitFor()
    await desk.inspect('partners-empty')
    expect(await page.getByRole('button', { name: words.save.act }).isDisabled()).toBe(true)
    await press(words.list.add)
    expect(await focused()).toBe(words.list.unnamed)
    // From the heading on, by the tabulator alone: past four buttons, of which two can't be pressed, to the fields.
    for (let count = 0; count < 3; count += 1) await page.keyboard.press('Tab')
    const one = partner('first', '示例保险')
    for (const typed of [one.name.zh, one.name.en, one.text.zh, one.text.en, 'http://first.example', 'First']) {
      await page.keyboard.type(typed)
      await page.keyboard.press('Tab')
    }
    await page.getByText(words.save.incomplete).waitFor()
    const wanting = words.item.wanting.replace('{{fields}}', `${words.fields.address}、${words.fields.code}`)
    await page.getByText(wanting).waitFor()
    expect(await page.getByRole('button', { name: words.save.act }).isDisabled()).toBe(true)
    await desk.inspect('partners-wrong')
    await page.getByLabel(words.fields.address).fill(one.address)
    await page.getByLabel(words.fields.code).fill('first')
    await page.getByText(words.save.incomplete).waitFor({ state: 'hidden' })
    expect(await page.locator('.partner-preview[lang=en]').textContent()).toContain('To the page of first Insurance')
    expect(await page.locator(`.partner-preview[lang=zh-CN] a`).getAttribute('href')).toBe(one.address)
    await desk.inspect('partners-open')
    expect(await list()).toEqual({ edition: 0, partners: [] })
    expect(await save()).toBe(200)
    await page.getByText(words.save.nothing).waitFor()
    expect(await list()).toEqual({ edition: 1, partners: [one] })
  })

  test('insurers are moved and taken away; the focus goes along, and nothing is done before the question', async () => {
    const { page } = desk
    const three = [partner('first', '示例保险'), partner('second', '第二保险'), partner('third', '第三保险')]
    await call(await signIn('operator'), 'PUT', '/partners', { edition: 1, partners: three })
    await page.reload()
    await press(of(words.item['up-label'], '第三保险'))
    expect(await focused()).toBe(of(words.item['up-label'], '第三保险'))
    await page.keyboard.press('Enter')
    // It is the first now and goes no further up.
    expect(await focused()).toBe(of(words.item['down-label'], '第三保险'))
    await page.getByText('第三保险现在排在第 1 位，共 3 家。').waitFor()
    await press(of(words.item['remove-label'], '第二保险'))
    await press(words.save.act)
    await page.getByText('移除：第二保险（second）').waitFor()
    await page.getByText(words.save.reordered).waitFor()
    expect(await codes()).toEqual(['first', 'second', 'third'])
    await page.keyboard.press('Escape')
    expect(await save()).toBe(200)
    await page.getByText(words.save.nothing).waitFor()
    expect(await codes()).toEqual(['third', 'first'])
  })

  test('what another operator saved meanwhile is not undone, and what was typed is still there', async () => {
    const { page } = desk
    const { edition, partners } = await list()
    await press(of(words.item['change-label'], '示例保险'))
    await page.getByLabel(words.fields.textZh).fill('另一种保险。')
    await call(await signIn('operator'), 'PUT', '/partners', { edition, partners: partners.toReversed() })
    expect(await save()).toBe(409)
    await page.getByText(read('problems')['partners-changed']).waitFor()
    expect(await page.getByLabel(words.fields.textZh).inputValue()).toBe('另一种保险。')
    await desk.inspect('partners-refused')
    expect(await list()).toEqual({ edition: edition + 1, partners: partners.toReversed() })
  })

  test('visits of the last year are drawn, summed and saved as a file; on a phone too', async () => {
    const who = await signIn('operator')
    const today = Temporal.PlainDate.from((await call(who, 'GET', '/partners/visits')).body.until)
    for (const [days, visits] of [
      [0, 3],
      [20, 4],
      [100, 5],
    ]) {
      platform.clock.advance({ hours: 24 * days! - 24 * (days === 100 ? 20 : 0) })
      for (let count = 0; count < visits!; count += 1) await call(who, 'POST', '/partners/first/visits')
    }
    platform.clock.advance({ hours: 24 * 5 })
    const phone = await openConsole(app, { width: 360 })
    await phone.goto('/partners')
    await phone.signIn(operator)
    const rows = phone.page.locator('tfoot td')
    await rows.first().waitFor()
    expect(await rows.allTextContents()).toEqual(['5', '5', '12'])
    expect(await phone.page.locator('.visit-days rect').count()).toBe(3)
    const download = phone.page.waitForEvent('download')
    await phone.page.getByRole('button', { name: read('common').list.csv, exact: true }).press('Enter')
    const file = readFileSync((await (await download).path())!, 'utf8')
    expect(
      file
        .replace(/^\uFEFF/, '')
        .split(/\r?\n/)
        .slice(0, 2),
    ).toEqual(['code,day,visits', `first,${today.add({ days: 100 })},5`])
    await phone.page.getByRole('button', { name: of(words.item['change-label'], '第三保险') }).press('Enter')
    await phone.page.locator('.partner-preview[lang=en]').waitFor()
    await phone.inspect('partners')
    // Months later the desk's session is over.
    await desk.goto('/partners')
    await desk.signIn(operator)
    await desk.page.locator('tfoot td').first().waitFor()
    await desk.inspect('partners')
  })

  test('an emptied list takes the page away from the app', async () => {
    const { page } = desk
    for (const name of ['示例保险', '第三保险']) await press(of(words.item['remove-label'], name))
    await press(words.save.act)
    await page.getByText(words.save.empties).waitFor()
    await press(words.save.confirm)
    await page.getByText(words.list.none).waitFor()
    await page.getByText(of(words.visits.gone, '').replace('{{code}}', 'first')).waitFor()
    expect(await codes()).toEqual([])
  })
})
