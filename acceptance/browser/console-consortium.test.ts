import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeDemoSignIns } from '../../packages/platform/src/demo/sign-ins.ts'
import type { Routes } from '../../packages/platform/src/http/app.ts'
import { logRoutes, publishPolicies } from '../../packages/platform/src/journal/index.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'
import { consoleRoutes, openConsole } from '../support/console.ts'
import { type MadeConsortium, makeConsortium, memberNames } from '../support/consortium.ts'

if (noBrowser) console.warn(`acceptance/browser/console-consortium.test.ts skips: ${noBrowser}`)

const words = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../packages/console/src/locales/zh-CN/journal.json'), 'utf8'),
)

describe.skipIf(noBrowser)('the consortium, in the console', async () => {
  let made: MadeConsortium
  const served: Routes = async (app, platform) => {
    made = await makeConsortium(platform)
    await publishPolicies(platform.database, made.files, '')
    await logRoutes(made.files, made.publisher)(app, platform)
  }
  const app = await openAppWorld({ besides: [consoleRoutes(), served] })

  beforeAll(() => makeDemoSignIns(app.world.platform))
  afterAll(() => made?.close())

  test('shows four members that keep up, then the one that was stopped, and the policy', async () => {
    expect(await made.publish()).toBeGreaterThan(0)
    const desk = await openConsole(app)
    await desk.goto('/consortium')
    await desk.signIn('15499999908')
    await desk.page.getByText(words.alarms.none).waitFor()
    expect(await desk.page.locator('tbody .tag[data-tone=good]').count()).toBe(4)
    await desk.page.locator('.policy', { hasText: 'quorum' }).waitFor()
    await made.stopMember(memberNames[3]!)
    const operator = await app.world.signIn('operator')
    const plan = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../packages/platform/plans/critical-illness.json'), 'utf8'),
    )
    await app.world.call(operator, 'POST', '/plans', { text: JSON.stringify({ ...plan, plan: 'another-plan' }) })
    await made.publish()
    const phone = await openConsole(app, { width: 360 })
    await phone.goto('/consortium')
    await phone.signIn('15499999907')
    await phone.page.getByText(words.alarms['goes-on']).waitFor()
    await phone.inspect('consortium')
    await desk.page.getByText(words.alarms['goes-on']).waitFor()
    await desk.inspect('consortium')
  })
})
