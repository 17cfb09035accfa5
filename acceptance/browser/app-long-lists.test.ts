import { beforeAll, describe, expect, test } from 'vitest'
import { planVersion } from '../../packages/platform/src/plans/index.ts'
import { addPublishedCases, addSettledPeriods } from '../../packages/platform/test/made-up-sharing.ts'
import { type AppPage, noBrowser, openAppWorld } from '../support/app.ts'
import { busyTimes } from '../support/first-visit.ts'

if (noBrowser) console.warn(`acceptance/browser/app-long-lists.test.ts skips: ${noBrowser}`)

const plan = 'critical-illness'
const periods = 10_000
const cases = 10_000
const newestPeriod = '2039-12-B'
const mostNodes = 2_000
const longestTaskMilliseconds = 200
/** What else a machine does only lengthens tasks: they are set against how busy it is, and the calmest of a few tries counts. */
const mostTries = 5

/** A busy machine takes longer than a second for a page. */
const patiently = { timeout: 20_000 }

const watchTasks = `
  window.longest = 0
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.longest = Math.max(window.longest, duration)
  }).observe({ type: 'longtask', buffered: true })`

/** Scrolls to the end, a screen at a time, and says how long the longest task was that kept the page from answering. */
async function scrollThrough({ page }: AppPage): Promise<number> {
  await page.evaluate('window.longest = 0')
  await page.mouse.move(180, 400)
  const screens = Math.ceil(Number(await page.evaluate('document.documentElement.scrollHeight / innerHeight')))
  for (let screen = 0; screen < screens; screen += 1) {
    await page.mouse.wheel(0, 700)
    await page.evaluate('new Promise(requestAnimationFrame)')
  }
  await expect
    .poll(() => page.evaluate('scrollY + innerHeight >= document.documentElement.scrollHeight - 2'), patiently)
    .toBe(true)
  return Number(await page.evaluate('window.longest'))
}

describe.skipIf(noBrowser)(`a plan with ${periods} periods and ${cases} cases in one of them`, async () => {
  const app = await openAppWorld()
  beforeAll(async () => {
    const { database } = app.world.platform
    const version = await planVersion(database, plan, 1)
    await addSettledPeriods(database, version, periods)
    await addPublishedCases(database, version, newestPeriod, cases)
  })

  /** Opens a list, waits for what it must show, scrolls to its end; the calmest of a few tries must have had no long pause. */
  async function isSmooth(name: string, path: string, shows: (opened: AppPage) => Promise<void>): Promise<void> {
    let longest = Number.POSITIVE_INFINITY
    for (let tries = 0; tries < mostTries && longest >= longestTaskMilliseconds; tries += 1) {
      const opened = await app.open()
      const { context, goto, page } = opened
      await page.addInitScript(watchTasks)
      await goto(path)
      await shows(opened)
      const shown = Number(await page.evaluate('window.longest'))
      expect(Number(await page.evaluate("document.querySelectorAll('*').length"))).toBeLessThan(mostNodes)
      const task = Math.max(shown, await scrollThrough(opened))
      longest = Math.min(longest, task / (await busyTimes(page)))
      await context.close()
    }
    console.log(`${name}: no task longer than ${Math.round(longest)} ms on an idle machine`)
    expect(longest).toBeLessThan(longestTaskMilliseconds)
  }

  test.each([
    ['the newest', '', newestPeriod],
    ['in the middle', '?page=200', null],
    ['the oldest', '?page=417', '1623-05-A'],
  ])('%s of them are shown without a pause, and scroll without one', async (which, search, period) => {
    await isSmooth(`${which} of ${periods} periods`, `/public/plans/${plan}/periods${search}`, async ({ page }) => {
      await page.locator('.period-list li').first().waitFor()
      if (period !== null) await page.getByRole('link', { name: period }).waitFor()
    })
  })

  test.each([
    ['the newest', ''],
    ['in the middle', '?page=250'],
    ['the oldest', '?page=500'],
  ])('cases, %s: shown without a pause, and scroll without one', async (which, search) => {
    await isSmooth(`${which} of ${cases} cases`, `/public/plans/${plan}/cases${search}`, ({ page }) =>
      page.getByRole('heading', { level: 2 }).nth(19).waitFor(),
    )
  })

  test('a period that helped all of them shows thirty, and thirty more when asked', async () => {
    await isSmooth(
      `a period with ${cases} cases`,
      `/public/plans/${plan}/periods/${newestPeriod}`,
      async ({ page }) => {
        const shown = page.locator('.case-list > li')
        await shown.nth(29).waitFor()
        expect(await shown.count()).toBe(30)
        await page.getByRole('button', { name: '显示更多' }).click()
        await expect.poll(() => shown.count(), patiently).toBe(60)
      },
    )
  })

  test('whoever comes back from one of them is where they were', async () => {
    const { goto, page } = await app.open()
    await goto(`/public/plans/${plan}/periods`)
    const last = page.locator('.period-list a').last()
    await last.scrollIntoViewIfNeeded()
    const at = Number(await page.evaluate('scrollY'))
    expect(at).toBeGreaterThan(1_000)
    await last.click()
    await page.waitForURL(/periods\/.+/)
    await expect.poll(() => page.evaluate('scrollY'), patiently).toBe(0)
    await page.goBack()
    await page.locator('.period-list').waitFor()
    await expect.poll(() => page.evaluate('scrollY'), patiently).toBe(at)
  })
})
