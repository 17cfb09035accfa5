import { createHash } from 'node:crypto'
import { commitmentTo } from '@tongzhou/core'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { claimStepSource, publishedCaseSource } from '../packages/platform/src/claims/index.ts'
import { sequenceAll, verify } from '../packages/platform/src/journal/index.ts'
import {
  ballotsAsLogged,
  disputeStepSource,
  disputesAreTheirSteps,
} from '../packages/platform/src/review-board/index.ts'
import { openControl } from '../packages/platform/src/review-board/open-control.ts'
import { Board, madeKeepers, madeUpFile } from '../packages/platform/test/made-up-board.ts'
import { readyDispute } from '../packages/platform/test/made-up-disputes.ts'
import {
  findControls,
  fitting,
  linkToClaims,
  type PublishedCase,
  shapeOf,
  waysToPick,
} from './recognition/attacks-on-cases.ts'
import {
  linkByPlaceInList,
  linkByWeight,
  linkPseudonyms,
  linkSeatsToPseudonyms,
  voteFromEntry,
  voteFromSize,
  waysToLay,
} from './recognition/attacks-on-jurors.ts'
import { type Attempt, isBetter, mostByGuessing } from './recognition/guessing.ts'
import { Hundred, secretsSaid } from './recognition/hundred-disputes.ts'
import {
  changed,
  disputesBesideClaims,
  listsSortedByPerson,
  pseudonymsAsDrawn,
  pseudonymsByPerson,
  votesInIds,
} from './recognition/leaks.ts'
import { chanceOf, makeTown, type Town } from './recognition/made-up-town.ts'
import {
  ask,
  comparable,
  type PublicEntry,
  type PublicView,
  publicParameters,
  publicPaths,
  readPublic,
} from './recognition/public-view.ts'
import {
  disputeOfSubject,
  entriesByDispute,
  ownersOfReferences,
  publicBallots,
  publicLists,
  seatsOf,
  type TrueSeat,
} from './recognition/truth.ts'
import { openWorld } from './support/world.ts'

/**
 * An attacker reads everything that is public about a hundred disputes, panels and open votes, with appeals, objections, withdrawn and
 * control cases, declined seats and changed ballots, and tries to recognise somebody. Each try is a test: it does no better than guessing,
 * where "better" comes by luck once in a million runs, or it finds nothing. Beside most of them the same try is made on data with a leak,
 * and succeeds. What is public by design is docs/decisions/0016-what-the-board-shows.md. TONGZHOU_RECOGNITION_ROUNDS makes more of
 * them, twenty a round.
 */
const rounds = Number(process.env.TONGZHOU_RECOGNITION_ROUNDS ?? 5)
const world = await openWorld('2020-06-07')
const { platform } = world
const periods = ['2020-06-A']
const measured: Record<string, string> = {}
let town: Town
let hundred: Hundred
let board: Board
let view: PublicView
let seats: readonly TrueSeat[]
let references: readonly string[]
let owners: ReadonlyMap<string, bigint>

beforeAll(async () => {
  const chance = chanceOf(14)
  town = await makeTown(platform, chance)
  board = new Board(platform, world.leafFile, await madeKeepers())
  hundred = new Hundred(platform, board, town, chance)
  await hundred.publish('2020-06-A', 10)
  await sequenceAll(platform, world.leafFile)
  for (let round = 0; round < rounds; round += 1) await hundred.round(round)
  references = hundred.disputes.map(({ reference }) => reference)
  view = await readPublic(world, {
    plan: [town.panelPlan.plan, town.openPlan.plan],
    version: ['1'],
    period: periods,
    code: ['dispute-not-found'],
    dispute: references,
  })
  seats = await seatsOf(world)
  owners = await ownersOfReferences(world, [...publicLists(view).keys()])
}, 300_000)

/** Keeps what an attack did, and fails where it did better than guessing. */
function expectGuessing(name: string, { chances, hits }: Attempt, fewest = 20): void {
  expect(chances.length, `${name}: too few tries`).toBeGreaterThanOrEqual(fewest)
  const most = mostByGuessing(chances)
  expect(most, `${name}: a try that can not be better than guessing`).toBeLessThan(chances.length)
  const expected = chances.reduce((sum, chance) => sum + chance, 0)
  measured[name] = `${hits} of ${chances.length}, by guessing ${expected.toFixed(1)}, at most ${most}`
  expect(hits, `${name}: ${measured[name]}`).toBeLessThanOrEqual(most)
}

