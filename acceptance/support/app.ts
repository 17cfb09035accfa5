import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Routes } from '../../packages/platform/src/http/app.ts'
import { builtAppFolder, participantApp } from '../../packages/platform/src/http/participant-app.ts'
import { checkPage } from '../../packages/platform/src/journal/index.ts'
import { loadShippedPlans } from '../../packages/platform/src/plans/index.ts'
import { madeUpResidentId } from '../../packages/platform/test/made-up-people.ts'
import { inspectPage, screenshots } from './inspect-page.ts'
import { openWorld, type World } from './world.ts'

/** Debian's browser; nothing is downloaded. */
const executablePath = '/usr/bin/chromium'
/** Why tests of the app can't run here, or null. */
export const noBrowser = existsSync(executablePath) ? null : 'no Chromium here: apt-get install chromium'
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
/** A build elsewhere, for whoever works on pages while others build: `npx vite build --outDir <folder>` in the app's folder. */
const folder = process.env.TONGZHOU_BUILT_APP ?? builtAppFolder

/** The day of a world with the app: ahead of the real one, so that the browser keeps cookies that end by the world's clock. */
export const appDay = '2040-01-03'

export interface AppWorld {
  readonly world: World
  readonly url: () => string
  /** A phone, or a desk, with nothing on it. */
  open(options?: OpenOptions): Promise<AppPage>
}

interface OpenOptions {
  readonly locale?: string
  readonly width?: number
  readonly large?: boolean
  /** Pages are inspected in the other language too; for a test that clicks its way in one. */
  readonly inspectsBoth?: boolean
}

export interface AppPage {
  readonly page: Page
  readonly context: BrowserContext
  /** Goes to an address below /app. */
  goto(path: string): Promise<void>
  /** Signs in with a code, from the sign-in page that is open. */
  signIn(phone: string): Promise<void>
  /** axe finds nothing in normal and large type, nothing is wider than the screen; keeps a picture of both. */
  inspect(name: string): Promise<void>
}

export interface AppWorldOptions {
  readonly day?: string
  /** Routes besides the usual ones. */
  readonly besides?: readonly Routes[]
  /** Settings of the built-in gateway. */
  readonly gateway?: object
}

/** A platform with the built app and the shipped plans, and a browser. Ends after the file's tests. */
export async function openAppWorld({ besides = [], day = appDay, gateway }: AppWorldOptions = {}): Promise<AppWorld> {
  if (!existsSync(join(folder, 'index.html'))) throw new Error('the app is not built: npm run build:app')
  const world = await openWorld(day, [participantApp(folder), await checkPage(), ...besides], gateway)
  let browser: Browser
  let url = ''
  beforeAll(async () => {
    await mkdir(screenshots, { recursive: true })
    await loadShippedPlans(world.platform)
    url = await world.app.listen({ host: '127.0.0.1', port: 0 })
    // Without a locale, as in a bare shell, it saves files with Chinese names as "download".
    const env = { ...process.env, LANG: 'C.UTF-8' }
    browser = await chromium.launch({ executablePath, args: quiet, env })
  })
  afterAll(() => browser?.close())
  return {
    world,
    url: () => url,
    async open({ inspectsBoth = false, large = false, locale = 'zh-CN', width = 360 } = {}) {
      const context = await browser.newContext({ locale, viewport: { width, height: 740 }, reducedMotion: 'reduce' })
      const page = await context.newPage()
      page.on('pageerror', (fault) => {
        throw fault
      })
      if (large) await context.addInitScript("localStorage.setItem('tongzhou.type-size', 'large')")
      return appPage(url, page, context, { locale, width, inspectsBoth })
    },
  }
}

const otherLocale = { 'zh-CN': 'en-GB', 'en-GB': 'zh-CN' } as Readonly<Record<string, string>>

/** To the other language, by the button that each page has. */
async function switchLanguage(page: Page): Promise<void> {
  const other = (await page.locator('button.switch[lang]').getAttribute('lang'))!
  await page.locator('button.switch[lang]').click()
  await page.locator(`html[lang="${other}"]`).waitFor()
}

/** In normal and in large type. */
async function inspectSizes(page: Page, name: string): Promise<void> {
  for (const size of ['normal', 'large']) {
    await page.evaluate(`document.documentElement.dataset.type = '${size}'`)
    await inspectPage(page, `${name}-${size}`)
  }
}

function appPage(
  url: string,
  page: Page,
  context: BrowserContext,
  { inspectsBoth, locale, width }: Required<Pick<OpenOptions, 'inspectsBoth' | 'locale' | 'width'>>,
): AppPage {
  return {
    page,
    context,
    goto: async (path) => {
      await page.goto(`${url}/app${path}`)
      await page.locator('h1').waitFor()
    },
    async signIn(phone) {
      await page.locator('input[type=tel]').fill(phone)
      await page.locator('button[type=submit]').click()
      const message = await page.locator('.card[data-tone=heed]').textContent()
      await page.locator('input[autocomplete=one-time-code]').fill(/[0-9]{6}/.exec(message ?? '')![0])
      await page.locator('button[type=submit]').click()
      await page.waitForURL((address) => !address.pathname.endsWith('/sign-in'))
      await page.locator('h1').waitFor()
    },
    async inspect(name) {
      await inspectSizes(page, `${name}-${locale}-${width}`)
      if (!inspectsBoth) return
      await switchLanguage(page)
      await inspectSizes(page, `${name}-${otherLocale[locale]}-${width}`)
      await switchLanguage(page)
    },
  }
}

export interface Joiner {
  readonly name: string
  readonly phone: string
  /** `1990-05-05`. */
  readonly born: string
  /** Of those born on that day; odd: male. */
  readonly sequence: number
}

/** Signs in and joins the shipped plan for critical illness, in Chinese, to the page that says so. */
export async function joinPlan(
  { goto, page, signIn }: AppPage,
  { born, name, phone, sequence }: Joiner,
): Promise<void> {
  await goto('/join/critical-illness/apply')
  await page.locator('input[type=tel]').waitFor()
  await signIn(phone)
  await page.locator('input[maxlength="100"]').fill(name)
  await page.locator('input[maxlength="60"]').fill(madeUpResidentId(born, sequence))
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
