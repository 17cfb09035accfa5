import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { system } from '../../packages/platform/src/commit/commit.ts'
import { logRoutes, publishPolicies } from '../../packages/platform/src/journal/index.ts'
import { loadPlan } from '../../packages/platform/src/plans/index.ts'
import { testPlan } from '../../packages/platform/test/plan.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'
import { later } from '../support/later.ts'
import { makeProvedWorld, type ProvedWorld } from '../support/proofs.ts'
import type { World } from '../support/world.ts'

if (noBrowser) console.warn(`acceptance/browser/app-public.test.ts skips: ${noBrowser}`)

const words = {
  'zh-CN': {
    few: '人数太少',
    added: '一分不差',
    signatures: '全部属实',
    csv: '表格（CSV）',
    terms: '处不同',
    proved: '是 6 人之一',
  },
  'en-GB': {
    few: 'too few people',
    added: 'right, to the fen',
    signatures: 'are right',
    csv: 'Table (CSV)',
    terms: 'terms differ',
    proved: 'one of 6,',
  },
} as const

describe.skipIf(noBrowser)('the public pages', async () => {
  let world: World
  let made: ProvedWorld
  const log = later(() => world.log)
  const publisher = later(() => made.consortium.publisher)
  const app = await openAppWorld({ day: '2020-01-02', besides: [logRoutes(log, publisher)] })
  world = app.world

  beforeAll(async () => {
    made = await makeProvedWorld(world)
    await made.settle()
    // As the platform does at its start; the consortium is there, so nobody reads the policy of an operator alone.
    await publishPolicies(world.platform.database, world.log, '')
    const second = { ...testPlan, version: 2, firstDay: '2020-12-01', filing: { ...testPlan.filing, withinDays: 200 } }
    const changed = { ...second, sharing: { ...testPlan.sharing, capPerYearFen: 18_800 } }
    const outcome = await loadPlan(world.platform, { key: 'second', actor: system, source: JSON.stringify(changed) })
    if (!outcome.accepted) throw new Error(JSON.stringify(outcome.refusal))
  })
  afterAll(() => made?.consortium.close())

  const devices = [
    ['zh-CN', 360],
    ['en-GB', 1_280],
  ] as const

  test.each(devices)('the rules and what changed (%s, %i pixels wide)', async (locale, width) => {
    const { goto, inspect, page } = await app.open({ locale, width })
    const text = words[locale]
    await goto('/public')
    await page.locator('a[href$="/public/plans/test-plan"]').waitFor()
    await inspect('public')

    await page.locator('a[href$="/public/plans/test-plan"]').click()
    await page.locator('.version').first().waitFor()
    expect(await page.locator('.clauses').textContent()).toContain(testPlan.clauses[0]!.text.zh)
    expect(await page.locator('.clauses').textContent()).toContain(testPlan.clauses[0]!.text.en)
    await inspect('terms')
    await page.locator('a[href*="/changes?"]').click()
    await page.locator('ins', { hasText: '200' }).waitFor()
    await page.locator('ins', { hasText: '¥188.00' }).waitFor()
    await page.getByText(text.terms).waitFor()
    await inspect('changes')
    await goto('/public/plans/critical-illness?version=1')
    await page.locator('.clauses dt').nth(20).waitFor()
    await inspect('terms-long')
    await goto('/public/not-insurance')
    await page.locator('.points').first().waitFor()
    await inspect('not-insurance')
  })

  test.each(devices)('a period, added up, and taken home (%s, %i pixels wide)', async (locale, width) => {
    const { goto, inspect, page } = await app.open({ locale, width })
    const text = words[locale]
    await goto('/public/plans/test-plan/periods')
    await page.locator('.period-list a').first().waitFor()
    await inspect('periods')
    await page.locator('a[href$="/periods/2020-06-A"]').click()
    await page.getByText(text.added).waitFor()
    await page.locator('.case-list li').first().waitFor()
    expect(await page.locator('.steps').textContent()).toContain('¥108,000.00')
    expect(await page.locator('.card .large-figure').textContent()).toBe('¥18,000.00')
    await inspect('period')
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: text.csv }).click(),
    ])
    expect(file.suggestedFilename()).toBe('test-plan-2020-06-A.csv')
    expect(await readFile(await file.path(), 'utf8')).toContain(`2020-06-A,${made.filed.reference},`)
  })

  test.each(devices)(
    'every case, who takes part, and how claims are decided (%s, %i pixels wide)',
    async (locale, width) => {
      const { goto, inspect, page } = await app.open({ locale, width })
      const text = words[locale]
      await goto('/public/plans/test-plan/cases')
      await page.locator(`a[href$="/public/cases/${made.filed.reference}"]`).waitFor()
      await inspect('cases')
      await goto('/public/plans/test-plan/figures')
      await page.locator('.bars').first().waitFor()
      await inspect('figures')
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: text.csv }).nth(1).click(),
      ])
      expect(file.suggestedFilename()).toBe('test-plan-decisions.csv')
      expect(await readFile(await file.path(), 'utf8')).toContain('2020-06-A,')
    },
  )

  test.each(devices)('the log, its signatures checked here (%s, %i pixels wide)', async (locale, width) => {
    const { goto, inspect, page } = await app.open({ locale, width })
    await goto('/public/log')
    await page.getByText(words[locale].signatures).waitFor()
    for (const name of ['hospital.example', 'notary.example']) {
      expect(await page.locator('.points').textContent()).toContain(name)
    }
    await inspect('log')
    await page.locator('a[href$="/public/log/members/notary.example"]').click()
    await page.locator('code').first().waitFor()
    await inspect('log-member')
    await goto('/public/log/proven')
    await page.locator('.points').first().waitFor()
    await inspect('log-proven')
  })

  test.each(devices)('my bill, proved on my device at a tap (%s, %i pixels wide)', async (locale, width) => {
    const { context, goto, inspect, page } = await app.open({ locale, width })
    // The browser's clock is years ahead of this world: no cookie would live, so the session comes as a header.
    await context.setExtraHTTPHeaders({ authorization: made.members[0]!.token })
    await goto('/bills')
    await page.locator('.card .large-figure', { hasText: '¥18,000.00' }).waitFor()
    await page.locator('.card button').click()
    await page.getByText(words[locale].proved).waitFor()
    await inspect('bills')
  })
})
