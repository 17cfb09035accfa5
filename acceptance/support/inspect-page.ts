import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Where pictures of pages are kept. */
export const screenshots = process.env.TONGZHOU_SCREENSHOTS ?? join(tmpdir(), 'tongzhou-screenshots')

/** Keeps a picture of the whole page as it stands; axe finds nothing, and nothing is wider than the screen. */
export async function inspectPage(page: Page, name: string): Promise<void> {
  const screen = page.viewportSize()!
  // The whole page at once: nothing lies half behind something fixed that one scroll would show.
  const whole = Number(await page.evaluate('document.documentElement.scrollHeight'))
  await page.setViewportSize({ width: screen.width, height: Math.max(whole, screen.height) })
  await page.screenshot({ path: join(screenshots, `${name}.png`) })
  // The pages hold no frames: without them axe needs no second page to end on.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  expect(found, `axe at ${name}`).toEqual([])
  const wide = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  expect(wide, `${name} is wider than the screen`).toBeLessThanOrEqual(0)
  await page.setViewportSize(screen)
}
