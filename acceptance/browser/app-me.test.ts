import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { insertMessagesTo } from '../../packages/platform/src/payments/index.ts'
import { openSettledPeriods } from '../../packages/platform/src/payments/open-collection.ts'
import { planVersion } from '../../packages/platform/src/plans/index.ts'
import { madeUpResidentId } from '../../packages/platform/test/made-up-people.ts'
import { settlePeriod } from '../../packages/platform/test/made-up-period.ts'
import { type AppPage, noBrowser, openAppWorld } from '../support/app.ts'
import { joinBody } from '../support/cases.ts'
import type { Somebody } from '../support/world.ts'

if (noBrowser) console.warn(`acceptance/browser/app-me.test.ts skips: ${noBrowser}`)

const plan = 'critical-illness'
const words = {
  'zh-CN': {
    agree: '我同意自动扣款',
    given: '您已同意自动扣款',
    end: '收回我的同意',
    pay: '现在支付 ¥3.00',
    settled: /已付清|正在处理/,
    leave: '今天就退出',
    left: '已经退出',
    last: '不会再向您收取分摊',
    drawn: '被抽中担任赔审员',
    unread: '2 条新消息',
    copy: '保存一份副本',
    erase: '永久删除我的数据',
    still: '还在计划内',
  },
  'en-GB': {
    agree: 'I agree to be debited',
    given: 'You have agreed to be debited',
    end: 'Take my agreement back',
    pay: 'Pay ¥3.00 now',
    settled: /Paid|on its way/,
    leave: 'Leave the plan today',
    left: 'The membership has ended',
    last: 'No further share is asked',
    drawn: 'Drawn as a juror',
    unread: '2 new messages',
    copy: 'Save a copy',
    erase: 'Delete my data for ever',
    still: 'is still in a plan',
  },
} as const

const devices = [
  ['zh-CN', 360],
  ['en-GB', 1_280],
] as const

