import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { scoreClaims } from '../../packages/platform/src/claims/index.ts'
import { noBrowser, openAppWorld } from '../support/app.ts'
import { consoleRoutes } from '../support/console.ts'
import { bringToDecision, deskPlan, filedCase, openDesk, statusOf } from '../support/desk-cases.ts'
import { type Keyboard, openKeyboard } from '../support/keyboard.ts'

if (noBrowser) console.warn(`acceptance/browser/console-keyboard.test.ts skips: ${noBrowser}`)

const locales = join(import.meta.dirname, '../../packages/console/src/locales')
const read = (path: string) => JSON.parse(readFileSync(join(locales, `${path}.json`), 'utf8'))
const words = { zh: read('zh-CN/claims'), en: read('en/claims') }
const common = { zh: read('zh-CN/common'), en: read('en/common') }
const session = read('zh-CN/session')
const illness = deskPlan.cover.illnesses.find(({ code }) => code === 'malignant-tumour')!

/** The demo's people in office (demo/sign-ins.ts). */
const reviewer = '15499999903'
const second = '15499999904'

/** What an answer brings, waited for on a busy machine too. */
const soon = <Value>(read: () => Value | Promise<Value>) => expect.poll(read, { timeout: 15_000 })

/** Words with what they leave open filled in. */
const filled = (text: string, values: Readonly<Record<string, string | number>>) =>
  text.replaceAll(/{{(\w+)}}/g, (_, name: string) => String(values[name]))