const expectSuccess = (attempt: Attempt) => expect(isBetter(attempt)).toBe(true)

test('a hundred disputes of every kind were decided or taken back', () => {
  const kinds = Map.groupBy(hundred.disputes, ({ kind, mode, withdrawn }) => `${mode} ${kind} ${withdrawn}`)
  expect(references).toHaveLength(20 * rounds)
  expect([...kinds.keys()].toSorted()).toEqual([
    'open control never',
    'open refusal during the vote',
    'open refusal never',
    'panel appeal never',
    'panel control never',
    'panel objection never',
    'panel refusal before it was told',
    'panel refusal during the vote',
    'panel refusal never',
  ])
  const seated = view.entries.filter(({ kind }) => kind === 'panel-seated')
  expect(seated.some(({ facts }) => facts.declined.length > 0)).toBe(true)
  expect(view.entries.filter(({ kind }) => kind === 'ballot-cast').length).toBeGreaterThan(100)
})

describe('a juror', () => {
  test('is not found again in the list of another dispute by the reference', () => {
    const lists = [...publicLists(view).values()].flatMap((lines) => lines.map(({ reference }) => reference))
    expect(lists.length).toBeGreaterThan(1_000)
    expect(new Set(lists).size).toBe(lists.length)
  })

  test('nor by the place in the list', () => {
    const lists = publicLists(view)
    expectGuessing('lists: by place', linkByPlaceInList(lists, owners))
    expectSuccess(linkByPlaceInList(listsSortedByPerson(lists, owners), owners))
  })

  test('is one of all jurors of the same weight, which is public by design, and no better than that', () => {
    const attempt = linkByWeight(publicLists(view), owners)
    // Who is the only one of a weight is found again for certain: no name and no ballot hangs on it.
    measured['lists: alone with a weight'] = `${attempt.alone} of ${attempt.chances.length} light lines`
    expectGuessing('lists: by weight', attempt, 5)
  })

  test.each(Object.entries(waysToLay))('in a seat is not the pseudonym found by %s', (name, way) => {
    expectGuessing(`seats: ${name}`, linkSeatsToPseudonyms(view.entries, seats, way))
  })

  test('in a seat would be found, were pseudonyms given in the order of the draw', () => {
    const way = waysToLay['the order of the draw beside the sorted pseudonyms']
    expectSuccess(linkSeatsToPseudonyms(pseudonymsAsDrawn(view.entries, seats), seats, way))
  })

  test.each(['sorted', 'cast'] as const)('of one vote is not the one at that place of another, %s', (order) => {
    expectGuessing(`pseudonyms: ${order}`, linkPseudonyms(view.entries, seats, order))
  })

  test('bears no pseudonym twice, and would be found, did the order of pseudonyms follow the juror', () => {
    const cast = view.entries.filter(({ kind }) => kind === 'ballot-cast')
    const places = new Set(cast.map(({ facts, subject }) => `${subject} ${facts.juror}`))
    expect(new Set(cast.map(({ facts }) => facts.juror)).size).toBe(places.size)
    const leaky = pseudonymsByPerson(view.entries, seats)
    expectSuccess(linkPseudonyms(leaky.entries, leaky.seats, 'sorted'))
  })

  test('leaves nothing in one ballot that is in another', () => {
    const parts = [...publicBallots(view).values()].flat().flatMap(({ key, sealed }) => {
      const { format: _, shares, ...rest } = JSON.parse(sealed)
      return [key, ...Object.values(rest), ...Object.values(shares)] as string[]
    })
    expect(parts.length).toBeGreaterThan(500)
    expect(new Set(parts).size).toBe(parts.length)
  })

  test('who declines or is silent shows no pseudonym; when somebody answers or looks is nowhere', () => {
    const unseated = seats.filter(({ seated }) => !seated)
    expect(unseated.length).toBeGreaterThan(20)
    for (const { pseudonym } of unseated) expect(view.everything).not.toContain(pseudonym)
    const moments = seats.flatMap(({ answeredAt, openedAt }) => [answeredAt, openedAt]).filter((at) => at !== null)
    expect(moments.length).toBeGreaterThan(300)
    expect(moments.filter((at) => view.everything.includes(at))).toEqual([])
  })
})

