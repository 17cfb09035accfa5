import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testPlan } from '../../packages/platform/test/plan.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'
import { Case, claimBody, openOffice, workOn } from '../support/cases.ts'
import { consoleRoutes, openConsole } from '../support/console.ts'
import { makeProvedWorld, type ProvedWorld } from '../support/proofs.ts'
import type { Somebody } from '../support/world.ts'

if (noBrowser) console.warn(`acceptance/browser/console-plan.test.ts skips: ${noBrowser}`)

const read = (path: string) => JSON.parse(readFileSync(join(import.meta.dirname, path), 'utf8'))
const locales = '../../packages/console/src/locales'
const words = { zh: read(`${locales}/zh-CN/plans.json`), en: read(`${locales}/en/plans.json`) }

describe.skipIf(noBrowser)('the plan editor', async () => {
  const app = await openAppWorld({ day: '2020-01-02', besides: [consoleRoutes()] })
  const { world } = app
  let made: ProvedWorld
  let ann: Somebody
  let ben: Somebody
  let auditor: Somebody
  let offices: Awaited<ReturnType<typeof openOffice>>

  beforeAll(async () => {
    made = await makeProvedWorld(world)
    await made.settle()
    offices = await openOffice(world)
    await lived('2020-06-16', '2020-06-21', '2020-06-28', 4)
    await lived('2020-07-01', '2020-07-07', '2020-07-14', 5)
    ann = await world.signIn('operator')
    ben = await world.signIn('operator')
    auditor = await world.signIn('auditor')
  })
  afterAll(() => made?.consortium.close())

  /** One more period with a case: filed and approved, published, shared. */
  async function lived(filedOn: string, publicityDay: string, sharingDay: string, member: number) {
    await world.at(filedOn)
    const who = made.members[member]!
    const { body } = await world.call(who, 'POST', '/claims', claimBody(who, filedOn))
    const one = new Case(world, offices, who, body.caseReference, new Set())
    for (const walk of [one.addPaper, one.submit, one.passDeskReview, one.assign, one.report, one.approve]) await walk()
    for (const day of [publicityDay, sharingDay]) {
      await made.consortium.publish()
      await workOn(world, day)
    }
    await made.consortium.publish()
  }

  /** The browser's clock is years ahead of this world: no cookie would live, so the session comes as a header. */
  async function openAs(who: Somebody, options: Parameters<typeof openConsole>[1] = {}) {
    const opened = await openConsole(app, options)
    await opened.page.context().setExtraHTTPHeaders({ authorization: who.token })
    return opened
  }

  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  const count = async (table: 'plan_drafts' | 'plan_versions') => {
    const { rows } = await sql<{ rows: bigint }>`
      select count(*) as rows from ${sql.table(table)} where plan_code = ${testPlan.plan}`.execute(
      world.platform.database,
    )
    return Number(rows[0]!.rows)
  }

  test('a version is drafted, a fault is shown at its place, its effect is seen, and it is adopted', async () => {
    const { goto, inspect, page } = await openAs(ann)
    const { zh } = words
    await goto('/plans')
    await page.getByRole('button', { name: zh.drafts.begin.replace('{{plan}}', '测试计划') }).waitFor()
    await inspect('plans')
    await press(page, zh.drafts.begin.replace('{{plan}}', '测试计划'))
    const text = page.getByLabel(zh.text.label)
    await text.waitFor()

    // A fault in the text: told with its line, beside the field of the form, and nothing can be saved.
    const written = await text.inputValue()
    const line = written.slice(0, written.indexOf('"withinDays": 180')).split('\n').length
    await text.fill(written.replace('"withinDays": 180', '"withinDays": "180"'))
    await page.getByRole('button', { name: `第 ${line} 行` }).waitFor()
    const filing = page.locator('.part', { hasText: '申请互助' }).locator('input').first()
    expect(await filing.getAttribute('aria-invalid')).toBe('true')
    expect(await page.locator('.field-fault', { hasText: '类型不对' }).count()).toBe(1)
    expect(await page.locator('.text-lines [data-wrong=true]').textContent()).toBe(String(line))
    expect(await page.getByRole('button', { name: zh.save.save, exact: true }).isDisabled()).toBe(true)
    await inspect('plan-fault')
    await page.getByRole('button', { name: `第 ${line} 行` }).click()
    const chosen = await page.evaluate('getSelection().toString()')
    expect(chosen).toContain('"180"')
    await filing.fill('170')
    await page.getByText(zh.faults.none).waitFor()

    // The form and the text are one.
    await page.getByLabel('互助金 (元)').nth(1).fill('50000')
    await page.getByLabel(zh.fields.fee).fill('4')
    await page.getByLabel(zh.fields['waiting-days']).fill('160')
    const now = JSON.parse(await text.inputValue())
    expect(now.cover.payoutTiers[1].payoutFen).toBe(5_000_000)
    expect(now.sharing.managementFeeBasisPoints).toBe(400)
    await page.reload()
    expect(JSON.parse(await text.inputValue())).toEqual(now)
    await press(page, zh.save.save)
    await page.getByText(zh.save.same).waitFor()

    // What changes, in words, and what it would have meant.
    const changes = page.locator('.difference-list')
    await changes.getByText('等待期 › 天数').waitFor()
    await changes.locator('ins', { hasText: '¥50,000.00' }).waitFor()
    await page.getByText(zh.effect['not-covered_other'].replace('{{count}}', '1')).waitFor()
    await page.getByText(zh.effect.perhaps_other.replace('{{count}}', '2')).waitFor()
    const june = page.locator('tr', { has: page.getByRole('rowheader', { name: '2020-06-A' }) })
    expect(await june.textContent()).toContain('实际 ¥18,000.00')
    await page.locator('.effect-chart svg rect').first().waitFor()
    expect(await page.locator('.touched-list').textContent()).toContain(made.filed.reference)
    await page.getByText(zh.effect.unknown['days-of-diagnosis']).waitFor()
    await inspect('plan-draft')

    // Adopting wants the day of effect again.
    const again = page.getByLabel(zh.adopt.again)
    await again.fill('2020-07-16')
    await press(page, zh.adopt.adopt.replace('{{plan}}', 'test-plan').replace('{{version}}', '2'))
    await page.getByText('草案从 2020-07-15 起生效').waitFor()
    expect([await count('plan_versions'), await count('plan_drafts')]).toEqual([1, 1])
    await again.fill('2020-07-15')
    await press(page, zh.adopt.adopt.replace('{{plan}}', 'test-plan').replace('{{version}}', '2'))
    await page.getByRole('heading', { name: zh.adopted.title }).waitFor()
    expect([await count('plan_versions'), await count('plan_drafts')]).toEqual([2, 0])
    await inspect('plan-adopted')

    // Everybody reads it.
    await page.getByRole('link', { name: zh.adopted.public }).click()
    await page.locator('.version').nth(1).waitFor()
    await page.goto(`${app.url()}/app/public/plans/test-plan/changes?from=1&to=2`)
    await page.locator('ins', { hasText: '¥50,000.00' }).waitFor()
    await goto('/plans/test-plan/changes?from=1&to=2')
    await page.locator('ins', { hasText: '¥50,000.00' }).waitFor()
    await inspect('plan-changes')
  })

  test('of two operators the later is told, and chooses', async () => {
    const { body } = await world.call(ben, 'POST', '/plan-drafts', { plan: 'test-plan' })
    const path = `/plan-drafts/${body.draft}`
    const { page, goto, inspect } = await openAs(ann, { locale: 'en-GB', width: 360 })
    const { en } = words
    await goto(path)
    await page.getByLabel(en.fields['waiting-days']).fill('120')
    const { source } = (await world.call(ben, 'GET', path)).body
    const theirs = source.replace('"days": 160', '"days": 100')
    await world.call(ben, 'PUT', path, { edition: 1, source: theirs })
    await press(page, en.save.save)
    await page.getByRole('heading', { name: en.behind.title }).waitFor()
    expect((await world.call(ben, 'GET', path)).body.source).toBe(theirs)
    await inspect('plan-behind')
    await press(page, en.behind.mine)
    await press(page, en.save.save)
    await page.getByText(en.save.same).waitFor()
    expect((await world.call(ben, 'GET', path)).body).toMatchObject({ edition: 3, writtenBy: String(ann.personId) })
    await press(page, en.discard.discard)
    await press(page, en.discard.yes)
    await page.getByRole('heading', { name: en.list.title }).waitFor()
    expect(await count('plan_drafts')).toBe(0)
  })

  test('an auditor reads the draft and its effect, and can change nothing', async () => {
    const { body } = await world.call(ben, 'POST', '/plan-drafts', { plan: 'test-plan' })
    const { page, goto, inspect } = await openAs(auditor, { width: 360 })
    const { zh } = words
    await goto('/plans')
    await inspect('plans-auditor')
    await page.locator('.draft-list a').click()
    await page.getByText(zh.effect.periods_other.replace('{{count}}', '3')).waitFor()
    expect(await page.getByLabel(zh.text.label).getAttribute('readonly')).not.toBeNull()
    expect(await page.locator('form').count()).toBe(0)
    expect(await page.getByRole('button', { name: zh.save.save, exact: true }).count()).toBe(0)
    await inspect('plan-draft-auditor')
    const tried = await world.call(auditor, 'POST', `/plan-drafts/${body.draft}/discard`, { edition: 1 })
    expect(tried.status).toBe(403)
  })
})