describe.skipIf(noBrowser)('a reviewer’s day without a mouse', async () => {
  const app = await openAppWorld({ besides: [consoleRoutes()] })
  const { world } = app
  const { zh } = words
  /** At the desk, in the order in which they wait; and those that only need a decision. */
  const desk: string[] = []
  const deciding: string[] = []
  let keys: Keyboard
  let mice: readonly string[]

  beforeAll(async () => {
    await openDesk(world)
    const file = async (bornOn: string) => {
      world.platform.clock.advance({ minutes: 1 })
      return filedCase(world, bornOn)
    }
    for (const bornOn of ['2009-03-03', '2010-04-04', '2011-05-05', '2012-06-06']) desk.push(await file(bornOn))
    for (const bornOn of ['1988-07-07', '1989-08-08', '1990-09-09']) {
      deciding.push(await file(bornOn))
      await bringToDecision(world, deciding.at(-1)!)
    }
    while ((await scoreClaims(world.platform)) > 0);
    const opened = await openKeyboard(app)
    keys = opened.keys
    mice = opened.mice
  })

  const titleOf = (reference: string) => filled(zh.case.title, { reference })
  const taken = (status: string) => filled(zh.decide.taken, { status: zh.status[status] })
  const references = async () => (await keys.texts('tbody a')).join(' ')

  test('signs in, and is at the queue', async () => {
    await keys.goto('/sign-in')
    await keys.press('Tab')
    await keys.focusOn('link', common.zh.skip)
    await keys.press('Enter')
    await keys.focusOn('heading', session.title)
    await keys.press('Tab')
    await keys.focusOn('textbox', session.phone)
    await keys.inspect('sign-in')
    await keys.signIn(reviewer)
    await keys.focusOn('heading', zh.cases.title)
    await keys.see('link', desk[0]!)
    await keys.inspect('queue')
    await keys.walk()
    await keys.focusOn('heading', zh.cases.title)
  })

  test('orders it by deadline and risk, narrows it to an illness and a region, and searches', async () => {
    await keys.tabTo('combobox', zh.filters.order)
    await keys.choose(zh.filters.orders.risk)
    await keys.seeText(filled(zh.cases.found_other, { count: desk.length }))
    await keys.choose(zh.filters.orders.deadline)
    await soon(references).toBe(desk.join(' '))
    await keys.tabTo('combobox', zh.filters.illness)
    await keys.choose(illness.name.zh)
    await keys.seeText(filled(zh.cases.found_other, { count: desk.length }))
    await keys.choose(zh.filters.any)
    await keys.tabTo('combobox', zh.filters.region)
    await keys.choose('天津')
    await keys.seeText(filled(zh.cases.found_other, { count: 0 }))
    await keys.choose(zh.filters.any)
    await keys.tabTo('combobox', zh.filters.holder)
    await keys.choose(zh.filters.holders.free)
    await soon(references).toBe(desk.join(' '))
    await keys.tabTo('searchbox', zh.filters.search, 'back')
    await keys.write(desk[1]!)
    await keys.press('Enter')
    await soon(references).toBe(desk[1])
    await keys.press('Control+a', 'Delete', 'Enter')
    await soon(references).toBe(desk.join(' '))
  })

  test('asks which keys there are; the list gives the focus back, and can turn single keys off', async () => {
    await keys.tabTo('button', common.zh.shortcuts.button, 'back')
    await keys.press('Enter')
    await keys.see('dialog', common.zh.shortcuts.title)
    await keys.seeText(zh.keys.first)
    await keys.inspect('keys')
    await keys.press('o')
    await keys.focus()
    expect(keys.path(), 'a dialog is open').toBe('/console/cases')
    await keys.tabTo('checkbox', common.zh.shortcuts.on)
    await keys.press('Space', 'Escape')
    await keys.gone('[aria-modal=true]')
    await keys.focusOn('button', common.zh.shortcuts.button)
    await keys.press('o')
    await keys.press('Enter')
    expect(keys.path(), 'single keys are off').toBe('/console/cases')
    await keys.tabTo('checkbox', common.zh.shortcuts.on)
    await keys.press('Space', 'Escape')
    await keys.gone('[aria-modal=true]')
  })

  test('opens the first case and takes it with two keys; who, what and since when are read', async () => {
    const before = keys.presses()
    await keys.press('o')
    await keys.focusOn('heading', titleOf(desk[0]!))
    await keys.see('button', zh.take.take)
    await keys.press('t')
    await keys.see('button', zh.take.release)
    expect(keys.presses() - before).toBe(2)
    await keys.focus()
    for (const title of [zh.facts, zh.claimant, zh.timeline, zh.verdicts, zh.links, zh.looks]) {
      await keys.see('heading', title.title)
    }
    await keys.seeText(zh.risk.about)
    await keys.see('img', zh.links.graph)
    await keys.inspect('case')
    await keys.walk()
    await keys.press('w')
    await keys.focusOn('region', /^风险提示/)
    await keys.press('h')
    await keys.focusOn('list', zh.timeline.title)
    await keys.seeText(zh.steps['claim-submitted'])
    await keys.seeText(zh.entry.recorded)
    // The graph in words, each case a link.
    await keys.tabTo('link', desk[1]!)
    await keys.press('Enter')
    await keys.focusOn('heading', titleOf(desk[1]!))
    await keys.back()
    await keys.see('heading', titleOf(desk[0]!))
    await keys.focusOn('link', desk[1]!)
  })

  test('reads the papers: from paper to paper, page to page, enlarged, turned, searched, side by side', async () => {
    await keys.see('combobox', zh.papers.paper)
    await keys.press('p')
    await keys.focusOn('region', zh.case.parts.papers)
    const paperIs = async (name: string) => {
      for (let at = 0; at < 3; at += 1) {
        if ((await keys.texts('select option:checked')).some((one) => one.endsWith(name))) return
        await keys.press(']')
        await keys.focus()
      }
    }
    await keys.press('[', '[')
    await paperIs('出院记录.pdf')
    await keys.seeText(filled(zh.papers.page, { page: 1, pages: 2 }))
    await keys.press('ArrowRight')
    await keys.seeText(filled(zh.papers.page, { page: 2, pages: 2 }))
    await keys.tabTo('button', zh.keys['page-before'])
    await keys.press('Enter')
    await keys.seeText(filled(zh.papers.page, { page: 1, pages: 2 }))
    await keys.focusOn('button', zh.keys['page-before'])
    await keys.press('+', '+', '+', '+')
    await keys.seeText(filled(zh.papers.zoom, { zoom: 200 }))
    await keys.tabTo('region', filled(zh.papers.sheet, { number: 1, page: 1 }))
    await soon(() => keys.memberOf('.sheet', 'scrollHeight')).toBeGreaterThan(1_000)
    await keys.press('ArrowRight', 'ArrowDown')
    await soon(() => keys.memberOf('.sheet', 'scrollLeft')).toBeGreaterThan(0)
    await soon(() => keys.memberOf('.sheet', 'scrollTop')).toBeGreaterThan(0)
    await keys.press('0', 'r')
    await soon(() => keys.texts('.sheet-page[data-turns="1"]')).toHaveLength(1)
    // All of the turned page can be scrolled to.
    expect(await keys.memberOf('.sheet', 'scrollWidth')).toBe(await keys.memberOf('.sheet', 'clientWidth'))
    await keys.inspect('turned')
    await keys.press('r', 'r', 'r')

    await keys.press('/')
    await keys.focusOn('searchbox', zh.papers.search)
    await keys.write('定期复查')
    await keys.seeText(filled(zh.papers.found_other, { count: 1 }))
    await keys.tabTo('button', filled(zh.papers['on-page'], { page: 2 }))
    await keys.press('Enter')
    await keys.seeText(filled(zh.papers.page, { page: 2, pages: 2 }))

    await keys.press('s')
    await keys.see('region', filled(zh.papers.sheet, { number: 2, page: 1 }))
    await keys.tabTo('region', filled(zh.papers.sheet, { number: 2, page: 1 }))
    await keys.inspect('side-by-side')
    await keys.press('s')
    await keys.gone('.papers[data-double=true]')
    await keys.focus()
  })

  test('notes something at a place of a page, and reads it there', async () => {
    await keys.press('n')
    await keys.focusOn('spinbutton', zh.notes.place.x)
    await keys.press('Escape')
    await keys.gone('.note-pin')
    await keys.focus()
    await keys.press('n')
    await keys.focusOn('spinbutton', zh.notes.place.x)
    await keys.press('ArrowDown', 'ArrowDown', 'Tab', 'ArrowUp')
    await keys.seeText(filled(zh.notes.label, { page: 2, across: 48, down: 51 }))
    await keys.press('Tab')
    await keys.write('医嘱与诊断一致。')
    await keys.inspect('note')
    await keys.press('Tab', 'Enter')
    await keys.gone('.note-pin')
    await keys.focus()
    const { rows } = await sql<{ x: number; y: number; page: number }>`
      select x::float8, y::float8, page from evidence_notes`.execute(world.platform.database)
    expect(rows).toEqual([{ x: 0.48, y: 0.51, page: 2 }])
    const note = filled(zh.notes.open, { number: 1 })
    await keys.see('button', note)
    await keys.tabTo('button', note)
    await keys.press('Enter')
    await keys.seeText('医嘱与诊断一致。')
    await keys.press('Escape')
    await keys.gone('.note-text')
    await keys.focusOn('button', note)
  })

  test('asks for more evidence; what was done takes the focus, and one key leads to the next case', async () => {
    const before = keys.presses()
    await keys.press('2')
    await keys.focusOn('textbox', zh.decide.words.ask)
    await keys.write('请补充出院小结。')
    await keys.press('Tab', 'Enter')
    await keys.seeText(taken('evidence-requested'))
    expect((await keys.focus()).name).toContain(taken('evidence-requested'))
    expect(await statusOf(world, desk[0]!)).toBe('evidence-requested')
    await keys.inspect('asked')
    await keys.press('o')
    await keys.focusOn('heading', titleOf(desk[1]!))
    expect(keys.presses() - before).toBe(4)
  })

  test('takes the next one and gives it back; answers the checklist and sends it to investigation', async () => {
    await keys.see('button', zh.take.take)
    await keys.press('t')
    await keys.see('button', zh.take.release)
    await keys.press('t')
    await keys.see('button', zh.take.take)
    await keys.press('1')
    const items = await keys.texts('#decision fieldset.item legend')
    for (const [at] of items.entries()) {
      if (at > 0) await keys.press('Tab')
      await keys.press('Space')
      await keys.focus()
    }
    await keys.tabTo('button', zh.decide.send.review)
    await keys.press('Enter')
    await keys.seeText(taken('investigation'))
    expect((await keys.focus()).name).toContain(taken('investigation'))
    await keys.see('radio', new RegExp(filled(zh.assign.open_other, { count: 0 })))
    await keys.inspect('assignment')
    await keys.press('1')
    await keys.focusOn('radio', new RegExp(filled(zh.assign.open_other, { count: 0 })))
    await keys.press('Space')
    await keys.tabTo('button', zh.decide.send.assign)
    await keys.press('Enter')
    await keys.seeText(zh.steps['investigation-assigned'])
    await keys.focus()
    expect(await statusOf(world, desk[1]!)).toBe('investigation')
  })

  test('refuses one with its reason and the clause', async () => {
    await keys.press('o')
    await keys.focusOn('heading', titleOf(desk[2]!))
    await keys.see('button', zh.take.take)
    await keys.press('t')
    await keys.see('button', zh.take.release)
    const before = keys.presses()
    await keys.press('3')
    await keys.focusOn('combobox', zh.decide.why)
    await keys.choose(zh.reasons['forged-evidence'])
    await keys.press('Tab')
    await keys.choose('5.2 ')
    const chosen = keys.presses()
    await keys.press('Tab')
    await keys.focusOn('textbox', zh.decide.reason)
    await keys.inspect('refusal')
    await keys.write('印章与医院名称不符。')
    await keys.press('Tab', 'Enter')
    await keys.seeText(taken('refused'))
    expect((await keys.focus()).name).toContain(taken('refused'))
    expect(await statusOf(world, desk[2]!)).toBe('refused')
    // Besides what the lists take.
    expect(keys.presses() - chosen + 1, `of ${keys.presses() - before}`).toBe(4)
  })

  test('goes to what waits for a decision, approves one and brings one before the board', async () => {
    await keys.press('q')
    await keys.focusOn('heading', zh.cases.title)
    await keys.tabTo('button', new RegExp(zh.status.deciding))
    await keys.press('Enter')
    await soon(references).toBe(deciding.join(' '))
    await keys.press('o')
    await keys.focusOn('heading', titleOf(deciding[0]!))
    await keys.see('button', zh.take.take)
    await keys.press('t')
    await keys.see('button', zh.take.release)
    await keys.press('1')
    await keys.focusOn('combobox', zh.decide.clause)
    await keys.choose('5.2 ')
    await keys.press('Tab')
    await keys.write('材料与调查相符。')
    await keys.press('Tab', 'Enter')
    await keys.seeText(taken('approved'))
    expect((await keys.focus()).name).toContain(taken('approved'))
    expect(await statusOf(world, deciding[0]!)).toBe('approved')

    await keys.press('o')
    await keys.focusOn('heading', titleOf(deciding[1]!))
    await keys.see('button', zh.decide.steps.refer)
    await keys.press('4')
    await keys.focusOn('textbox', zh.decide.words.refer)
    await keys.write('病理与影像不一致，请赔审团判断。')
    await keys.press('Tab', 'Enter')
    await keys.seeText(taken('disputed'))
    await keys.focus()
    expect(await statusOf(world, deciding[1]!)).toBe('disputed')
  })

  test('blackens a page for the board: boxes are placed, moved, sized and removed by keys', async () => {
    await keys.press('b')
    await keys.focusOn('heading', filled(zh.redact.title, { reference: deciding[1]! }))
    await keys.tabTo('button', zh.redact.add)
    await keys.press('Enter')
    await keys.focusOn('spinbutton', zh.redact.sides.x)
    await keys.press('ArrowUp')
    const box = (x: number, y: number, width: number, height: number) =>
      filled(zh.redact.box, { number: 1, x, y, width, height })
    await keys.tabTo('button', box(10.5, 10, 30, 5), 'back')
    await keys.press('ArrowRight', 'ArrowDown', 'ArrowDown', 'Shift+ArrowRight', 'Shift+ArrowDown')
    await keys.focusOn('button', box(11.5, 12, 31, 6))
    await keys.inspect('redaction')
    await keys.walk()
    await keys.tabTo('button', zh.redact.add)
    await keys.press('Enter')
    await keys.tabTo('button', filled(zh.redact.remove, { number: 2 }))
    await keys.press('Enter')
    await soon(() => keys.texts('.box')).toEqual(['1'])
    await keys.focus()
    await keys.tabTo('button', zh.redact.add)
    await keys.press('Enter')
    await keys.tabTo('button', /^框 2：/, 'back')
    await keys.press('Delete')
    await soon(() => keys.texts('.box')).toEqual(['1'])
    await keys.focus()
    await keys.tabTo('button', zh.redact.burn)
    await keys.press('Enter')
    await keys.see('link', filled(zh.papers['on-page'], { page: 1 }))
    await keys.focus()
    await keys.press('c')
    await keys.focusOn('heading', titleOf(deciding[1]!))
  })

  test('signs out; no mouse was there', async () => {
    await keys.tabTo('button', common.zh['sign-out'], 'back')
    await keys.press('Enter')
    await keys.see('textbox', session.phone)
    expect(mice).toEqual([])
  })

  test('in English too: opens, takes, refuses, goes on, approves, signs out', async () => {
    const { en } = words
    const theirs = await openKeyboard(app, { locale: 'en-GB' })
    keys = theirs.keys
    const title = (reference: string) => filled(en.case.title, { reference })
    await keys.goto('/')
    await keys.tabTo('textbox', read('en/session').phone)
    await keys.signIn(second)
    await keys.focusOn('heading', en.cases.title)
    await keys.see('link', desk[3]!)
    await keys.press('?')
    await keys.see('dialog', common.en.shortcuts.title)
    await keys.inspect('keys')
    await keys.press('Escape')
    await keys.gone('[aria-modal=true]')
    await keys.focusOn('heading', en.cases.title)
    await keys.press('o')
    await keys.focusOn('heading', title(desk[3]!))
    await keys.see('button', en.take.take)
    await keys.press('t', '3')
    await keys.see('button', en.take.release)
    await keys.focusOn('combobox', en.decide.why)
    await keys.choose(en.reasons['diagnosis-not-confirmed'])
    await keys.press('Tab')
    await keys.choose('5.2 ')
    await keys.press('Tab')
    await keys.write('The report does not name the illness.')
    await keys.press('Tab', 'Enter')
    await keys.seeText(filled(en.decide.taken, { status: en.status.refused }))
    await keys.focus()
    expect(await statusOf(world, desk[3]!)).toBe('refused')
    await keys.press('q')
    await keys.focusOn('heading', en.cases.title)
    await keys.tabTo('button', new RegExp(en.status.deciding))
    await keys.press('Enter')
    await keys.see('link', deciding[2]!)
    await keys.press('o')
    await keys.focusOn('heading', title(deciding[2]!))
    await keys.see('button', en.take.take)
    await keys.press('t', '1')
    await keys.focusOn('combobox', en.decide.clause)
    await keys.choose('5.2 ')
    await keys.press('Tab')
    await keys.write('The papers and the field check agree.')
    await keys.press('Tab', 'Enter')
    await keys.seeText(filled(en.decide.taken, { status: en.status.approved }))
    await keys.focus()
    await keys.tabTo('button', common.en['sign-out'], 'back')
    await keys.press('Enter')
    await keys.see('textbox', read('en/session').phone)
    expect(theirs.mice).toEqual([])
  })
})