describe.skipIf(noBrowser)('what there is of mine', async () => {
  const app = await openAppWorld()
  const { world } = app
  const people = new Map<string, Somebody>()

  /** Somebody with a child in the plan, who owes two shares and was told two things. */
  async function family(sequence: number): Promise<Somebody> {
    const somebody = await world.signIn()
    const join = async (bornOn: string, changes: object) => {
      const body = { ...(await bodyOf(bornOn)), ...changes }
      const answer = await world.call(somebody, 'POST', '/participants', body)
      expect(answer.status, JSON.stringify(answer.body)).toBe(201)
      return BigInt(answer.body.participantId)
    }
    const identity = (bornOn: string) => ({ kind: 'cn-resident-id', number: madeUpResidentId(bornOn, sequence) })
    const self = await join('1990-05-05', { name: '王小明', identity: identity('1990-05-05') })
    const child = await join('2030-05-05', { name: '王小花', identity: identity('2030-05-05'), relation: 'child' })
    shared.push({ participantId: self, payerPersonId: somebody.personId })
    shared.push({ participantId: child, payerPersonId: somebody.personId })
    const now = world.platform.clock.now()
    for (const kind of ['juror-drawn', 'vote-open'] as const) {
      const told = { kind, people: sql`select ${somebody.personId}::bigint as person_id`, now }
      await insertMessagesTo({ ...told, facts: { until: '2040-01-06 18:00' } }).execute(world.platform.database)
    }
    return somebody
  }
  const shared: { participantId: bigint; payerPersonId: bigint }[] = []

  /** Joins the shipped plan with the right answer to each question that is asked of that age. */
  async function bodyOf(bornOn: string) {
    const rules = await planVersion(world.platform.database, plan, 1)
    const age = 2_040 - Number(bornOn.slice(0, 4))
    const asked = rules.eligibility.healthQuestions.filter(
      ({ askedOf }) =>
        askedOf?.sex !== 'female' && (askedOf?.belowAgeYears === undefined || age < askedOf.belowAgeYears),
    )
    const answers = Object.fromEntries(asked.map(({ barringAnswer, code }) => [code, !barringAnswer]))
    return { ...joinBody(plan, bornOn), answers }
  }

  beforeAll(async () => {
    for (const [at, [locale]] of devices.entries()) people.set(locale, await family(2 * at + 1))
    const rules = await planVersion(world.platform.database, plan, 1)
    const made = { periodId: 1n, plan: rules, sharingDay: '2039-12-30', shareFen: 300n, members: shared }
    await settlePeriod(world.platform, made)
    await openSettledPeriods(world.platform, plan)
  })

  async function open(locale: (typeof devices)[number][0], width: number): Promise<AppPage> {
    const opened = await app.open({ locale, width })
    await opened.context.setExtraHTTPHeaders({ authorization: people.get(locale)!.token })
    return opened
  }

  test.each(devices)('messages, payment, unpaid shares (%s, %i pixels wide)', async (locale, width) => {
    const { goto, inspect, page } = await open(locale, width)
    const text = words[locale]
    await goto('/me')
    await page.locator('.tab-count', { hasText: '2' }).waitFor()
    await page.getByText(text.unread).waitFor({ state: 'attached' })
    await inspect('me')
    await page.locator('a[href$="/me/messages"]').click()
    await page.getByRole('heading', { name: text.drawn }).waitFor()
    await page.locator('.tab-count').waitFor({ state: 'detached' })
    const kept = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok())
    await page.getByRole('checkbox').nth(2).uncheck()
    // A reload before the answer may read the settings before they are written.
    await kept
    await page.reload()
    await page.getByRole('checkbox').nth(3).waitFor()
    expect(await page.getByRole('checkbox').nth(2).isChecked()).toBe(false)
    await inspect('me-messages')

    await goto('/me/payment')
    await page.getByRole('button', { name: text.agree }).waitFor()
    await inspect('me-payment')
    await page.getByRole('button', { name: text.agree }).click()
    await page.getByText(text.given).waitFor()
    await page.getByRole('button', { name: text.end }).click()
    await page.locator('.card[data-tone=wrong]').waitFor()
    await inspect('me-payment-end')

    await goto('/me/arrears')
    await page.getByRole('button', { name: text.pay }).nth(1).waitFor()
    await inspect('me-arrears')
    await page.getByRole('button', { name: text.pay }).first().click()
    await expect.poll(() => page.locator('main').textContent()).toMatch(text.settled)
  })

  test.each(devices)('family, and leaving (%s, %i pixels wide)', async (locale, width) => {
    const { goto, inspect, page } = await open(locale, width)
    const text = words[locale]
    await goto('/me/family')
    await page.getByRole('heading', { name: '王小花' }).waitFor()
    await inspect('me-family')
    await page.locator('a[href$="/leave"]').nth(1).click()
    await page.getByText(text.last).waitFor()
    await page.getByRole('checkbox').check()
    await page.getByRole('button', { name: text.leave }).waitFor()
    await inspect('me-leave')
    await page.getByRole('button', { name: text.leave }).click()
    await page.getByText(text.left).waitFor()
    await inspect('me-left')
    await goto('/me/family')
    await page.locator('h2').nth(2).waitFor()
    expect(await page.locator('a[href$="/leave"]').count()).toBe(1)
  })

  test.each(devices)('my data: a copy, and the deletion (%s, %i pixels wide)', async (locale, width) => {
    const { goto, inspect, page } = await open(locale, width)
    const text = words[locale]
    await goto('/me/data')
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: text.copy }).click(),
    ])
    expect(file.suggestedFilename()).toBe('tongzhou-my-data.json')
    expect(JSON.parse(await readFile(await file.path(), 'utf8')).sections.identity[0].name).toBe('王小明')
    await page.getByRole('checkbox').check()
    await page.getByRole('button', { name: text.erase }).click()
    await page.getByText(text.still).waitFor()
    await inspect('me-data')

    // Somebody who is in no plan.
    const nobody = await world.signIn()
    await page.context().setExtraHTTPHeaders({ authorization: nobody.token })
    await goto('/me/data')
    await page.getByRole('checkbox').check()
    await page.getByRole('button', { name: text.erase }).click()
    await page.waitForURL((address) => !address.pathname.endsWith('/me/data'))
    expect((await world.call(nobody, 'GET', '/me')).body.name).toBeNull()
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toContain('王小明')
  })

  test.each(devices)(
    'insurance of others is marked, and visits are counted (%s, %i pixels wide)',
    async (locale, width) => {
      const { context, goto, inspect, page } = await app.open({ locale, width })
      const operator = await world.signIn('operator')
      const words = { en: 'Pays for hospital stays.', zh: '住院费用保险。' }
      const name = { en: 'Example Insurance', zh: '示例保险' }
      const partner = { code: `for-${width}`, name, text: words, address: 'https://insurer.example/offer' }
      const { edition } = (await world.call(operator, 'GET', '/partners')).body
      const set = await world.call(operator, 'PUT', '/partners', { edition, partners: [partner] })
      expect(set.status).toBe(200)
      await goto('/public')
      await page.locator('a[href$="/public/partners"]').click()
      await page.locator('.advertisement').waitFor()
      await inspect('partners')
      await context.route('https://insurer.example/**', (route) => route.fulfill({ body: 'the offer' }))
      await page.locator('a[href="https://insurer.example/offer"]').click()
      const visits = async () => (await world.call(operator, 'GET', '/partners/visits')).body.days
      await expect.poll(visits).toContainEqual({ code: `for-${width}`, day: '2040-01-03', visits: '1' })
    },
  )
})
