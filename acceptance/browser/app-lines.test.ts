import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { madeUpResidentId } from '../../packages/platform/test/made-up-people.ts'
import { type AppPage, joinPlan, noBrowser, openAppWorld } from '../support/app.ts'

if (noBrowser) console.warn(`acceptance/browser/app-lines.test.ts skips: ${noBrowser}`)

const apply = '/join/critical-illness/apply'
const nameField = 'input[maxlength="100"]'
const numberField = 'input[maxlength="60"]'

/** A busy machine takes longer than a second for a page. */
const patiently = { timeout: 20_000 }

const kept = (page: Page) => page.evaluate<string>('JSON.stringify(localStorage)')
const next = (page: Page) => page.getByRole('button', { name: '下一步' }).click()

async function beginJoining({ goto, page, signIn }: AppPage, phone: string): Promise<void> {
  await goto(apply)
  await page.locator('input[type=tel]').waitFor()
  await signIn(phone)
  await page.locator(nameField).waitFor()
}

describe.skipIf(noBrowser)('the app on bad lines, in two tabs and with sessions that end', async () => {
  const app = await openAppWorld()

  test('without a connection home shows what was last known, and goes on by itself when there is one', async () => {
    const opened = await app.open()
    const { context, goto, inspect, page } = opened
    await joinPlan(opened, { name: '李小红', phone: '13900000021', born: '1991-07-07', sequence: 22 })
    await goto('/')
    await page.locator('.card .large-figure', { hasText: '90' }).waitFor()
    await page.evaluate('navigator.serviceWorker.ready')
    // What was last known is written once a second.
    await expect.poll(() => kept(page), patiently).toContain('coveredFrom')
    // The worker keeps what the page loaded before it was there.
    await expect.poll(() => page.evaluate('caches.keys().then((names) => names.length > 0)'), patiently).toBe(true)
    await context.setOffline(true)
    await page.reload()
    await page.locator('.frame-offline').waitFor()
    await page.locator('.card .large-figure', { hasText: '90' }).waitFor()
    await inspect('home-offline')
    await context.setOffline(false)
    await page.locator('.frame-offline').waitFor({ state: 'detached' })
  })

  test('a half-filled form survives reload, the back button and another tab', async () => {
    const opened = await app.open()
    const { context, page } = opened
    await beginJoining(opened, '13900000022')
    await page.locator(nameField).fill('赵小刚')
    await page.reload()
    await expect.poll(() => page.locator(nameField).inputValue(), patiently).toBe('赵小刚')

    await page.locator(numberField).fill(madeUpResidentId('1985-03-03', 12))
    await next(page)
    await page.getByRole('checkbox').first().check()
    await page.goBack()
    await expect.poll(() => page.locator(nameField).inputValue(), patiently).toBe('赵小刚')
    await page.goForward()
    await expect.poll(() => page.getByRole('checkbox').first().isChecked(), patiently).toBe(true)

    const other = await context.newPage()
    await other.goto(`${app.url()}/app${apply}`)
    await expect.poll(() => other.locator(nameField).inputValue(), patiently).toBe('赵小刚')
    await other.locator(nameField).fill('赵大刚')
    await page.getByRole('checkbox').nth(1).check()
    await page.reload()
    expect(await page.getByRole('checkbox').first().isChecked()).toBe(true)
    expect(await page.getByRole('checkbox').nth(1).isChecked()).toBe(true)
    await page.goBack()
    await expect.poll(() => page.locator(nameField).inputValue(), patiently).toBe('赵大刚')
  })

  test('signing out leaves nothing of the person on the device, in no tab', async () => {
    const opened = await app.open()
    const { context, goto, page } = opened
    await beginJoining(opened, '13900000023')
    await page.locator(nameField).fill('钱小芳')
    expect(await kept(page)).toContain('钱小芳')
    const other = await context.newPage()
    await other.goto(`${app.url()}/app${apply}`)
    await expect.poll(() => other.locator(nameField).inputValue(), patiently).toBe('钱小芳')

    await goto('/me')
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.waitForURL(/join$/)
    await page.locator('.card').first().waitFor()
    expect(await kept(page)).not.toMatch(/钱小芳|personId/)
    await goto('/me')
    await page.locator('input[type=tel]').waitFor()

    await other.reload()
    await other.locator('input[type=tel]').waitFor()
    expect(await kept(other)).not.toMatch(/钱小芳|personId/)
  })

  test('a session that ends in the middle of a form leads to the sign-in and back, and loses nothing', async () => {
    const opened = await app.open()
    const { page, signIn } = opened
    await beginJoining(opened, '13900000024')
    await page.locator(nameField).fill('孙小梅')
    await page.locator(numberField).fill(madeUpResidentId('1988-08-08', 24))
    await next(page)
    for (const box of await page.getByRole('checkbox').all()) await box.check()

    await app.world.at('2040-03-01')
    await page.reload()
    await page.locator('input[type=tel]').waitFor()
    await signIn('13900000024')
    expect(page.url()).toContain(`/app${apply}?step=consents`)
    expect(await page.getByRole('checkbox').first().isChecked()).toBe(true)
    await next(page)
    while ((await page.locator('.question').count()) > 0) {
      const asked = await page.locator('.question').textContent()
      await page.getByRole('button', { name: '没有', exact: true }).click()
      await expect.poll(() => page.locator('h2').first().textContent(), patiently).not.toBe(asked)
    }

    await app.world.at('2040-05-01')
    await page.getByRole('button', { name: '现在加入' }).click()
    await page.locator('input[type=tel]').waitFor()
    await signIn('13900000024')
    expect(page.url()).toContain(`/app${apply}?step=check`)
    await page.getByRole('button', { name: '现在加入' }).click()
    await page.waitForURL(/joined/)
    await page.getByText('孙小梅').or(page.locator('.card[data-tone=heed]')).first().waitFor()
  })
})
