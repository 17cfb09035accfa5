import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { system } from '../../packages/platform/src/commit/commit.ts'
import { loadPlan } from '../../packages/platform/src/plans/index.ts'
import { openControl } from '../../packages/platform/src/review-board/index.ts'
import { openedBallots, searchVerdicts } from '../../packages/platform/src/review-board/verdict-store.ts'
import { Board, madeKeepers, madeUpFile } from '../../packages/platform/test/made-up-board.ts'
import { planWithOpenVotes } from '../../packages/platform/test/made-up-disputes.ts'
import { addJurors } from '../../packages/platform/test/made-up-jurors.ts'
import { addParticipants } from '../../packages/platform/test/made-up-sharing.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'

if (noBrowser) console.warn(`acceptance/browser/app-board.test.ts skips: ${noBrowser}`)

const locales = join(import.meta.dirname, '../../packages/participant-app/src/locales')
const read = (path: string) => JSON.parse(readFileSync(path, 'utf8'))
const wordsIn = {
  'zh-CN': read(join(locales, 'zh-CN/review-board.json')),
  'en-GB': read(join(locales, 'en/review-board.json')),
}
type Locale = keyof typeof wordsIn

const bank = read(join(import.meta.dirname, '../../packages/platform/plans/critical-illness.exam.json')) as {
  readonly questions: readonly { readonly question: Two; readonly answers: readonly Two[]; readonly right: number }[]
}
type Two = { readonly en: string; readonly zh: string }
const pick = (locale: Locale, texts: Two) => (locale === 'zh-CN' ? texts.zh : texts.en)

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

