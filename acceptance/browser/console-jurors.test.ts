import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { system } from '../../packages/platform/src/commit/commit.ts'
import { makeDemoSignIns } from '../../packages/platform/src/demo/sign-ins.ts'
import { loadPlan } from '../../packages/platform/src/plans/index.ts'
import { Board, madeKeepers, planWithBoard } from '../../packages/platform/test/made-up-board.ts'
import { readyDispute } from '../../packages/platform/test/made-up-disputes.ts'
import { addJurors } from '../../packages/platform/test/made-up-jurors.ts'
import { addParticipants } from '../../packages/platform/test/made-up-sharing.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'
import { joined } from '../support/cases.ts'
import { type ConsolePage, consoleRoutes, openConsole } from '../support/console.ts'

if (noBrowser) console.warn(`acceptance/browser/console-jurors.test.ts skips: ${noBrowser}`)

const read = (path: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../packages/console/src/locales/zh-CN/${path}.json`), 'utf8'))
const words = read('review-board')
const filled = (text: string, facts: Record<string, string | number>) =>
  Object.entries(facts).reduce((told, [name, value]) => told.replaceAll(`{{${name}}}`, String(value)), text)

/** Sorted before the shipped plans. */
const plan: PlanVersion = { ...planWithBoard(), plan: 'a-board-plan' }
const operator = '15499999907'
const auditor = '15499999908'

describe.skipIf(noBrowser)('jurors, in the console', async () => {
  const app = await openAppWorld({ besides: [consoleRoutes()] })
  const { platform } = app.world
  const { database } = platform
  const board = new Board(platform, app.world.leafFile, await madeKeepers(['a.example']))
  let desk: ConsolePage
  let juror: string
  let jurorPerson: string

  beforeAll(async () => {
    await makeDemoSignIns(platform)
    const loaded = await loadPlan(platform, { key: 'board', actor: system, source: JSON.stringify(plan) })
    if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
    await addParticipants(database, plan, { first: 1_001n, count: 60, joinedOn: '2039-06-02' })
    await addJurors(database, { first: 1_021n, count: 40, planCode: plan.plan, passedOn: '2039-09-02' })
    const member = await joined(app.world, plan, '1990-05-05')
    await sql`update participants set joined_on = '2039-06-02' where participant_id = ${member.participantId}`.execute(
      database,
    )
    await app.world.call(member, 'POST', `/plans/${plan.plan}/jurors`)
    const { rows } = await sql<{ id: string }>`
      select juror_id::text as id from jurors where person_id = ${member.personId}`.execute(database)
    juror = rows[0]!.id
    jurorPerson = member.personId.toString()
    const decided = await dispute('TEST-0001', 1_001n)
    await board.answer(decided, (place) => place !== 1)
    await board.work()
    for (const { personId } of (await board.seated(decided)).slice(1)) {
      await board.vote(decided, personId, { choice: 'pay', clause: '1' })
    }
    platform.clock.advance({ hours: 72 })
    await board.work()
    await dispute('TEST-0002', 1_002n)
  })

  async function dispute(caseReference: string, participantId: bigint): Promise<string> {
    const reference = await readyDispute(board, plan, { caseReference, participantId, on: '2039-12-20' })
    await board.work()
    return reference
  }

  const fact = (one: ConsolePage, name: string) =>
    one.page
      .locator('.facts > div', { has: one.page.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
      .locator('dd')
      .first()

  test('an auditor sees the board in counts, and can change nothing', async () => {
    const phone = await openConsole(app, { width: 360 })
    await phone.goto(`/jurors?plan=${plan.plan}`)
    await phone.signIn(auditor)
    await phone.page.getByRole('heading', { name: words.panels.title }).waitFor()
    expect(await fact(phone, words.standing.active).textContent()).toBe('41')
    expect(await fact(phone, words.care.voted).textContent()).toBe('4 · 80%')
    await phone.page.getByRole('cell', { name: words.disputes.statuses.seating }).waitFor()
    expect(await phone.page.getByRole('heading', { name: words.suspend.title }).count()).toBe(0)
    const { rows } = await sql<{ pseudonym: string }>`select pseudonym from dispute_seats`.execute(database)
    const text = await phone.page.locator('main').textContent()
    for (const { pseudonym } of rows) expect(text).not.toContain(pseudonym)
    await phone.inspect('jurors-auditor')
  })

  test('from a person’s page an operator comes to the suspension with the number filled in, and no pseudonym is shown', async () => {
    for (const width of [1_440, 360]) {
      const one = await openConsole(app, { width })
      await one.goto(`/people/${jurorPerson}`)
      await one.signIn(operator)
      const link = one.page.getByRole('link', {
        name: filled(read('participants').juror['suspend-label'], { number: juror }),
      })
      await link.waitFor()
      await one.inspect('person-juror')
      const { rows } = await sql<{ pseudonym: string }>`select pseudonym from dispute_seats`.execute(database)
      const text = await one.page.locator('main').textContent()
      for (const { pseudonym } of rows) expect(text).not.toContain(pseudonym)
      await link.press('Enter')
      await one.page.getByLabel(words.suspend.juror).waitFor()
      expect(await one.page.getByLabel(words.suspend.juror).inputValue()).toBe(juror)
      await one.inspect('jurors-from-person')
    }
  })

  test('an operator suspends by keyboard, with a reason, asked twice', async () => {
    desk = await openConsole(app)
    await desk.goto(`/jurors?plan=${plan.plan}`)
    await desk.signIn(operator)
    const { page } = desk
    await page.getByText(words.appeals.none).waitFor()
    expect(await page.getByRole('button', { name: words.suspend.act }).isDisabled()).toBe(true)
    await page.getByLabel(words.suspend.juror).fill('999999')
    await page.getByLabel(words.suspend.reason).fill('在讨论中泄露他人信息。')
    await page.getByRole('button', { name: words.suspend.act }).press('Enter')
    await page.getByRole('button', { name: words.suspend.confirm, exact: true }).press('Enter')
    await page.getByText(read('problems')['juror-not-found']).waitFor()
    await page.keyboard.press('Escape')
    await page.getByLabel(words.suspend.juror).fill(juror)
    await page.getByRole('button', { name: words.suspend.act }).press('Enter')
    await page.getByText(filled(words.suspend.means, { number: juror })).waitFor()
    await desk.inspect('jurors-suspend')
    await page.getByRole('button', { name: words.suspend.confirm, exact: true }).press('Enter')
    await page.getByText(words.suspend.done).waitFor()
    await expect.poll(() => fact(desk, words.standing.suspended).textContent()).toBe('1')
  })

  test('an appeal is shown by number with its words, and decided by another operator than who suspended', async () => {
    const { rows } = await sql<{ person_id: bigint }>`
      select person_id from jurors where juror_id = ${juror}`.execute(database)
    const member = app.world.signInAs(rows[0]!.person_id)
    const appealed = await app.world.call(member, 'POST', `/plans/${plan.plan}/juror/appeal`, {
      text: '我没有这样做。',
    })
    expect(appealed.status).toBe(204)
    const { page } = desk
    await desk.goto(`/jurors?plan=${plan.plan}`)
    await page.getByText('我没有这样做。').waitFor()
    await page.getByLabel(words.appeals.decision, { exact: true }).selectOption('yes')
    await page.locator('.appeal').getByLabel(words.appeals.why).fill('已核实，申诉成立。')
    await desk.inspect('jurors-appeal')
    await page.getByRole('button', { name: words.appeals.act }).press('Enter')
    await page.getByRole('button', { name: words.appeals.confirm }).press('Enter')
    await page.getByText(read('problems')['same-person-twice']).waitFor()
    // The other operator.
    const { rows: suspended } = await sql<{ by: bigint }>`select suspended_by as by from juror_suspensions`.execute(
      database,
    )
    await sql`update juror_suspensions set suspended_by = ${suspended[0]!.by + 1_000_000n}`.execute(database)
    await page.getByRole('button', { name: words.appeals.confirm }).press('Enter')
    await page.getByText(words.appeals.none).waitFor()
    await expect.poll(() => fact(desk, words.standing.suspended).textContent()).toBe('0')
    await desk.inspect('jurors')
  })

  test('a plan without a board says so', async () => {
    const { page } = desk
    const other = { ...plan, plan: 'b-plan', disputes: { withinDays: 30, mode: 'open', clause: '1' } }
    const loaded = await loadPlan(platform, { key: 'b-plan', actor: system, source: JSON.stringify(other) })
    expect(loaded).toMatchObject({ accepted: true })
    await desk.goto('/jurors?plan=b-plan')
    await page.getByText(read('problems')['no-review-board']).waitFor()
  })
})
