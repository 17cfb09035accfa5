import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { demoSignIns, makeDemoSignIns } from '../../packages/platform/src/demo/sign-ins.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'
import { consoleRoutes, openConsole } from '../support/console.ts'
import { consoleOffices, consolePages } from '../support/pages-by-offices.ts'

if (noBrowser) console.warn(`acceptance/browser/console-pages.test.ts skips: ${noBrowser}`)

const texts = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../packages/console/src/locales/zh-CN/common.json'), 'utf8'),
)

/** Of things that are not there: a page opens all the same, and says so. */
const addressOf = (path: string) => path.replaceAll(/:\w+/g, '1')

describe.skipIf(noBrowser)('every page of the console', async () => {
  const app = await openAppWorld({ besides: [consoleRoutes()] })
  const pages = consolePages()

  beforeAll(() => makeDemoSignIns(app.world.platform))

  test('asks whoever is not signed in to sign in', async () => {
    const { goto, page } = await openConsole(app)
    for (const { path } of pages) {
      await goto(addressOf(path))
      expect(new URL(page.url()).pathname).toBe('/console/sign-in')
    }
  })

  test.each(consoleOffices)('opens for a %s, or is refused, as docs/console-pages.md says', async (office) => {
    const { goto, page, signIn } = await openConsole(app)
    await goto('/sign-in')
    await signIn(demoSignIns.find(({ role }) => role === office)!.phone)
    const found: Record<string, boolean> = {}
    for (const { path } of pages) {
      await page.goto(`${app.url()}/console${addressOf(path)}`)
      await page.locator('#page h1').waitFor()
      const title = (await page.locator('#page h1').textContent())!
      expect(title).not.toBe(texts['not-found'].title)
      found[path] = title !== texts['not-yours'].title
    }
    expect(found).toEqual(Object.fromEntries(pages.map(({ offices, path }) => [path, offices.includes(office)])))
  })
})
