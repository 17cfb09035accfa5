import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeDemoSignIns } from '../../packages/platform/src/demo/sign-ins.ts'
import { madeUpResidentId } from '../../packages/platform/test/made-up-people.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'
import { joined } from '../support/cases.ts'
import { type ConsolePage, consoleRoutes, openConsole } from '../support/console.ts'

if (noBrowser) console.warn(`acceptance/browser/console-people.test.ts skips: ${noBrowser}`)

const read = (path: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../packages/console/src/locales/zh-CN/${path}.json`), 'utf8'))
const words = read('staff')
const { offices, ...common } = read('common')
const { invitation } = read('session')

const plan = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../packages/platform/plans/critical-illness.json'), 'utf8'),
) as PlanVersion
const answers = Object.fromEntries(
  plan.eligibility.healthQuestions
    .filter(({ askedOf }) => askedOf?.sex !== 'female' && askedOf?.belowAgeYears === undefined)
    .map(({ barringAnswer, code }) => [code, !barringAnswer]),
)

const operator = '15499999907'
const invited = '13800000077'

describe.skipIf(noBrowser)('people in office, in the console', async () => {
  const app = await openAppWorld({ besides: [consoleRoutes()] })
  const { database } = app.world.platform
  let theirs: ConsolePage

  beforeAll(() => makeDemoSignIns(app.world.platform))

  const press = (one: ConsolePage, name: string) => one.page.getByRole('button', { name, exact: true }).click()

  test('an operator invites a reviewer, who takes the office on a phone and reaches the pages of a reviewer only', async () => {
    const desk = await openConsole(app)
    await desk.goto('/staff')
    await desk.signIn(operator)
    await desk.page.getByRole('checkbox', { name: offices.reviewer }).check()
    await desk.page.getByLabel(words.invite.phone).fill(invited)
    await press(desk, words.invite.send)
    const link = (await desk.page.locator('.invitation-link').textContent())!
    await desk.inspect('staff')

    theirs = await openConsole(app, { width: 360 })
    await theirs.page.goto(link)
    await theirs.page.getByText(invitation['sign-in-first']).waitFor()
    expect(theirs.page.url()).not.toContain('#')
    await theirs.inspect('invitation')
    await theirs.page.getByRole('link', { name: read('session').title, exact: true }).click()
    await theirs.page.locator('input[type=tel]').waitFor()
    await theirs.signIn(invited)
    await press(theirs, invitation.accept)
    await theirs.page.waitForURL(/\/console\/cases$/)
    const places = await theirs.page
      .getByRole('navigation', { name: common.menu.label })
      .getByRole('link')
      .allTextContents()
    expect(places).toEqual([common.menu.cases])
    await theirs.goto('/staff')
    await theirs.page.getByRole('heading', { name: common['not-yours'].title }).waitFor()
    await theirs.page.goto(link)
    await press(theirs, invitation.accept)
    await theirs.page.getByText(read('problems')['invitation-over']).waitFor()
  })

  test('their office is taken away by keyboard alone: they are asked to sign in, and are nobody here', async () => {
    const desk = await openConsole(app)
    await desk.goto('/staff')
    await desk.signIn(operator)
    const { rows } = await sql<{ person_id: bigint }>`select max(accepted_by) as person_id from invitations`.execute(
      database,
    )
    const link = desk.page.getByRole('link', { name: words.officer.number.replace('{{number}}', rows[0]!.person_id) })
    await link.press('Enter')
    await desk.page.getByRole('heading', { name: words['sign-ins'].title }).waitFor()
    await desk.inspect('officer')
    await desk.page.getByRole('button', { name: words.take.button }).press('Enter')
    await desk.page.getByRole('button', { name: words.confirm.yes }).press('Enter')
    await desk.page.getByText(words.officer['no-office']).waitFor()

    await theirs.goto('/cases')
    expect(new URL(theirs.page.url()).pathname).toBe('/console/sign-in')
    await theirs.signIn(invited)
    await theirs.page.getByRole('heading', { name: common['not-yours'].title }).waitFor()
  })

  test('the audit trail tells who did it, by person, kind and number; on a phone too', async () => {
    const phone = await openConsole(app, { width: 360 })
    await phone.goto('/audit')
    await phone.signIn('15499999908')
    const rows = phone.page.locator('tbody tr')
    await phone.page.getByLabel(words.audit.kind).selectOption('revoke-role')
    await expect.poll(() => rows.count()).toBe(1)
    expect(await rows.textContent()).toContain(offices.reviewer)
    await phone.page.getByLabel(words.audit.kind).selectOption('')
    const { rows: found } = await sql<{
      person_id: string
    }>`select max(accepted_by)::text as person_id from invitations`.execute(database)
    await phone.page.getByLabel(words.audit.about).fill(found[0]!.person_id)
    await phone.page.keyboard.press('Enter')
    await expect.poll(() => rows.count()).toBe(1)
    await phone.inspect('audit')
    const desk = await openConsole(app)
    await desk.goto('/audit?kind=invite-officer')
    await desk.signIn('15499999908')
    await desk.page.getByRole('table').waitFor()
    await desk.inspect('audit')
    const coming = desk.page.waitForEvent('download')
    await press(desk, common.list.csv)
    const lines = readFileSync(await (await coming).path(), 'utf8')
      .trim()
      .split('\r\n')
    expect(lines[0]!.replace('\ufeff', '')).toBe('actNo,at,personId,name,role,kind,about')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toMatch(/,operator,invite-officer,/)
    await desk.goto('/staff')
    await desk.page.getByRole('table').waitFor()
    expect(await desk.page.getByRole('button', { name: words.invite.send }).count()).toBe(0)
  })

  test('somebody is found by their phone, which stands in no address; a correction and the looks are in the trail', async () => {
    const people = read('participants')
    const desk = await openConsole(app)
    const identity = { kind: 'cn-resident-id', number: madeUpResidentId('1990-05-05', 11) }
    const member = await joined(app.world, plan, '1990-05-05', { answers, identity })
    await desk.goto('/people')
    await desk.signIn(operator)
    await desk.inspect('people')
    await desk.page.getByLabel(people.search.by).selectOption('document')
    await desk.page.getByLabel(people.search.ways.document, { exact: true }).fill(identity.number)
    await desk.page.keyboard.press('Enter')
    await desk.page.getByRole('heading', { name: people.correct.title }).waitFor()
    expect(desk.page.url()).toMatch(new RegExp(`/people/${member.personId}$`))
    await desk.page.getByLabel(people.correct.value).fill('王小明')
    await desk.page.getByLabel(people.correct.reason).fill('与证件不符。')
    await press(desk, people.correct.send)
    await desk.page.getByRole('heading', { level: 1, name: '王小明' }).waitFor()
    await desk.page.getByText('与证件不符。').waitFor()
    await desk.inspect('person')
    await desk.page.getByRole('link', { name: people.person.looks }).click()
    await desk.page.getByRole('cell', { name: words.acts['correct-person'] }).waitFor()
    await desk.page.getByRole('cell', { name: words.acts['look-at-person'] }).first().waitFor()

    const phone = await openConsole(app, { width: 360 })
    await phone.goto(`/people/${member.personId}`)
    await phone.signIn('15499999908')
    await phone.page.getByText('与证件不符。').waitFor()
    expect(await phone.page.getByRole('button', { name: people.correct.send }).count()).toBe(0)
    await phone.inspect('person')
    await phone.goto('/staff')
    await phone.page.getByRole('table').waitFor()
    await phone.inspect('staff')
  })
})
