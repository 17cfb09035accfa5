import { describe, expect, test } from 'vitest'
import { madeUpResidentId } from '../../packages/platform/test/made-up-people.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'

if (noBrowser) console.warn(`acceptance/browser/app-join.test.ts skips: ${noBrowser}`)

const words = {
  'zh-CN': {
    look: '看看：大病互助计划',
    join: '免费加入',
    next: '下一步',
    no: '没有',
    now: '现在加入',
    in: '加入成功',
  },
  'en-GB': {
    look: 'Look at: Critical illness mutual aid',
    join: 'Join for free',
    next: 'Next',
    no: 'No',
    now: 'Join now',
    in: 'You are in',
  },
} as const

describe.skipIf(noBrowser)('joining in the app', async () => {
  const app = await openAppWorld()

  test.each([
    ['zh-CN', 360, '13900000001', 1],
    ['en-GB', 1_280, '13900000002', 2],
  ] as const)(
    'from the first page to the result and home (%s, %i pixels wide)',
    async (locale, width, phone, sequence) => {
      const { page, goto, inspect, signIn } = await app.open({ locale, width })
      const text = words[locale]
      const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
      await goto('/')
      await page.getByRole('link', { name: text.look }).waitFor()
      await inspect('plans-to-join')
      await page.getByRole('link', { name: text.look }).click()
      await page.getByRole('button', { name: text.join }).waitFor()
      await inspect('plan-in-words')
      await press(text.join)
      await page.locator('input[type=tel]').waitFor()
      await inspect('sign-in')
      await signIn(phone)

      await page.locator('input[maxlength="60"]').waitFor()
      await press(text.next)
      await page.locator('.field-wrong:not(:empty)').waitFor()
      await inspect('join-who')
      await page.locator('input[maxlength="100"]').fill('王小明')
      await page.locator('input[maxlength="60"]').fill(madeUpResidentId('1990-05-05', sequence))
      await press(text.next)
      await page.getByRole('checkbox').first().waitFor()
      await inspect('join-consents')
      for (const box of await page.getByRole('checkbox').all()) await box.check()
      await press(text.next)
      await page.locator('.question').waitFor()
      await inspect('join-question')
      while ((await page.locator('.question').count()) > 0) {
        const asked = await page.locator('.question').textContent()
        await press(text.no)
        await expect.poll(() => page.locator('h2').first().textContent()).not.toBe(asked)
      }
      await inspect('join-check')
      await press(text.now)
      await page.getByRole('heading', { name: text.in, level: 1 }).waitFor()
      await page.locator('.card .large-figure', { hasText: '90' }).waitFor()
      await inspect('joined')
      await goto('/')
      await page.locator('.card .large-figure', { hasText: '90' }).waitFor()
      await inspect('home')
    },
  )
})
