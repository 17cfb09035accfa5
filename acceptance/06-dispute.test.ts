import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ballotHash, combineShares, openShare, openVote, sealBallot } from '@tongzhou/ballot'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyEverything } from '../packages/platform/src/cli/verify-everything.ts'
import { system } from '../packages/platform/src/commit/commit.ts'
import { debtors, insertMessagesTo } from '../packages/platform/src/payments/index.ts'
import { loadPlan } from '../packages/platform/src/plans/index.ts'
import { type BoardTools, conductDisputes, memberKeepers } from '../packages/platform/src/review-board/index.ts'
import { madeUpFile, planWithBoard } from '../packages/platform/test/made-up-board.ts'
import { Case, claimBody, joined, type Member, type Office, openOffice } from './support/cases.ts'
import { type MadeConsortium, makeConsortium, memberNames } from './support/consortium.ts'
import { type Answer, openWorld } from './support/world.ts'

/**
 * A dispute from the refusal to the verdict and the appeal, through HTTP, with four members of a consortium who sign the lot and keep
 * the ballots. Jurors, claimant and officers see what their routes show, everybody else what is public.
 */
const world = await openWorld('2020-01-02')
const { platform } = world
const plan = planWithBoard()
const origin = 'log.example/journal'
let consortium: MadeConsortium
let board: BoardTools
let office: Office
let claimant: Member
const jurors: Member[] = []
let one: Case
let dispute: string
const cast = new Map<string, { readonly ballot: string; readonly sealed: string }>()

beforeAll(async () => {
  const loaded = await loadPlan(platform, { key: 'plan-of-06', actor: system, source: JSON.stringify(plan) })
  if (!loaded.accepted) throw new Error(JSON.stringify(loaded.refusal))
  office = await openOffice(world)
  claimant = await joined(world, plan, '1970-05-05')
  for (let count = 0; count < 24; count += 1) jurors.push(await joined(world, plan))
  await world.at('2020-06-01')
  consortium = await makeConsortium(platform)
  board = { keepers: memberKeepers(consortium.members, 3), origin, debtors: debtors(), tell: insertMessagesTo }
  for (const juror of jurors) expect((await world.call(juror, 'POST', `/plans/${plan.plan}/jurors`)).status).toBe(204)
  const filed = await world.call(claimant, 'POST', '/claims', claimBody(claimant, '2020-05-30'))
  one = new Case(world, office, claimant, filed.body.caseReference, new Set())
  await one.addPaper()
  await one.submit()
  await one.refuse()
})
afterAll(() => consortium.close())

/** The log is countersigned, and the board does what it can, until there is nothing left to do. */
async function work(): Promise<void> {
  do {
    await consortium.publish()
    // Members learn from the published checkpoint that the quorum has signed.
    for (const name of memberNames) await consortium.member(name).gossipNow()
  } while ((await conductDisputes(platform, board)) > 0)
}

const later = async (hours: number) => platform.clock.advance({ hours })
const ok = (answer: Answer) => {
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([expect.toBeOneOf([200, 201, 204]), expect.anything()])
  return answer.body
}
const refusalOf = ({ body, status }: Answer) => [status, body?.code]

interface Seated {
  readonly who: Member
  readonly juror: string
}

/** Everybody who was drawn answers; those in the seats, with what their case file calls them. */
async function seat(reference: string, declines = 0): Promise<Seated[]> {
  let declined = 0
  for (const who of jurors) {
    const mine = (await world.call(who, 'GET', '/jurors/cases')).body as { dispute: string; answer: string | null }[]
    if (!mine.some((each) => each.dispute === reference && each.answer === null)) continue
    const accept = declined >= declines
    declined += accept ? 0 : 1
    ok(await world.call(who, 'POST', `/disputes/${reference}/seat`, { accept }))
  }
  await work()
  const seated: Seated[] = []
  for (const who of jurors) {
    const file = await world.call(who, 'GET', `/disputes/${reference}/case-file`)
    if (file.body.juror) seated.push({ who, juror: file.body.juror })
  }
  return seated
}

