import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { madeUpResidentId } from '../packages/platform/test/made-up-people.ts'
import { loadTestPlan, testPlan } from '../packages/platform/test/plan.ts'
import { openWorld, type Somebody } from './support/world.ts'

/** A group's file as the console sends it: looked at first, then piece by piece. */
const world = await openWorld('2026-11-25')
const { database } = world.platform
const plan = testPlan.plan
const columns = [
  '姓名',
  '证件号码',
  '手机号',
  '与付款人关系',
  '付款人证件号码',
  '健康信息同意书版本',
  '公示同意书版本',
  '健康告知:serious-illness',
]
let operator: Somebody
let auditor: Somebody

beforeAll(async () => {
  await loadTestPlan(world.platform)
  operator = await world.signIn('operator')
  auditor = await world.signIn('auditor')
})

interface Row {
  readonly line: number
  readonly cells: string[]
}

/** People who may join, born one a day from `from` on. */
function people(count: number, from: string, sequence = 1): Row[] {
  return Array.from({ length: count }, (_, at) => {
    const bornOn = Temporal.PlainDate.from(from).add({ days: at }).toString()
    return { line: at + 2, cells: ['张三', madeUpResidentId(bornOn, sequence), '', '', '', '1', '1', '否'] }
  })
}

const file = (letter: string) => letter.repeat(64)
const preview = (rows: readonly Row[], of = file('a'), who = operator) =>
  world.call(who, 'POST', `/plans/${plan}/import-previews`, { file: of, columns, rows })
const send = (rows: readonly Row[], piece = 1, pieces = 1, of = file('a'), who = operator, key = `${of}:${piece}`) =>
  world.call(who, 'POST', `/plans/${plan}/imports`, { file: of, piece, pieces, columns, rows }, key)
const imports = async (who = auditor) => (await world.call(who, 'GET', `/plans/${plan}/imports`)).body
const counted = async () => {
  const { rows } = await sql<Record<string, string>>`
    select (select count(*) from participants)::text as members, (select count(*) from people)::text as people,
      (select count(*) from journal_events)::text as events`.execute(database)
  return rows[0]
}

describe('a preview', () => {
  test('says who would join and who would not and why, each row after those before it, and changes nothing', async () => {
    const rows = people(1_203, '1985-01-01')
    const parent = rows[3]!.cells[1]!
    rows[700] = { line: 702, cells: ['王小明', madeUpResidentId('2020-03-03', 5), '', '子女', parent, '1', '1', '否'] }
    rows[701] = { line: 703, cells: ['李四', parent, '', '', '', '1', '1', '否'] }
    rows[702] = { line: 704, cells: ['李四', '1.10101199001011E+17', '', '', '', '1', '1', '否'] }
    rows[703] = { line: 705, cells: ['李四', madeUpResidentId('1960-01-01', 5), '', '', '', '1', '1', '否'] }
    rows[1_200]!.cells[2] = '13900000001'
    rows[1_202]!.cells[2] = '+86 139 0000 0001'
    const before = await counted()
    const { body, status } = await preview(rows)
    expect(status).toBe(200)
    expect(body).toMatchObject({ rows: 1_203, joining: 1_199, earlier: null })
    expect(body.refused.map(({ code, line }: { code: string; line: number }) => [line, code])).toEqual([
      [703, 'already-in-plan'],
      [704, 'number-rounded'],
      [705, 'too-old'],
      [1_204, 'phone-in-use'],
    ])
    expect(body.refused[2]).toEqual({
      line: 705,
      code: 'too-old',
      field: 'identity.number',
      facts: { ageYears: 66, maxAgeYears: 59 },
    })
    expect(await counted()).toEqual(before)
    const sent = [rows.slice(0, 500), rows.slice(500, 1_000), rows.slice(1_000)]
    const answers = []
    for (const [at, piece] of sent.entries()) answers.push((await send(piece, at + 1, 3)).body)
    expect(answers.reduce((sum, { joined }) => sum + joined, 0)).toBe(1_199)
    expect(answers.flatMap(({ refused }) => refused)).toEqual(body.refused)
  })

  test('of a file that was imported before says so', async () => {
    const { body } = await preview(people(3, '1985-01-01'))
    expect(body).toMatchObject({ joining: 0, earlier: { joined: 1_199, refused: 4, pieces: 3, ofPieces: 3 } })
  })

  test('of the mended rows alone, with the columns of the error file, takes them', async () => {
    const mended = ['原行号', '原因代码', '原因', '原因（英文）', ...columns]
    const [row] = people(1, '1990-01-01', 77)
    const cells = ['705', 'too-old', '年龄超过', 'too old', ...row!.cells]
    const body = { file: file('b'), columns: mended, rows: [{ line: 2, cells }] }
    expect((await world.call(operator, 'POST', `/plans/${plan}/import-previews`, body)).body).toMatchObject({
      joining: 1,
    })
  })
})

