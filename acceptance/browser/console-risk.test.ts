import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultRiskWeights } from '@tongzhou/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeDemoSignIns } from '../../packages/platform/src/demo/sign-ins.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'
import { type ConsolePage, consoleRoutes, openConsole } from '../support/console.ts'

if (noBrowser) console.warn(`acceptance/browser/console-risk.test.ts skips: ${noBrowser}`)

const read = (path: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../packages/console/src/locales/zh-CN/${path}.json`), 'utf8'))
const words = read('risk')
const operator = '15499999907'
const auditor = '15499999908'
const path = '/plans/critical-illness/risk'

describe.skipIf(noBrowser)('risk settings, in the console', async () => {
  const app = await openAppWorld({ besides: [consoleRoutes()] })
  let desk: ConsolePage

  beforeAll(() => makeDemoSignIns(app.world.platform))

  const settings = async () => {
    const who = await app.world.signIn('operator')
    return (await app.world.call(who, 'GET', '/plans/critical-illness/risk-weights')).body
  }
  const weight = (code: string) =>
    desk.page.getByLabel(words.weights.label.replace('{{signal}}', words.signals[code]), { exact: true })
  const save = async () => {
    await desk.page.getByRole('button', { name: words.save.act }).press('Enter')
    await desk.page.getByRole('button', { name: words.save.confirm }).press('Enter')
  }

  test('an operator comes from the plan, sees every signal in words, and saves after a question', async () => {
    desk = await openConsole(app)
    await desk.goto('/plans')
    await desk.signIn(operator)
    const { page } = desk
    await page.locator(`a[href$="${path}"]`).click()
    await page.getByText(words.changes.none).waitFor()
    for (const code of Object.keys(defaultRiskWeights)) {
      expect(await weight(code).inputValue()).toBe(String(defaultRiskWeights[code as 'same-file']))
    }
    expect(await page.getByRole('button', { name: words.save.act }).isDisabled()).toBe(true)
    await weight('same-file').fill('101')
    await page.getByText(words.save.invalid).waitFor()
    expect(await page.getByRole('button', { name: words.save.act }).isDisabled()).toBe(true)
    await weight('same-file').fill('7')
    await page.getByRole('button', { name: words.hospitals.add }).press('Enter')
    await page.getByLabel(words.hospitals.hospital, { exact: true }).fill('虚构第一医院')
    await page.getByLabel(words.hospitals.member, { exact: true }).fill('hospital.example')
    await page.getByRole('button', { name: words.save.act }).press('Enter')
    await page.getByText(words.save.means).waitFor()
    await desk.inspect('risk-confirm')
    expect((await settings()).setAt).toBeNull()
    // The question names the hospital too: what is waited for is the answer.
    const saved = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok())
    await page.getByRole('button', { name: words.save.confirm }).press('Enter')
    await saved
    await page.getByText(words.save.means).waitFor({ state: 'hidden' })
    await page.getByText('虚构第一医院（hospital.example）').waitFor()
    expect(await settings()).toMatchObject({
      weights: { ...defaultRiskWeights, 'same-file': 7 },
      attestingHospitals: [{ hospital: '虚构第一医院', member: 'hospital.example' }],
    })
    await desk.inspect('risk')
  })

  test('what somebody else saved meanwhile is not undone', async () => {
    const other = await app.world.signIn('operator')
    const { attestingHospitals, edition, weights } = await settings()
    app.world.platform.clock.advance({ minutes: 1 })
    await weight('same-file').fill('8')
    const put = { edition, weights: { ...weights, 'shared-phone': 1 }, attestingHospitals }
    await app.world.call(other, 'PUT', '/plans/critical-illness/risk-weights', put)
    await save()
    await desk.page.getByText(read('problems')['risk-settings-changed']).waitFor()
    expect((await settings()).weights).toMatchObject({ 'same-file': 7, 'shared-phone': 1 })
  })

  test('an auditor reads it on a phone, with who changed what, and can change nothing', async () => {
    const phone = await openConsole(app, { width: 360 })
    await phone.goto(path)
    await phone.signIn(auditor)
    await phone.page.getByText(words.reader).waitFor()
    await phone.page.getByText('虚构第一医院（hospital.example）').waitFor()
    expect(await phone.page.locator('input').count()).toBe(0)
    expect(await phone.page.getByRole('button', { name: words.save.act }).count()).toBe(0)
    await phone.inspect('risk-auditor')
    const operatorPhone = await openConsole(app, { width: 360 })
    await operatorPhone.goto(path)
    await operatorPhone.signIn(operator)
    await operatorPhone.page.getByRole('button', { name: words.hospitals.add }).waitFor()
    await operatorPhone.inspect('risk')
  })
})
