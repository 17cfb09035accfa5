import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Download, Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeDemoSignIns } from '../../packages/platform/src/demo/sign-ins.ts'
import { madeUpResidentId } from '../../packages/platform/test/made-up-people.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'
import { type ConsolePage, consoleRoutes, openConsole } from '../support/console.ts'

if (noBrowser) console.warn(`acceptance/browser/console-import.test.ts skips: ${noBrowser}`)

const read = (path: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../packages/console/src/locales/zh-CN/${path}.json`), 'utf8'))
const words = read('import')
const filled = (text: string, facts: Record<string, string | number>) =>
  Object.entries(facts).reduce((told, [name, value]) => told.replaceAll(`{{${name}}}`, String(value)), text)

const plan = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../packages/platform/plans/critical-illness.json'), 'utf8'),
) as PlanVersion
/** Men of age are asked these. */
const questions = plan.eligibility.healthQuestions.filter(
  ({ askedOf }) => askedOf?.sex !== 'female' && askedOf?.belowAgeYears === undefined,
)
const columns = [
  '姓名',
  '证件号码',
  '手机号',
  '健康信息同意书版本',
  '公示同意书版本',
  ...questions.map(({ code }) => `健康告知:${code}`),
]
const good = questions.map(({ barringAnswer }) => (barringAnswer ? '否' : '是'))

const operator = '15499999907'
const auditor = '15499999908'

/** Men who may join, born one a day from `from` on. */
function people(count: number, from: string): string[][] {
  return Array.from({ length: count }, (_, at) => {
    const bornOn = Temporal.PlainDate.from(from).add({ days: at }).toString()
    return ['张三', madeUpResidentId(bornOn, 11), '', '1', '1', ...good]
  })
}

const csv = (rows: readonly (readonly string[])[], heads: readonly string[] = columns) =>
  Buffer.from([heads, ...rows].map((row) => `${row.join(',')}\r\n`).join(''))

describe.skipIf(noBrowser)('the import of a group, in the console', async () => {
  const app = await openAppWorld({ besides: [consoleRoutes()] })
  const { database } = app.world.platform
  let desk: ConsolePage

  beforeAll(async () => {
    await makeDemoSignIns(app.world.platform)
  })

  const members = async () => {
    const { rows } = await sql<{ count: bigint }>`select count(*) from participants`.execute(database)
    return Number(rows[0]!.count)
  }
  const choose = ({ page }: ConsolePage, name: string, buffer: Buffer) =>
    page.getByLabel(words.file.label).setInputFiles({ name, mimeType: 'text/csv', buffer })
  const fact = (page: Page, name: string) =>
    page.locator('.facts > div', { has: page.locator('dt', { hasText: name }) }).locator('dd')
  const saved = async (page: Page, button: string): Promise<Download> => {
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: button, exact: true }).click()
    return coming
  }

  test('explains the file and gives a template that is read again', async () => {
    desk = await openConsole(app)
    await desk.goto('/import')
    await desk.signIn(operator)
    await desk.page.getByText(words.columns.list, { exact: true }).click()
    await desk.page.getByRole('cell', { name: columns.at(-1)!, exact: true }).waitFor()
    await desk.page.getByText(words.imports.none).waitFor()
    await desk.inspect('import-columns')
    const template = await saved(desk.page, words.columns['template-xlsx'])
    expect(template.suggestedFilename()).toBe('critical-illness-template.xlsx')
    await choose(desk, 'template.xlsx', await readFile(await template.path()))
    await desk.page.getByText(words.unreadable['no-rows']).waitFor()
    await desk.page.getByText(words.columns.list, { exact: true }).click()
  })

  test.each([
    ['empty', Buffer.from('')],
    ['old-workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['broken-workbook', Buffer.from('PK no workbook')],
    ['no-table', Buffer.from([0x25, 0x50, 0x44, 0x46, 0])],
    ['encoding', Buffer.concat([csv([]), Buffer.from('d5ff0a', 'hex')])],
  ])('refuses a file that is %s, in words, and nothing changes', async (code, buffer) => {
    const before = await members()
    await choose(desk, 'group.csv', buffer)
    await desk.page.getByText(words.unreadable[code]).waitFor()
    await desk.page.getByText(words.file.unchanged).waitFor()
    expect(await members()).toBe(before)
  })

  test('refuses a file whose columns are wrong', async () => {
    await choose(desk, 'group.csv', csv(people(1, '1990-01-01'), [...columns.slice(0, -1), '健康']))
    await desk.page.getByText(filled(read('problems')['column-unknown'], { column: columns.length })).waitFor()
    await choose(desk, 'group.csv', csv([['张三']], ['姓名']))
    await desk.page.getByText(filled(words.unreadable['column-missing'], { column: '证件号码' })).waitFor()
    await desk.inspect('import-refused')
  })

  test('shows what would happen before anything does, imports by keyboard, and gives the refused rows to mend', async () => {
    const rows = people(700, '1985-01-01')
    rows[1]![1] = rows[1]![1]!.slice(0, 17)
    rows[2]![1] = '1.10101199001011E+17'
    rows[640]![5] = '也许'
    const { page } = desk
    await choose(desk, '工会.csv', csv(rows))
    await page.getByRole('heading', { name: words.preview.title, exact: true }).waitFor()
    expect(await fact(page, words.preview.rows).textContent()).toBe('700')
    expect(await fact(page, words.preview.joining).textContent()).toBe('697')
    expect(await fact(page, words.preview.refused).textContent()).toBe('3')
    expect(await members()).toBe(0)
    await desk.inspect('import-preview')
    await page.getByRole('button', { name: words.act.name }).press('Enter')
    await page.getByText(filled(words.act.means_other, { count: 697 })).waitFor()
    await desk.inspect('import-confirm')
    await page.getByRole('button', { name: filled(words.act.confirm_other, { count: 697 }) }).press('Enter')
    await page.getByRole('heading', { name: words.done.title }).waitFor()
    await page.getByText(filled(words.done.text_other, { count: 697 })).waitFor()
    expect(await members()).toBe(697)
    await page.getByRole('cell', { name: words.imports.whole }).waitFor()
    await desk.inspect('import-done')
    expect(page.url()).not.toMatch(/\d{15}/)

    const errors = await saved(page, words.errors.csv)
    expect(errors.suggestedFilename()).toBe('工会-errors.csv')
    const text = await readFile(await errors.path(), 'utf8')
    const [head, ...lines] = text.trimEnd().split('\r\n')
    expect(head).toBe(`\uFEFF原行号,原因代码,原因,原因（英文）,${columns.join(',')}`)
    expect(lines.map((line) => line.split(',').slice(0, 2).join())).toEqual([
      '3,id-number-length',
      '4,number-rounded',
      '642,answer-unreadable',
    ])
    expect(lines[0]).toContain('“证件号码”列：身份证号应为 18 位。')
    expect(lines[0]).toContain('document_number: ')

    const mended = [...lines]
    mended[0] = lines[0]!.replace(/,\d{17},/, `,${madeUpResidentId('1985-01-02', 15)},`)
    mended[1] = lines[1]!.replace('1.10101199001011E+17', madeUpResidentId('1985-01-03', 15))
    mended[2] = lines[2]!.replace('也许', good[0]!)
    await choose(desk, '工会-errors.csv', Buffer.from([head, ...mended].join('\r\n')))
    await page.getByRole('heading', { name: words.preview.title, exact: true }).waitFor()
    expect(await fact(page, words.preview.joining).textContent()).toBe('3')
  })

  test('takes the same file again as the same, from Excel in China too', async () => {
    const { page } = desk
    const rows = people(2, '1995-01-01')
    rows[0]![0] = '名'
    // Only the heads and answers are Chinese besides: written in GB 18030 by hand.
    const words18030: Readonly<Record<string, string>> = {
      姓名: 'd0d5c3fb',
      证件号码: 'd6a4bcfebac5c2eb',
      手机号: 'cad6bbfabac5',
      健康信息同意书版本: 'bda1bfb5d0c5cfa2cdacd2e2cae9b0e6b1be',
      公示同意书版本: 'b9abcabecdacd2e2cae9b0e6b1be',
      '健康告知:': 'bda1bfb5b8e6d6aa3a',
      张三: 'd5c5c8fd',
      名: 'c3fb',
      否: 'b7f1',
      是: 'cac7',
    }
    const table = csv(rows).toString()
    const parts = table.split(/(姓名|证件号码|手机号|健康信息同意书版本|公示同意书版本|健康告知:|张三|名|否|是)/)
    const file = Buffer.concat(
      parts.map((part) => Buffer.from(words18030[part] ?? part, words18030[part] ? 'hex' : 'latin1')),
    )
    await choose(desk, 'excel.csv', file)
    await page.getByText(words.encoding.gb18030).waitFor()
    await page.getByRole('cell', { name: '张三' }).first().waitFor()
    expect(await fact(page, words.preview.joining).textContent()).toBe('2')
    await page.getByRole('button', { name: words.act.name }).click()
    await page.getByRole('button', { name: filled(words.act.confirm_other, { count: 2 }) }).click()
    await page.getByRole('heading', { name: words.done.title }).waitFor()
    const before = await members()
    await choose(desk, 'excel.csv', file)
    await page.getByText(words.preview.earlier).waitFor()
    expect(await page.getByRole('button', { name: words.act.name }).isDisabled()).toBe(true)
    expect(await members()).toBe(before)
  })

  test('goes on by itself after a break, and joins nobody twice', async () => {
    const { page } = desk
    const before = await members()
    let sent = 0
    let goOn = () => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    await page.route('**/plans/*/imports', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback()
      sent += 1
      // The answer of the first is lost, then the request itself; the fourth is held, for a picture.
      if (sent === 1) await route.fetch()
      if (sent <= 2) return route.abort()
      if (sent === 4) await held
      return route.fallback()
    })
    await choose(desk, 'break.csv', csv(people(1_200, '1988-01-01')))
    await page.getByRole('button', { name: words.act.name }).click()
    await page.getByRole('button', { name: filled(words.act.confirm_other, { count: 1_200 }) }).click()
    await page.getByText('500 / 1200').waitFor()
    await desk.inspect('import-progress')
    goOn()
    await page.getByRole('heading', { name: words.done.title }).waitFor()
    expect(sent).toBe(5)
    expect(await members()).toBe(before + 1_200)
    expect(await fact(page, words.done.joined).textContent()).toBe('1200')
    await page.unroute('**/plans/*/imports')
  })

  test('that is refused half-way says so and goes on when it is sent again', async () => {
    const { page } = desk
    const before = await members()
    let sent = 0
    await page.route('**/plans/*/imports', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback()
      sent += 1
      if (sent !== 2) return route.fallback()
      const body = JSON.stringify({ code: 'plan-not-open', status: 409, title: 'x', type: 'x', instance: 'x' })
      return route.fulfill({ status: 409, contentType: 'application/problem+json', body })
    })
    await choose(desk, 'half.csv', csv(people(600, '1993-01-01')))
    await page.getByRole('button', { name: words.act.name }).click()
    await page.getByRole('button', { name: filled(words.act.confirm_other, { count: 600 }) }).click()
    await page.getByText(read('problems')['plan-not-open']).waitFor()
    await page.getByText(filled(words.progress.stopped, { done: 500, of: 600 })).waitFor()
    expect(await members()).toBe(before + 500)
    await desk.inspect('import-stopped')
    await page.getByRole('button', { name: words.act['go-on'] }).click()
    await page.getByRole('heading', { name: words.done.title }).waitFor()
    expect(await members()).toBe(before + 600)
    await page.unroute('**/plans/*/imports')
  })

  test('on a phone, and for an auditor, who sees what was imported and no more', async () => {
    const phone = await openConsole(app, { width: 360 })
    await phone.goto('/import')
    await phone.signIn(operator)
    const rows = people(30, '1999-01-01')
    rows[3]![3] = ''
    await choose(phone, 'phone.csv', csv(rows))
    await phone.page.getByRole('heading', { name: words.preview.title, exact: true }).waitFor()
    await phone.inspect('import-preview')
    const looker = await openConsole(app, { width: 360 })
    await looker.goto('/import')
    await looker.signIn(auditor)
    await looker.page.getByRole('table').waitFor()
    expect(await looker.page.getByLabel(words.file.label).count()).toBe(0)
    await looker.inspect('import-auditor')
    await looker.page
      .getByRole('link', { name: /^[0-9a-f]{12}$/ })
      .first()
      .click()
    await looker.page
      .getByRole('cell', { name: read('staff').acts['import-batch'] })
      .first()
      .waitFor()
    await looker.inspect('import-trail')
  })
})