describe('an import', () => {
  test('sent again joins nobody twice, under the same key, another key, or by another operator', async () => {
    const rows = people(40, '1986-01-01', 9)
    expect((await send(rows, 1, 1, file('c'))).body).toMatchObject({ joined: 40, refused: [] })
    const other = await world.signIn('operator')
    const before = await counted()
    expect((await send(rows, 1, 1, file('c'))).body).toMatchObject({ joined: 40 })
    const otherKey = await send(rows, 1, 1, file('c'), operator, 'another-key')
    expect(otherKey.body).toMatchObject({ joined: 0 })
    expect((await send(rows, 1, 1, file('c'), other)).body.joined).toBe(0)
    expect(await counted()).toEqual(before)
    const reused = await send(people(41, '1986-01-01', 9), 1, 1, file('c'))
    expect([reused.status, reused.body.code]).toEqual([422, 'idempotency-key-reused'])
    expect(await counted()).toEqual(before)
  })

  test('of 10,000 people joins each once, in twenty pieces', { timeout: 120_000 }, async () => {
    const rows = people(10_000, '1968-01-01', 31)
    const before = Number((await counted())!.members)
    const looked = await preview(rows, file('d'))
    expect(looked.body).toMatchObject({ rows: 10_000, joining: 10_000 })
    for (let piece = 1; piece <= 20; piece += 1) {
      const { body } = await send(rows.slice((piece - 1) * 500, piece * 500), piece, 20, file('d'))
      expect(body).toMatchObject({ joined: 500 })
    }
    expect(Number((await counted())!.members)).toBe(before + 10_000)
    expect((await imports())[0]).toMatchObject({ joined: 10_000, refused: 0, pieces: 20, ofPieces: 20 })
  })

  test('is in the audit trail: who, when, which plan, how many, and nothing of the rows', async () => {
    const rows = people(7, '1987-01-01', 51)
    rows[6]!.cells[1] = '110105'
    await send(rows, 1, 1, file('e'))
    const [act] = (await world.call(auditor, 'GET', '/office-acts?kind=import-batch')).body.acts
    expect(act).toMatchObject({ personId: String(operator.personId), role: 'operator' })
    const importId = (await imports())[0].importId
    expect(act.about).toEqual([`plan/${plan}`, `import/${importId}`, 'piece/1-of-1', 'joined/6', 'refused/1'])
    const found = (await world.call(auditor, 'GET', `/office-acts?about=${importId}`)).body.acts
    expect(found).toHaveLength(1)
    await preview(rows, file('e'))
    const [look] = (await world.call(auditor, 'GET', '/office-acts?kind=preview-import')).body.acts
    expect(look.about).toEqual([`plan/${plan}`, `import/${importId}`, 'rows/7'])
    expect(await imports(operator)).toEqual(await imports())
  })

  test('leaves no name or number in logs, journal, commands or the trail', async () => {
    const [row] = people(1, '1988-01-01', 61)
    const secrets = ['欧阳某某', row!.cells[1]!, '13911112222']
    row!.cells[0] = secrets[0]!
    row!.cells[2] = secrets[2]!
    await preview([row!], file('f'))
    await send([row!], 1, 1, file('f'))
    await send([{ line: 2, cells: [...row!.cells.slice(0, 7), '也许'] }], 1, 1, file('1'))
    const { rows } = await sql<{ text: string }>`
      select key || kind || coalesce(answer::text, '') as text from commands
      union all select entry from journal_events
      union all select array_to_string(about, ' ') from office_acts`.execute(database)
    const kept = rows.map(({ text }) => text).join('\n')
    for (const secret of secrets) expect(kept).not.toContain(secret)
    expect(kept).not.toContain(file('f'))
  })
})