describe('a vote', () => {
  test('can not be told from the entry of its ballot', () => {
    const ballots = publicBallots(view)
    expectGuessing('votes: from the entry', voteFromEntry(view, ballots), 100)
    expectSuccess(voteFromEntry({ ...view, entries: votesInIds(view.entries, ballots) }, ballots))
  })

  test('can not be told from the length of the sealed ballot or of its parts', () => {
    const ballots = [...publicBallots(view).values()].flat()
    expectGuessing('votes: from the size', voteFromSize(ballots), 100)
    // A ballot is as long as its blocks of reasons; the vote makes no difference.
    const lengths = Map.groupBy(ballots, ({ sealed }) => JSON.parse(sealed).text.length)
    for (const alike of lengths.values()) expect(new Set(alike.map(({ sealed }) => sealed.length)).size).toBe(1)
    const leaky = ballots.map(({ choice, sealed }) => ({ choice, sealed: choice === 'pay' ? `${sealed} ` : sealed }))
    expectSuccess(voteFromSize(leaky))
  })

  test('is nowhere before the close, and for a dispute that was taken back never', () => {
    const facts: Record<string, readonly string[]> = {
      'ballot-cast': ['ballot', 'juror'],
      'vote-extended': ['closesAt'],
    }
    for (const own of entriesByDispute(view.entries).values()) {
      const from = own.findIndex(({ kind }) => kind === 'vote-opened') + 1
      const to = own.findIndex(({ kind }) => kind === 'vote-closed' || kind === 'dispute-withdrawn')
      for (const entry of own.slice(from, to)) expect(Object.keys(entry.facts).toSorted()).toEqual(facts[entry.kind])
    }
    const withdrawn = hundred.disputes.filter((one) => one.withdrawn !== 'never')
    expect(withdrawn.length).toBeGreaterThan(5)
    for (const { reference } of withdrawn) {
      expect(entriesByDispute(view.entries).get(reference)?.at(-1)?.kind ?? 'dispute-withdrawn').toBe(
        'dispute-withdrawn',
      )
      expect(publicBallots(view).get(reference)).toEqual([])
    }
  })
})