/** What a juror's browser does: read, answer the quiz, seal, send. */
async function vote(reference: string, { juror, who }: Seated, choice: 'pay' | 'do-not-pay', text: string) {
  const file = ok(await world.call(who, 'GET', `/disputes/${reference}/case-file`))
  ok(await world.call(who, 'POST', `/disputes/${reference}/quiz`, { answers: [1] }))
  const { keepers, threshold } = file
  const place = { dispute: reference, juror }
  const sealed = await sealBallot({ vote: { choice, clause: '1' }, text, place, keepers, threshold })
  const answer = await world.call(who, 'POST', `/disputes/${reference}/ballot`, { sealed, replaces: file.ballot })
  cast.set(juror, { ballot: ballotHash(sealed), sealed })
  return answer
}

describe('a refusal is disputed', () => {
  test('the claimant opens it, a reviewer answers, and nobody else speaks', async () => {
    await one.dispute()
    const queue = ok(await world.call(office.reviewer, 'GET', '/review/disputes'))
    expect(queue).toMatchObject([{ caseReference: one.reference, status: 'preparing', opener: 'claimant' }])
    dispute = queue[0].dispute
    const statement = { side: 'against', text: '病历显示连续服药四十天，加入时应当告知。' }
    const path = `/disputes/${dispute}/statements`
    expect(refusalOf(await world.call(jurors[0]!, 'POST', path, statement))).toEqual([404, 'dispute-not-found'])
    expect(refusalOf(await world.call(claimant, 'POST', path, statement))).toEqual([404, 'dispute-not-found'])
    ok(await world.call(office.reviewer, 'POST', path, statement))
  })

  test('a reviewer blackens a paper and seals the case file, in which nobody can be recognised', async () => {
    const { evidenceIds } = await one.view()
    const redactions = `/claims/${one.reference}/evidence/${evidenceIds[0]}/redactions`
    const boxes = [{ x: 0.1, y: 0.1, width: 0.5, height: 0.1 }]
    const { redactionId } = ok(await world.call(office.reviewer, 'POST', redactions, { pages: [{ page: 1, boxes }] }))
    const file = { ...madeUpFile, pages: [{ redactionId, page: 1 }] }
    const path = `/disputes/${dispute}/case-file`
    const named = { ...file, summary: '古丽米热·艾比布力的申请被拒绝。' }
    expect(refusalOf(await world.call(office.reviewer, 'POST', path, named))).toEqual([422, 'personal-data-in-text'])
    const short = { ...file, questions: [] }
    expect(refusalOf(await world.call(office.reviewer, 'POST', path, short))).toEqual([422, 'questions-too-few'])
    const foreign = { ...file, pages: [{ redactionId: crypto.randomUUID(), page: 1 }] }
    expect(refusalOf(await world.call(office.reviewer, 'POST', path, foreign))).toEqual([422, 'page-not-redacted'])
    ok(await world.call(office.reviewer, 'POST', path, file))
  })
})

describe('a panel is drawn by lot', () => {
  test('out of the members’ signatures, and a program in another language draws the same', async () => {
    await work()
    const entries = ok(await world.call(null, 'GET', `/disputes/${dispute}/entries`)) as {
      index: number
      kind: string
      entry: string
    }[]
    const listed = entries.find(({ kind }) => kind === 'juror-list-committed')!
    const drawn = entries.find(({ kind }) => kind === 'panel-drawn')!
    const { references, signatures } = JSON.parse(drawn.entry).facts
    const list = await world.app.inject({ url: `/disputes/${dispute}/jurors` })
    expect(list.body.trimEnd().split('\n')).toHaveLength(24)
    expect(signatures).toHaveLength(4)
    const folder = join(world.folder, 'draw')
    mkdirSync(folder)
    const write = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value))
    writeFileSync(join(folder, 'list.txt'), list.body)
    write('entry.json', { origin, index: listed.index, entry: listed.entry })
    write('panel-drawn.json', { index: drawn.index, entry: drawn.entry })
    write('keys.json', Object.fromEntries(consortium.members.map(({ lotKey, name }) => [name, lotKey])))
    const python = spawnSync('python3', ['interop/second-lot.py', '3', folder], { encoding: 'utf8' })
    if (python.error) console.warn('acceptance/06-dispute: no python3 here, the second program was not asked')
    else expect([python.stderr, python.stdout.trim().split(' ')]).toEqual(['', references])
  })

  test('who declines is replaced in order; who was not drawn has no seat and sees no file', async () => {
    const seated = await seat(dispute, 1)
    expect(seated).toHaveLength(5)
    const outsider = jurors.find((who) => !seated.some((each) => each.who === who))!
    const path = `/disputes/${dispute}`
    expect(refusalOf(await world.call(outsider, 'GET', `${path}/case-file`))).toEqual([404, 'dispute-not-found'])
    expect(refusalOf(await world.call(null, 'GET', `${path}/case-file`))).toEqual([401, 'not-signed-in'])
  })
})