describe('refused, and nothing changes', () => {
  test('whoever is not an operator; auditors see what was imported only', async () => {
    const before = await counted()
    const rows = people(2, '1989-01-01', 71)
    for (const role of ['auditor', 'finance', 'reviewer', 'investigator', 'participant'] as const) {
      const who = await world.signIn(role)
      const people = await counted()
      expect((await preview(rows, file('2'), who)).status).toBe(403)
      expect((await send(rows, 1, 1, file('2'), who)).status).toBe(403)
      expect((await world.call(who, 'GET', `/plans/${plan}/imports`)).status).toBe(role === 'auditor' ? 200 : 403)
      expect(await counted()).toEqual(people)
    }
    expect((await world.call(null, 'POST', `/plans/${plan}/imports`, {})).status).toBe(401)
    expect((await counted())!.members).toBe(before!.members)
  })

  test.each([
    ['a column that is not known', 'column-unknown', { columns: [...columns.slice(0, 7), '健康'] }],
    ['a column that stands twice', 'column-twice', { columns: [...columns.slice(0, 7), '姓名'] }],
    ['a column that is missing', 'column-missing', { columns: ['姓名', '证件号码'] }],
    ['a row with a cell too many', 'row-too-long', { rows: [{ line: 2, cells: [...columns, 'x'] }] }],
  ])('%s', async (_what, code, change) => {
    const before = await counted()
    const body = { file: file('3'), columns, rows: people(2, '1989-01-01', 71), ...change }
    const looked = await world.call(operator, 'POST', `/plans/${plan}/import-previews`, body)
    expect([looked.status, looked.body.code]).toEqual([422, code])
    const sent = await world.call(operator, 'POST', `/plans/${plan}/imports`, { ...body, piece: 1, pieces: 1 })
    expect([sent.status, sent.body.code]).toEqual([422, code])
    expect(await counted()).toEqual(before)
  })

  test.each([
    ['no row', { rows: [] }],
    ['more rows than a piece has', { rows: people(501, '1970-01-01', 81) }],
    ['a cell that is longer than a name', { rows: [{ line: 2, cells: ['x'.repeat(401)] }] }],
    ['a cell that is no text', { rows: [{ line: 2, cells: [1] }] }],
    ['a hash that is none', { file: 'x' }],
  ])('%s', async (_what, change) => {
    const before = await counted()
    const body = { file: file('4'), columns, rows: people(2, '1989-01-01', 71), piece: 1, pieces: 1, ...change }
    const { body: problem, status } = await world.call(operator, 'POST', `/plans/${plan}/imports`, body)
    expect([status, problem.code]).toEqual([400, 'request-invalid'])
    expect(await counted()).toEqual(before)
  })

  test('a body beyond the limit, a plan that is not there, and one that takes nobody in', async () => {
    const before = await counted()
    const large = await send(
      people(500, '1970-01-01').map(({ line }) => ({ line, cells: Array(80).fill('字'.repeat(30)) })),
    )
    expect([large.status, large.body.code]).toEqual([413, 'request-too-large'])
    const body = { file: file('5'), columns, rows: people(2, '1989-01-01', 71), piece: 1, pieces: 1 }
    const nowhere = await world.call(operator, 'POST', '/plans/no-plan/imports', body)
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'plan-unknown'])
    expect(await counted()).toEqual(before)
  })
})
