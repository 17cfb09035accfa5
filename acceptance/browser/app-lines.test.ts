import type { CDPSession } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { madeUpResidentId } from '../../packages/platform/test/made-up-people.ts'
import { type AppPage, noBrowser, openAppWorld } from '../support/app.ts'

if (noBrowser) console.warn(`acceptance/browser/app-lines.test.ts skips: ${noBrowser}`)

/** The budgets of issue 5. */
const mostBytes = 200_000
const slowestMilliseconds = 3_000
const mostShift = 0.1
const slowLine = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 }

const apply = '/join/critical-illness/apply'
const nameField = 'input[maxlength="100"]'
const numberField = 'input[maxlength="60"]'

/** What a first visit of an address moves over the line, when the page can be used, and how far things moved on the way. */
async function firstVisit({ context, goto, page }: AppPage, path: string, ready: string, slow: boolean) {
  const line: CDPSession = await context.newCDPSession(page)
  await line.send('Network.enable')
  await line.send('Network.setCacheDisabled', { cacheDisabled: true })
  if (slow) {
    await line.send('Network.emulateNetworkConditions', slowLine)
    await line.send('Emulation.setCPUThrottlingRate', { rate: 4 })
  }
  let bytes = 0
  line.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  await page.addInitScript(
    'window.shift = 0; new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) window.shift += one.value }).observe({ type: "layout-shift", buffered: true })',
  )
  const began = performance.now()
  await goto(path)
  await page.locator(ready).first().waitFor()
  const milliseconds = performance.now() - began
  await page.waitForLoadState('networkidle')
  const shift = Number(await page.evaluate('window.shift'))
  await line.detach()
  return { bytes, milliseconds, shift }
}

async function joined(opened: AppPage, phone: string, sequence: number): Promise<void> {
  const { goto, page, signIn } = opened
  await goto(apply)
  await page.locator('input[type=tel]').waitFor()
  await signIn(phone)
  await page.locator(nameField).fill('李小红')
  await page.locator(numberField).fill(madeUpResidentId('1991-07-07', sequence))
  await page.getByRole('button', { name: '下一步' }).click()
  for (const box of await page.getByRole('checkbox').all()) await box.check()
  await page.getByRole('button', { name: '下一步' }).click()
  await page.locator('.question').waitFor()
  while ((await page.locator('.question').count()) > 0) {
    const asked = await page.locator('.question').textContent()
    await page.getByRole('button', { name: '没有', exact: true }).click()
    await expect.poll(() => page.locator('h2').first().textContent()).not.toBe(asked)
  }
  await page.getByRole('button', { name: '现在加入' }).click()
  await page.waitForURL(/joined/)
}

describe.skipIf(noBrowser)('the app on cheap phones and bad lines', async () => {
  const app = await openAppWorld()

  test.each([
    ['the plans', '/join', '.card a'],
    ['a plan in plain words', '/join/critical-illness', '.adm-button'],
  ])('the first load of %s stays within its bytes, its time and its place', async (name, path, ready) => {
    const { bytes, milliseconds, shift } = await firstVisit(await app.open(), path, ready, true)
    console.log(`${name}: ${bytes} bytes, ${Math.round(milliseconds)} ms on a slow line and processor, shift ${shift}`)
    expect(bytes).toBeLessThan(mostBytes)
    expect(milliseconds).toBeLessThan(slowestMilliseconds)
    expect(shift).toBeLessThan(mostShift)
  })

  test('home: within the budgets; without a connection it shows what was last known', async () => {
    const opened = await app.open()
    await joined(opened, '13900000011', 11)
    const { bytes, milliseconds, shift } = await firstVisit(opened, '/', '.card .large-figure', true)
    console.log(`home: ${bytes} bytes, ${Math.round(milliseconds)} ms on a slow line and processor, shift ${shift}`)
    expect(bytes).toBeLessThan(mostBytes)
    expect(milliseconds).toBeLessThan(slowestMilliseconds)
    expect(shift).toBeLessThan(mostShift)

    const { context, page } = opened
    await page.evaluate('navigator.serviceWorker.ready')
    await opened.goto('/')
    await page.locator('.card .large-figure', { hasText: '90' }).waitFor()
    // What was last known is written once a second.
    await expect
      .poll(() => page.evaluate("localStorage.getItem('tongzhou.last-known')?.includes('coveredFrom')"))
      .toBe(true)
    await context.setOffline(true)
    await page.reload()
    await page.locator('.frame-offline').waitFor()
    await page.locator('.card .large-figure', { hasText: '90' }).waitFor()
    await opened.inspect('home-offline')
  })

  test('a half-filled form survives reload, the back button, another tab, and the end of the session', async () => {
    const { context, goto, page, signIn } = await app.open()
    await goto(apply)
    await page.locator('input[type=tel]').waitFor()
    await signIn('13900000012')
    await page.locator(nameField).fill('赵小刚')
    await page.reload()
    await expect.poll(() => page.locator(nameField).inputValue()).toBe('赵小刚')

    await page.locator(numberField).fill(madeUpResidentId('1985-03-03', 12))
    await page.getByRole('button', { name: '下一步' }).click()
    await page.getByRole('checkbox').first().check()
    await page.goBack()
    await expect.poll(() => page.locator(nameField).inputValue()).toBe('赵小刚')
    await page.goForward()
    expect(await page.getByRole('checkbox').first().isChecked()).toBe(true)

    const other = await context.newPage()
    await other.goto(`${app.url()}/app${apply}`)
    await expect.poll(() => other.locator(nameField).inputValue()).toBe('赵小刚')
    await other.close()

    await app.world.at('2040-06-01')
    await goto(`${apply}?step=consents`)
    await page.locator('input[type=tel]').waitFor()
    await signIn('13900000012')
    expect(page.url()).toContain(`/app${apply}?step=consents`)
    expect(await page.getByRole('checkbox').first().isChecked()).toBe(true)
  })

  test('signing out leaves nothing of the person on the device', async () => {
    const { goto, page, signIn } = await app.open()
    await goto(apply)
    await page.locator('input[type=tel]').waitFor()
    await signIn('13900000013')
    await page.locator(nameField).fill('钱小芳')
    expect(await page.evaluate('JSON.stringify(localStorage)')).toContain('钱小芳')
    await goto('/me')
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.waitForURL(/join$/)
    await page.locator('.card').first().waitFor()
    expect(await page.evaluate('JSON.stringify(localStorage)')).not.toMatch(/钱小芳|personId/)
    await goto('/me')
    await page.locator('input[type=tel]').waitFor()
  })
})