describe('a case', () => {
  test.each(Object.entries(waysToPick))(
    'is not the claim that is %s, when the log is told of a dispute',
    (name, way) => {
      expectGuessing(`claims: ${name}`, linkToClaims(view.entries, hundred.disputes, way))
    },
  )

  test('would be found, were the dispute written beside the step of its claim', () => {
    const leaky = disputesBesideClaims(view.entries, hundred.disputes)
    expectSuccess(linkToClaims(leaky, hundred.disputes, waysToPick['the newest']))
    expectSuccess(linkToClaims(leaky, hundred.disputes, waysToPick['the one of the same moment']))
  })

  test('that was taken back before the log was told leaves no trace of a dispute', () => {
    const early = hundred.disputes.filter(({ withdrawn }) => withdrawn === 'before it was told')
    expect(early).toHaveLength(rounds)
    const log = view.entries.map(({ text }) => text).join('\n')
    for (const { reference } of early) expect(log).not.toContain(reference)
  })

  test('of control looks like any other until the verdict', () => {
    const own = entriesByDispute(view.entries)
    const kinds = new Map(hundred.disputes.map(({ kind, reference }) => [reference, kind]))
    const shapes = (isControl: boolean) => {
      return new Set(
        [...own].filter(([dispute]) => (kinds.get(dispute) === 'control') === isControl).map(([, one]) => shapeOf(one)),
      )
    }
    for (const shape of shapes(true)) expect(shapes(false)).toContain(shape)
    expectGuessing('control: by anything', findControls(view.entries, hundred.disputes), 30)
    const isControl = ({ subject }: PublicEntry) => kinds.get(disputeOfSubject(subject)) === 'control'
    expectSuccess(
      findControls(
        changed(view.entries, 'case-file-sealed', (entry) => ({ role: isControl(entry) ? 'operator' : 'reviewer' })),
        hundred.disputes,
      ),
    )
    const whole = changed(view.entries, 'juror-list-committed', (entry) => {
      return isControl(entry) ? { facts: { ...entry.facts, size: town.jurors.panel.length } } : {}
    })
    expectSuccess(findControls(whole, hundred.disputes))
  })

  test('names its dispute after the verdict, by design, and shows nothing but what the plan makes public', () => {
    const received = view.entries.filter(({ kind }) => kind === 'verdict-received')
    const real = hundred.disputes.filter(({ kind, withdrawn }) => kind !== 'control' && withdrawn === 'never')
    expect(received).toHaveLength(real.length)
    const verdicts = JSON.parse(view.answers.find(({ path }) => path.startsWith('/verdicts?'))!.text)
    expect(new Set(verdicts.flatMap(Object.keys))).toEqual(
      new Set(
        'dispute plan rulesVersion illness mild clause mode summary outcome pay doNotPay invalid control decidedOn'.split(
          ' ',
        ),
      ),
    )
  })

  test('in its period is one of all of its age and province; with the day of joining one of fewer', () => {
    const cases = view.answers
      .filter(({ path }) => path.endsWith('/cases'))
      .flatMap(({ text }) => JSON.parse(text) as (PublishedCase & object)[])
    expect(cases.length).toBeGreaterThan(10)
    expect(new Set(cases.flatMap(Object.keys))).toEqual(
      new Set(
        'caseReference ageBand region illness mild payoutFen daysSinceJoining publishedOn status period'.split(' '),
      ),
    )
    const people = [...town.people.values()].filter(({ personId }) => personId <= 420n)
    const groups = cases.map((one) => fitting(one, people))
    const sizes = (by: 'byAge' | 'byDay') => groups.map((group) => group[by].length).toSorted((a, b) => a - b)
    const [age, day] = [sizes('byAge'), sizes('byDay')]
    measured['published: same age and province'] =
      `fewest ${age[0]}, median ${age[age.length >> 1]}, of ${people.length}`
    measured['published: and day of joining'] = `fewest ${day[0]}, median ${day[day.length >> 1]}`
    expect(age[0]).toBeGreaterThan(1)
  })
})

describe('nothing of a person', () => {
  test('is in what is public: names, numbers, hospitals, employers, what was said in confidence', () => {
    const people = [...town.people.values()]
    const planted = people.flatMap(({ documentNumber, name, phone }) => [name, phone.slice(3), documentNumber])
    const places = people.flatMap(({ employer, hospital }) => [employer, hospital])
    expect(secretsSaid.length).toBeGreaterThan(300)
    const found = [...new Set([...planted, ...places, ...secretsSaid])].filter((words) =>
      view.everything.includes(words),
    )
    expect(found).toEqual([])
    // The reasons were published, with the names and numbers in them blacked out.
    expect(view.everything).toContain('███（███████████）')
  })

  test('is there as a hash that somebody who guesses could compare', () => {
    const words = new Set(view.everything.match(/[A-Za-z0-9+/=]{8,}/g))
    for (const { documentNumber, name, phone } of town.people.values()) {
      for (const guess of [documentNumber, name, phone, phone.slice(3)]) {
        const hash = createHash('sha256').update(guess).digest()
        const forms = [hash.toString('base64'), hash.toString('hex'), Buffer.from(guess).toString('base64')]
        expect(forms.filter((form) => words.has(form))).toEqual([])
      }
    }
  })

  test('is behind a commitment that can be opened by trying: salts are secret, and long', async () => {
    const { rows } = await sql<{ salt: Buffer }>`select salt from journal_salts`.execute(platform.database)
    expect(new Set(rows.map(({ salt }) => salt.toString('hex'))).size).toBe(rows.length)
    for (const { salt } of rows) {
      expect(salt).toHaveLength(32)
      expect(view.everything).not.toContain(salt.toString('base64'))
    }
    // The step says no more than its kind, so a salt that could be guessed would open it.
    for (const { commitments, id, kind } of view.entries.filter((one) => one.kind === 'dispute-withdrawn')) {
      const salts = [
        new Uint8Array(32),
        createHash('sha256').update(id).digest(),
        Buffer.from(id.replaceAll('-', '').repeat(2), 'hex'),
      ]
      for (const salt of salts) expect(commitmentTo(salt, { kind })).not.toBe(commitments.step)
    }
  })

  test('nor of the database: no id of a person, a juror, a claim or a dispute', async () => {
    const { rows } = await sql<{ id: string }>`
      select claim_id::text as id from claims union select dispute_id::text from disputes
      union select encode(secret, 'hex') from jurors union select encode(secret, 'base64') from jurors`.execute(
      platform.database,
    )
    expect(rows.filter(({ id }) => view.everything.includes(id))).toEqual([])
    const names = new Set([...view.everything.matchAll(/"([A-Za-z0-9]+)":/g)].map((match) => match[1]!))
    expect(names).toContain('juror')
    expect([...names].filter((name) => /person|actor|(participant|juror|claim|dispute)Id/i.test(name))).toEqual([])
    const ids = view.entries.map(({ id }) => id)
    // Version 4: no clock and no counter in them.
    expect(ids.filter((id) => !/^.{14}4.{4}[89ab]/.test(id))).toEqual([])
  })
})

