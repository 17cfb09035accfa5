import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { builtConsoleFolder, consoleApp } from '../../packages/platform/src/http/console-app.ts'
import type { AppWorld } from './app.ts'
import { inspectPage } from './inspect-page.ts'

const folder = process.env.TONGZHOU_BUILT_CONSOLE ?? builtConsoleFolder

/** The console's routes, for `openAppWorld({ besides: [consoleRoutes()] })`. */
export function consoleRoutes() {
  if (!existsSync(join(folder, 'index.html'))) throw new Error('the console is not built: npm run build:app')
  return consoleApp(folder)
}

export interface ConsolePage {
  readonly page: Page
  /** Goes to an address below /console. */
  goto(path: string): Promise<void>
  /** Signs in with a code, from the sign-in page that is open, and comes to the page behind it. */
  signIn(phone: string): Promise<void>
  /** axe finds nothing in both languages, nothing is wider than the screen; keeps a picture of both. */
  inspect(name: string): Promise<void>
}

/** A browser at a desk, or on a phone in a corridor. */
export async function openConsole(
  app: AppWorld,
  { locale = 'zh-CN', width = 1_440 }: { readonly locale?: string; readonly width?: number } = {},
): Promise<ConsolePage> {
  const { page } = await app.open({ locale, width })
  return {
    page,
    async goto(path) {
      await page.goto(`${app.url()}/console${path}`)
      await page.locator('h1').waitFor()
    },
    async signIn(phone) {
      // A second code is not sent within a minute of the first.
      app.world.platform.clock.advance({ minutes: 2 })
      await page.locator('input[type=tel]').fill(phone)
      await page.locator('button[type=submit]').click()
      const message = await page.locator('.trial-code').textContent()
      await page.locator('input[autocomplete=one-time-code]').fill(/[0-9]{6}/.exec(message ?? '')![0])
      await page.locator('button[type=submit]').click()
      await page.waitForURL((address) => !address.pathname.endsWith('/sign-in'))
      await page.locator('h1').waitFor()
    },
    async inspect(name) {
      for (let language = 0; language < 2; language += 1) {
        const lang = await page.locator('html').getAttribute('lang')
        await page.waitForLoadState('networkidle')
        await inspectPage(page, `console-${name}-${lang}-${width}`)
        await page.locator(`header button[lang="${lang === 'en' ? 'zh-CN' : 'en'}"]`).click()
        await page.locator(`html[lang="${lang === 'en' ? 'zh-CN' : 'en'}"]`).waitFor()
      }
    },
  }
}