describe('the vote', () => {
  let seated: Seated[]

  test('shows the file and its pages, asks questions, and leads back to the passage after a wrong answer', async () => {
    seated = await seat(dispute)
    const [{ who }] = seated as [Seated]
    const file = ok(await world.call(who, 'GET', `/disputes/${dispute}/case-file`))
    expect(file).toMatchObject({
      statements: madeUpFile.statements,
      clause: { id: '1' },
      quizPassed: false,
      ballot: null,
    })
    expect(JSON.stringify(file)).not.toContain(one.reference)
    const { page, redactionId } = file.pages[0]
    const picture = await world.app.inject({
      url: `/disputes/${dispute}/pages/${redactionId}/${page}`,
      headers: { authorization: who.token },
    })
    expect([picture.statusCode, picture.headers['content-type']]).toEqual([200, 'image/jpeg'])
    const wrong = ok(await world.call(who, 'POST', `/disputes/${dispute}/quiz`, { answers: [0] }))
    expect(wrong).toEqual({
      passed: false,
      wrong: [{ question: 0, side: 'against', passage: '病历显示连续服药四十天' }],
    })
    const early = await sealBallot({
      vote: { choice: 'pay', clause: '1' },
      text: '',
      place: { dispute, juror: file.juror },
      keepers: file.keepers,
      threshold: file.threshold,
    })
    const sent = await world.call(who, 'POST', `/disputes/${dispute}/ballot`, { sealed: early, replaces: null })
    expect(refusalOf(sent)).toEqual([409, 'quiz-not-passed'])
  })

  test('jurors speak under their pseudonyms; personal data is caught, and a moderator hides a post', async () => {
    const [{ juror, who }] = seated as [Seated]
    const path = `/disputes/${dispute}/discussion`
    const caught = await world.call(who, 'POST', path, { words: '打我电话 138 0013 8000' })
    expect(refusalOf(caught)).toEqual([422, 'personal-data-in-text'])
    expect((await world.call(who, 'POST', path, { words: '请看第一页的日期。' })).status).toBe(204)
    const [post] = ok(await world.call(seated[1]!.who, 'GET', path))
    expect(post).toMatchObject({ juror, words: '请看第一页的日期。', hidden: null })
    const hide = await world.call(office.operator, 'POST', `${path}/${post.post}/hide`, { reason: '离题' })
    expect(hide.status).toBe(204)
    expect(ok(await world.call(who, 'GET', path))[0]).toMatchObject({ words: '', hidden: '离题' })
  })

  test('the same ballot sent 20 times at once under one key is one ballot with one answer', async () => {
    const [first] = seated as [Seated]
    const file = ok(await world.call(first.who, 'GET', `/disputes/${dispute}/case-file`))
    ok(await world.call(first.who, 'POST', `/disputes/${dispute}/quiz`, { answers: [1] }))
    const { keepers, threshold } = file
    const place = { dispute, juror: first.juror }
    const vote = { choice: 'do-not-pay', clause: '1' } as const
    const sealed = await sealBallot({ vote, text: '', place, keepers, threshold })
    const key = crypto.randomUUID()
    const send = () => world.call(first.who, 'POST', `/disputes/${dispute}/ballot`, { sealed, replaces: null }, key)
    const answers = await Promise.all(Array.from({ length: 20 }, send))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]!.body).toEqual({ dispute, juror: first.juror, ballot: ballotHash(sealed) })
    expect((await entriesOf(dispute)).filter(({ kind }) => kind === 'ballot-cast')).toHaveLength(1)
  })

  test('a ballot is changed by who names the one before', async () => {
    for (const [place, each] of seated.entries()) {
      expect((await vote(dispute, each, place < 3 ? 'pay' : 'do-not-pay', `理由 ${place}`)).status).toBe(200)
    }
    const stale = { sealed: cast.get(seated[0]!.juror)!.sealed, replaces: null }
    const again = await world.call(seated[0]!.who, 'POST', `/disputes/${dispute}/ballot`, stale)
    expect(refusalOf(again)).toEqual([409, 'ballot-cast-already'])
  })

  test('before the close nobody reads a ballot: not with the database and the server’s keys, not with two members’ keys too', async () => {
    await work()
    const { rows } = await sql<{ pseudonym: string; sealed: string }>`
      select distinct on (pseudonym) pseudonym, sealed from ballots order by pseudonym, ballot_no desc`.execute(
      platform.database,
    )
    expect(rows).toHaveLength(5)
    const ballots = rows.map(({ pseudonym: juror, sealed }) => ({ juror, sealed }))
    for (const keeper of board.keepers.all) {
      await expect(keeper.openShares(dispute, ballots)).rejects.toThrow('409')
    }
    // Whoever has stolen the keys of two members opens two shares of each ballot; three make one.
    for (const { juror, sealed } of ballots) {
      const shares = new Map<string, Uint8Array>()
      for (const name of memberNames.slice(0, 2)) {
        const { privateKey } = consortium.member(name).member.keys.ballot
        const share = await openShare({ privateKey, keeper: name, place: { dispute, juror }, sealed })
        shares.set(name, share!)
        expect(await combineShares({ sealed, shares, threshold: shares.size })).toBeNull()
      }
      expect(await combineShares({ sealed, shares, threshold: 3 })).toBeNull()
    }
    // Nor does a ballot's shape tell: all are of one length.
    expect(new Set(ballots.map(({ sealed }) => sealed.length)).size).toBe(1)
    const verdict = await world.call(null, 'GET', `/verdicts/${dispute}`)
    expect(refusalOf(verdict)).toEqual([404, 'verdict-not-there'])
  })

  test('ends by the clock, with one member down, and the verdict goes back to the claim', async () => {
    await later(72)
    const late = cast.get(seated[0]!.juror)!
    const sent = { sealed: late.sealed, replaces: late.ballot }
    const refused = await world.call(seated[0]!.who, 'POST', `/disputes/${dispute}/ballot`, sent)
    expect(refusalOf(refused)).toEqual([409, 'vote-closed'])
    await consortium.stopMember('regulator.example')
    do {
      await consortium.publish()
      for (const name of memberNames.slice(0, 3)) await consortium.member(name).gossipNow()
    } while ((await conductDisputes(platform, board)) > 0)
    const verdict = ok(await world.call(null, 'GET', `/verdicts/${dispute}`))
    expect(verdict).toMatchObject({ outcome: 'upheld', pay: 3, doNotPay: 2, invalid: 0, control: false })
    expect((await one.view()).status).toBe('approved')
    expect((await one.view()).timeline.at(-1)).toMatchObject({ kind: 'verdict-received' })
    await consortium.startMember('regulator.example')
    // Who was down is tried again after a while.
    await later(1)
    await work()
  })

  test('is recounted by anyone from public data, and each juror finds the own ballot', async () => {
    const ballots = ok(await world.call(null, 'GET', `/verdicts/${dispute}/ballots?sealed=true`)) as {
      juror: string
      choice: string
      key: string
      ballot: string
      sealed: string
      reason: string
    }[]
    expect(ballots).toHaveLength(5)
    for (const { ballot, choice, juror, key, reason, sealed } of ballots) {
      expect(cast.get(juror)).toEqual({ ballot, sealed })
      expect(ballotHash(sealed)).toBe(ballot)
      const place = { dispute, juror }
      const opened = await openVote({ voteKey: Buffer.from(key, 'base64'), place, sealed })
      expect(opened).toEqual({ choice, clause: '1' })
      expect(reason).toMatch(/^理由 \d$/)
    }
    const logged = (await entriesOf(dispute)).filter(({ kind }) => kind === 'ballots-opened')
    expect(logged.flatMap(({ facts }) => facts.ballots)).toHaveLength(5)
  })

  test('leaves no alarm at any member, and verify clean', async () => {
    for (const name of memberNames) expect(consortium.alarms(name)).toEqual([])
    const stores = { files: world.files, leafFile: consortium.leafFile }
    expect((await verifyEverything(platform, stores, undefined, 0)).finding).toBeNull()
  })

  test('stands in the library, found by illness and clause, and reviewers see it beside a like case', async () => {
    const found = ok(await world.call(null, 'GET', '/verdicts?illness=stroke&clause=1'))
    expect(found).toMatchObject([{ dispute, summary: madeUpFile.summary }])
    expect(ok(await world.call(null, 'GET', '/verdicts?illness=stroke&clause=9'))).toEqual([])
    const like = jurors.at(-1)!
    const filed = await world.call(like, 'POST', '/claims', claimBody(like, '2020-06-02'))
    const path = `/claims/${filed.body.caseReference}/similar-verdicts`
    expect(ok(await world.call(office.reviewer, 'GET', path))).toMatchObject([{ dispute }])
  })
})