describe('who signs in', () => {
  const text = async (who: ReturnType<typeof world.signInAs>, path: string) =>
    JSON.stringify((await world.call(who, 'GET', path)).body)

  test('as a juror sees nothing of the claimant, and nobody else in a seat', async () => {
    const some = seats.filter(({ seated }, at) => seated && at % 9 === 0)
    expect(some.length).toBeGreaterThan(20)
    for (const { dispute, personId, pseudonym } of some) {
      const who = world.signInAs(personId)
      const file = await text(who, `/disputes/${dispute}/case-file`)
      expect(file).toContain(pseudonym)
      const seen = [file, await text(who, `/disputes/${dispute}/discussion`), await text(who, '/jurors/cases')].join(
        '\n',
      )
      const { caseReference } = hundred.disputes.find(({ reference }) => reference === dispute)!
      expect(seen).not.toContain(caseReference ?? 'no such thing')
      expect(
        [...town.people.values()].filter(({ name, phone }) => seen.includes(name) || seen.includes(phone.slice(3))),
      ).toEqual([])
      expect(secretsSaid.filter((words) => seen.includes(words))).toEqual([])
      const others = seats.filter((seat) => seat.dispute === dispute && seat.pseudonym !== pseudonym)
      expect(others.filter(({ lotReference }) => lotReference !== null && seen.includes(lotReference))).toEqual([])
    }
  })

  test('as a claimant sees no juror', async () => {
    const own = hundred.disputes
      .filter(({ kind, withdrawn }) => kind === 'refusal' && withdrawn === 'never')
      .slice(0, 12)
    for (const { caseReference, reference } of own) {
      const { rows } = await sql<{ claimant_person_id: bigint }>`
        select claimant_person_id from claims where case_reference = ${caseReference}`.execute(platform.database)
      const who = world.signInAs(rows[0]!.claimant_person_id)
      const paths = [
        `/claims/${caseReference}`,
        `/disputes/${reference}/case-file`,
        `/disputes/${reference}/discussion`,
      ]
      const seen = (await Promise.all(paths.map((path) => text(who, path)))).join('\n')
      expect(seen).toContain(reference)
      expect(seen).not.toMatch(/personId|jurorId/i)
      const jurors = seats.filter(({ dispute }) => dispute === reference)
      for (const { lotReference, personId } of jurors) {
        expect(seen).not.toContain(town.people.get(personId)!.name)
        if (lotReference) expect(seen).not.toContain(lotReference)
      }
    }
  })
})