describe.skipIf(noBrowser)('the review board in the app', async () => {
  const app = await openAppWorld()
  const { database } = app.world.platform
  const open = planWithOpenVotes('open-plan')
  const plan: PlanVersion = {
    ...open,
    disputes: { ...open.disputes, vote: { ...open.disputes.vote!, quorumBallots: 2 } },
  }
  let board: Board
  let dispute = ''

  beforeAll(async () => {
    const { leafFile, platform } = app.world
    const loaded = await loadPlan(platform, { key: 'open-plan', actor: system, source: JSON.stringify(plan) })
    if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
    board = new Board(platform, leafFile, await madeKeepers(['a.example', 'b.example', 'c.example'], 2))
    const actor = { role: 'operator', personId: 900_003n } as const
    const control = {
      planCode: plan.plan,
      illness: 'stroke',
      mild: false,
      file: madeUpFile,
      knownOutcome: 'pay',
    } as const
    const outcome = await openControl(platform, { key: board.key(), actor, ...control })
    if (!outcome.accepted) throw new Error(outcome.refusal.code)
    dispute = outcome.event.answer.dispute
    await board.work()
  })

  /** Whoever has signed in last, from here on in a plan, a year ago. */
  async function join(into: Pick<PlanVersion, 'plan' | 'version' | 'timeZone'>): Promise<bigint> {
    const { rows } = await sql<{ person_id: bigint }>`
      select person_id from people order by recorded_at desc, person_id desc limit 1`.execute(database)
    const first = rows[0]!.person_id
    await addParticipants(database, into as PlanVersion, { first, count: 1, joinedOn: '2039-01-02' })
    return first
  }

  const castOf = async (personId: bigint) => {
    const { rows } = await sql<{ pseudonym: string; hash: Buffer }>`
      select b.pseudonym, b.hash from ballots b join disputes d using (dispute_id)
        join dispute_seats s on s.dispute_id = d.dispute_id and s.pseudonym = b.pseudonym
      where d.reference = ${dispute} and s.person_id = ${personId} order by b.ballot_no`.execute(database)
    return rows.map(({ hash, pseudonym }) => ({ juror: pseudonym, ballot: hash.toString('base64') }))
  }

  const voters: { readonly juror: string; readonly choice: string; readonly reason: string }[] = []

  test.each([
    ['zh-CN', 360, '13900000011', 'pay', 'do-not-pay'],
    ['en-GB', 1_280, '13900000012', 'do-not-pay', 'pay'],
  ] as const)('a juror takes part, reads, votes and votes anew (%s, %i pixels wide)', async (...given) => {
    const [locale, width, phone, first, last] = given
    const words = wordsIn[locale]
    const { goto, inspect, page, signIn } = await app.open({ locale, width })
    const choose = (name: string) => page.getByRole('radio', { name, exact: true }).check()
    await goto('/board')
    await signIn(phone)
    const personId = await join(plan)
    await addJurors(database, { first: personId, count: 1, planCode: plan.plan, passedOn: '2039-06-01' })

    await goto('/board')
    await page.getByRole('heading', { name: words.tasks['take-seat'] }).waitFor()
    await inspect('board')
    await page.getByRole('link', { name: dispute }).click()
    await page.getByRole('button', { name: words.seat.take }).waitFor()
    await inspect('board-seat')
    await press(page, words.seat.take)

    await page.getByText(madeUpFile.statements.against).waitFor()
    await choose('三周')
    await press(page, words.quiz.answer)
    await page.locator('blockquote', { hasText: madeUpFile.questions[0]!.passage.text }).waitFor()
    await inspect('board-case-file')
    await choose('四十天')
    await press(page, words.quiz.answer)
    await page.locator('textarea').fill(`${words.guide.alone}`)
    await press(page, words.discussion.post)
    await page.locator('.posts', { hasText: words.guide.alone }).waitFor()

    await press(page, words.ballot.to)
    await press(page, words.ballot.cast)
    await page.getByText(words.ballot.missing).waitFor()
    await choose(words.choices[first])
    await page.locator('textarea').fill('13812345678')
    await page.locator('mark', { hasText: '13812345678' }).waitFor()
    await press(page, words.ballot.cast)
    await page.getByText(words.ballot.warned).waitFor()
    await inspect('board-ballot')
    expect(await castOf(personId)).toEqual([])
    await page.locator('textarea').fill(words.guide.rules)
    await press(page, words.ballot.cast)
    await page.getByRole('heading', { name: words.receipt.title }).waitFor()
    await inspect('board-receipt')
    const [cast] = await castOf(personId)
    expect(await page.locator('.card .facts .hash').allTextContents()).toEqual([cast!.juror, cast!.ballot])

    await page.reload()
    await page.getByRole('heading', { name: words.receipt.title }).waitFor()
    await press(page, words.ballot.change)
    await choose(words.choices[last])
    await page.locator('textarea').fill(words.guide.task)
    await press(page, words.ballot.cast)
    await page.locator('.facts .hash', { hasText: cast!.juror }).waitFor()
    const both = await castOf(personId)
    expect(both).toHaveLength(2)
    await page.getByText(both[1]!.ballot).waitFor()
    voters.push({ juror: cast!.juror, choice: last, reason: words.guide.task })
  })

  test.each([
    ['zh-CN', 360, '13900000013', true],
    ['en-GB', 1_280, '13900000014', false],
  ] as const)('the examination, one question at a time (%s, %i pixels wide)', async (locale, width, phone, passes) => {
    const words = wordsIn[locale]
    const { goto, inspect, page, signIn } = await app.open({ locale, width })
    await goto('/board')
    await signIn(phone)
    await join({ plan: 'critical-illness', version: 1, timeZone: 'Asia/Shanghai' })
    await goto('/public/juror-guide/critical-illness')
    await page.getByRole('button', { name: words.guide['to-exam'] }).waitFor()
    await inspect('board-guide')
    await goto('/board/jurors/critical-illness')
    await page.getByRole('button', { name: words.juror['to-exam'] }).waitFor()
    await inspect('board-may-become')
    await press(page, words.juror['to-exam'])
    await press(page, words.exam.begin)
    for (let at = 1; at <= 20; at += 1) {
      const asked = (await page.locator('.question').textContent()) ?? ''
      const question = bank.questions.find((one) => pick(locale, one.question) === asked)!
      const answer = question.answers[passes || at % 2 === 0 ? question.right : (question.right + 1) % 4]!
      await page.getByRole('radio', { name: pick(locale, answer), exact: true }).check()
      if (at === 1) await inspect('board-exam')
      if (at === 20) break
      await press(page, words.exam.next)
      await expect.poll(() => page.locator('.question').textContent()).not.toBe(asked)
    }
    await press(page, words.exam['hand-in'])
    await page.getByRole('heading', { name: words.exam[passes ? 'passed' : 'failed'] }).waitFor()
    expect(await page.locator('.result section').count()).toBe(passes ? 1 : 11)
    await inspect('board-exam-result')
    await goto('/board/jurors/critical-illness')
    if (!passes) return page.getByText(words.exam['next-try']).waitFor()
    await press(page, words.juror.pause)
    await page.getByText(words.bars.paused).waitFor()
    await inspect('board-juror')
    await press(page, words.juror.resume)
    await page.getByRole('heading', { name: words.juror.serving }).waitFor()
    await press(page, words.juror.leave)
    await press(page, words.juror['leave-now'])
    await page.getByText(words.bars.left).waitFor()
  })

  test('the ballots open to what was clicked last, and anybody counts them again', async () => {
    app.world.platform.clock.advance({ hours: 72 })
    await board.work()
    const ballots = await openedBallots(database, dispute, { after: '', limit: 10 })
    const byName = (one: { readonly juror: string }, other: { readonly juror: string }) =>
      one.juror < other.juror ? -1 : 1
    expect(ballots.map(({ choice, juror, reason }) => ({ juror, choice, reason }))).toEqual(voters.toSorted(byName))
    expect(await searchVerdicts(database, { dispute, limit: 1, offset: 0 })).toMatchObject([{ pay: 1, doNotPay: 1 }])
    for (const [locale, width] of [
      ['zh-CN', 360],
      ['en-GB', 1_280],
    ] as const) {
      const words = wordsIn[locale]
      const { goto, inspect, page } = await app.open({ locale, width })
      await goto('/public/verdicts')
      await page.getByRole('link', { name: dispute }).waitFor()
      await page.locator('select').first().selectOption('open-plan')
      await page.locator('select').nth(1).selectOption('stroke')
      await page.locator('select').nth(2).selectOption('1')
      await page.getByRole('link', { name: dispute }).waitFor()
      await inspect('board-verdicts')
      await page.getByRole('link', { name: dispute }).click()
      await press(page, words.recount.start)
      await page.getByRole('heading', { name: words.recount.same }).waitFor()
      await inspect('board-verdict')
    }
    const { page, goto } = await app.open({})
    await database.transaction().execute(async (forger) => {
      await sql`set local session_replication_role = replica`.execute(forger)
      await sql`update ballots set sealed = replace(sealed, '"format":1', '"format":1 ')`.execute(forger)
    })
    await goto(`/public/verdicts/${dispute}`)
    await press(page, wordsIn['zh-CN'].recount.start)
    await page.getByRole('heading', { name: wordsIn['zh-CN'].recount.differs }).waitFor()
  })
})