describe('an appeal', () => {
  test('is heard once, on new evidence, by twice as many jurors, none of whom sat before', async () => {
    const second = jurors[0]!
    const filed = await world.call(second, 'POST', '/claims', claimBody(second, '2020-06-01'))
    const other = new Case(world, office, second, filed.body.caseReference, new Set())
    await other.addPaper()
    await other.submit()
    await other.refuse()
    const first = await decide(other, 'do-not-pay', 5)
    expect((await other.view()).status).toBe('refused')
    const early = await other.post(second, 'dispute', { statement: '再看一次。' })
    expect(refusalOf(early)).toEqual([409, 'new-evidence-missing'])
    await other.addPaper()
    const appeal = await decide(other, 'pay', 8)
    expect((await other.view()).status).toBe('approved')
    const people = (seats: readonly Seated[]) => seats.map(({ who }) => who.personId)
    expect(people(appeal).filter((person) => people(first).includes(person))).toEqual([])
    for (const name of memberNames) expect(consortium.alarms(name)).toEqual([])
  })

  /** The whole way of a dispute of a case, to its verdict. */
  async function decide(one: Case, choice: 'pay' | 'do-not-pay', seats: number): Promise<Seated[]> {
    await one.dispute()
    const queue = ok(await world.call(office.reviewer, 'GET', '/review/disputes')) as {
      dispute: string
      caseReference: string
    }[]
    const { dispute: reference } = queue.find(({ caseReference }) => caseReference === one.reference)!
    const against = { side: 'against', text: '应当告知。' }
    ok(await world.call(office.reviewer, 'POST', `/disputes/${reference}/statements`, against))
    ok(await world.call(office.reviewer, 'POST', `/disputes/${reference}/case-file`, madeUpFile))
    await work()
    const seated = await seat(reference)
    expect(seated).toHaveLength(seats)
    for (const each of seated) expect((await vote(reference, each, choice, '')).status).toBe(200)
    await later(72)
    await work()
    return seated
  }
})

/** The entries about a dispute, as anyone reads them from the log. */
async function entriesOf(reference: string) {
  const { rows } = await sql<{ entry: string; leaf_index: bigint | null }>`
    select entry, leaf_index from journal_events left join log_leaves using (event_no)
    where subject = ${`dispute/${reference}`} order by event_no`.execute(platform.database)
  return rows.map(({ entry: text, leaf_index }) => {
    const { facts, kind } = JSON.parse(text)
    return { kind: kind as string, facts, text, index: Number(leaf_index) }
  })
}
