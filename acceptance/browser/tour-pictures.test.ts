import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { logRoutes, publishPolicies } from '../../packages/platform/src/journal/index.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'
import { later } from '../support/later.ts'
import { makeProvedWorld, type ProvedWorld } from '../support/proofs.ts'
import type { World } from '../support/world.ts'

/** Takes the pictures of docs/tour.md anew: TONGZHOU_TOUR_PICTURES=1. Only then, because files of the repository change. */
const isWanted = process.env.TONGZHOU_TOUR_PICTURES === '1'
const folder = join(import.meta.dirname, '../../docs/pictures')
const largestBytes = 60_000

describe.runIf(isWanted && !noBrowser)('the pictures of the tour', async () => {
  let world: World
  let made: ProvedWorld
  const log = later(() => world.log)
  const publisher = later(() => made.consortium.publisher)
  const app = await openAppWorld({ day: '2020-01-02', besides: [logRoutes(log, publisher)] })
  world = app.world

  beforeAll(async () => {
    await mkdir(folder, { recursive: true })
    made = await makeProvedWorld(world)
    await made.settle()
    await publishPolicies(world.platform.database, world.log, '')
  })
  afterAll(() => made?.consortium.close())

  const pictures = [
    ['plan-in-words', '/join/critical-illness', '.action', ''],
    ['home', '/', '.card .large-figure', ''],
    ['bill', '/bills', '.card .large-figure', '.card button'],
    ['period', '/public/plans/test-plan/periods/2020-06-A', '.steps', ''],
    ['log', '/public/log', '.points', ''],
    ['me', '/me', 'nav.card', ''],
  ] as const

  test.each(pictures)('%s', async (name, path, ready, press) => {
    const { context, goto, page } = await app.open({ locale: 'en-GB' })
    // The browser's clock is years ahead of this world: no cookie would live, so the session comes as a header.
    await context.setExtraHTTPHeaders({ authorization: made.members[0]!.token })
    await goto(path)
    await page.locator(ready).first().waitFor()
    if (press !== '') {
      await page.locator(press).first().click()
      await page.locator('.added-up').waitFor()
    }
    const line = await context.newCDPSession(page)
    const { data } = await line.send('Page.captureScreenshot', { format: 'webp', quality: 80 })
    const picture = Buffer.from(data, 'base64')
    expect(picture.length).toBeLessThan(largestBytes)
    await writeFile(join(folder, `${name}.webp`), picture)
  })
})