describe('an answer of the server', () => {
  const nobodys = 'DZZZ-ZZZZ'

  test('has no parameter that names a juror or a person, and nothing by which a copy is recognised', async () => {
    const names = (await publicPaths(world)).flatMap((path) =>
      [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]!),
    )
    expect(new Set(names)).toEqual(new Set(publicParameters))
    for (const { headers } of view.answers) expect(Object.keys(headers)).not.toContain('last-modified')
  })

  test('is the same for a dispute that does not exist and for one that the log was not told of', async () => {
    const given = {
      key: board.key(),
      actor: { role: 'operator', personId: 900_003n },
      planCode: town.panelPlan.plan,
    } as const
    const control = { ...given, illness: 'stroke', mild: false, file: madeUpFile, knownOutcome: 'pay' } as const
    const opened = await openControl(platform, control)
    if (!opened.accepted) throw new Error(opened.refusal.code)
    const { dispute } = opened.event.answer
    const paths = (await publicPaths(world)).filter((path) => path.includes('{dispute}'))
    expect(paths.length).toBeGreaterThanOrEqual(3)
    const answers = (reference: string) =>
      Promise.all(paths.map((path) => ask(world, path.replace('{dispute}', reference))))
    const nothing = (await answers(nobodys)).map((one) => comparable(one, nobodys))
    expect((await answers(dispute)).map((one) => comparable(one, dispute))).toEqual(nothing)
    // Drawn and not decided it shows its list and its entries, as the log does, and nothing else.
    await board.work()
    const drawn = (await answers(dispute)).map((one) => comparable(one, dispute))
    const different = paths.filter((_, at) => drawn[at] !== nothing[at])
    expect(different).toContain('/disputes/{dispute}/jurors')
    const likeTheLog = ['/disputes/{dispute}/jurors', '/disputes/{dispute}/entries']
    expect(different.filter((path) => !likeTheLog.includes(path))).toEqual([])
  })

  test('is the same for whoever is not drawn, tied to the case or not', async () => {
    const { rows } = await sql<{ person_id: bigint; relative_person_id: bigint }>`
      select person_id, relative_person_id from kinships
      where person_id = any(${town.patients.panel}::bigint[]) limit 1`.execute(platform.database)
    const { person_id: patient, relative_person_id: kin } = rows[0]!
    const day = platform.clock.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString()
    const made = { caseReference: 'ZZZZ-ZZZZ', participantId: patient, on: day }
    const dispute = await readyDispute(board, town.panelPlan, made)
    await board.work()
    const drawn = (await seatsOf(world)).filter((seat) => seat.dispute === dispute).map(({ personId }) => personId)
    expect(drawn).not.toContain(kin)
    const stranger = town.jurors.panel.find((juror) => juror !== kin && !drawn.includes(juror))!
    const asked = async (personId: bigint) => {
      const who = world.signInAs(personId)
      const path = `/disputes/${dispute}`
      const answers = [
        await world.call(who, 'POST', `${path}/seat`, { accept: true }),
        await world.call(who, 'POST', `${path}/seat`, { accept: false }),
        await world.call(who, 'POST', `${path}/quiz`, { answers: [1] }),
        await world.call(who, 'POST', `${path}/ballot`, { sealed: '{}', replaces: null }),
        await world.call(who, 'POST', `${path}/discussion`, { words: '你好' }),
        await world.call(who, 'GET', `${path}/case-file`),
        await world.call(who, 'GET', `${path}/discussion`),
      ]
      return answers.map(({ body, status }) => [status, body.code])
    }
    expect(await asked(kin)).toEqual(await asked(stranger))
    // The list says it: who serves and is not there is tied. Public by design; a control case leaves somebody out too.
    const list = (await ask(world, `/disputes/${dispute}/jurors`)).text.trimEnd().split('\n')
    expect(list.length).toBeLessThan(town.jurors.panel.length)
  })
})

test('and the log of all this is whole', async () => {
  await sequenceAll(platform, world.leafFile)
  const sources = [claimStepSource, publishedCaseSource, disputeStepSource]
  const checks = [disputesAreTheirSteps, ballotsAsLogged]
  const { clean, finding } = await verify(platform, { leafFile: world.leafFile, sources, checks })
  expect([clean, finding]).toEqual([true, null])
})

test('what the tries came to', () => {
  expect(Object.keys(measured).length).toBeGreaterThan(12)
  if (process.env.TONGZHOU_RECOGNITION_ROUNDS) console.table(measured)
})
