import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { madeUpResidentId } from '../../test/made-up-people.ts'
import { loadTestPlan, testPlan } from '../../test/plan.ts'
import { testPlatform } from '../../test/platform.ts'
import { insertPhonePerson, nextPersonIds, openName } from '../identity/index.ts'
import { membershipCheck } from './check-memberships.ts'
import { type ImportGroup, type ImportResult, importGroup } from './import-group.ts'
import { joinPlan } from './join-plan.ts'
import { defaultJoining } from './joining.ts'
import { participantsOf } from './store.ts'

const platform = await testPlatform('2026-11-25')
const { database } = platform
await loadTestPlan(platform)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongzhou-import-'))
})
afterAll(() => rm(folder, { recursive: true }))

const header =
  'name,document_number,phone,relation,payer_document_number,consent_health_data,consent_publication,answer:serious-illness'

async function fileOf(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

async function run(path: string, changes: Partial<ImportGroup> = {}): Promise<ImportResult & { errorLines: string[] }> {
  const errorsPath = `${path}.errors.csv`
  const actor = { role: 'operator', personId: 1n } as const
  const outcome = await importGroup(platform, defaultJoining, {
    planCode: testPlan.plan,
    path,
    errorsPath,
    actor,
    ...changes,
  })
  if (!outcome.accepted) throw new Error(outcome.refusal.code)
  const errors = (await readFile(errorsPath, 'utf8')).trimEnd().split('\r\n')
  expect(errors[0]).toBe('line,code,field,facts')
  return { ...outcome.event.answer, errorLines: errors.slice(1) }
}

async function countMembers(): Promise<bigint> {
  const { rows } = await sql<{ count: bigint }>`select count(*) from participants`.execute(database)
  return rows[0]!.count
}

/** `count` lines of made-up people who may join, born one a day from `from` on. */
function people(count: number, from: string, sequence = 1): string[] {
  return Array.from({ length: count }, (_, index) => {
    const bornOn = Temporal.PlainDate.from(from).add({ days: index }).toString()
    return `张三,${madeUpResidentId(bornOn, sequence)},,,,1,1,no`
  })
}

describe('importing a group', () => {
  test('joins those who may, in batches, and lists the others by line without a word of what stood there', async () => {
    const members = people(2_100, '1985-01-01')
    members[5] = `李四,${madeUpResidentId('1985-01-06', 1).slice(0, 17)}?,,,,1,1,no`
    members[1_500] = `王五,${madeUpResidentId('1960-01-01', 1)},,,,1,1,no`
    members[1_501] = `赵六,${madeUpResidentId('1989-02-10', 1)},,,,1,,no`
    members[2_099] = members[0]!
    const path = await fileOf('group.csv', [header, ...members].join('\n'))
    const progress: number[] = []
    const result = await run(path, { onProgress: ({ rows }) => progress.push(rows) })
    expect(result).toEqual({
      rows: 2_100,
      added: 2_096,
      addedEarlier: 0,
      errors: 4,
      errorLines: [
        '7,id-number-characters,identity.number,""',
        '1502,too-old,identity.number,"ageYears=66; maxAgeYears=59"',
        '1503,consent-missing,consents.publication,"consent=publication"',
        '2101,already-in-plan,identity,""',
      ],
    })
    expect(progress).toEqual([1_000, 2_000, 2_100])
    expect(await countMembers()).toBe(2_096n)
  })

  test('a second time adds nobody and lists the same errors', async () => {
    const path = join(folder, 'group.csv')
    const before = await readFile(`${path}.errors.csv`, 'utf8')
    expect(await run(path)).toMatchObject({ added: 0, addedEarlier: 2_096, errors: 4 })
    expect(await readFile(`${path}.errors.csv`, 'utf8')).toBe(before)
    expect(await countMembers()).toBe(2_096n)
  })

  test('by another operator, or with one line more, adds only who is missing', async () => {
    const path = join(folder, 'group.csv')
    const other = { role: 'operator', personId: 2n } as const
    expect(await run(path, { actor: other })).toMatchObject({ added: 0, addedEarlier: 0, errors: 2_100 })
    const longer = await fileOf('longer.csv', `${await readFile(path, 'utf8')}\n${people(1, '1984-05-05')[0]}`)
    expect(await run(longer)).toMatchObject({ rows: 2_101, added: 1, errors: 2_100 })
  })

  test('twice at the same moment adds each person once', async () => {
    const before = await countMembers()
    const path = await fileOf('twice.csv', [header, ...people(1_200, '1985-01-01', 3)].join('\n'))
    const copy = await fileOf('twice-copy.csv', [header, ...people(1_200, '1985-01-01', 3), ''].join('\n'))
    const results = await Promise.all([run(path), run(copy)])
    expect(results[0]!.added + results[1]!.added).toBe(1_200)
    expect(await countMembers()).toBe(before + 1_200n)
  })

  test('while some of its people join by themselves adds each person once', async () => {
    const before = await countMembers()
    const lines = people(1_000, '1985-01-01', 11)
    const path = await fileOf('meanwhile.csv', [header, ...lines].join('\n'))
    const joins = Array.from({ length: 10 }, async (_, index) => {
      const number = lines[index * 90]!.split(',')[1]!
      const actor = { role: 'participant', personId: (await nextPersonIds(database, 1))[0]! } as const
      const phone = `+86${13_500_000_000 + index}`
      for (const write of insertPhonePerson(platform, actor.personId, phone, platform.clock.now()))
        await write.execute(database)
      const outcome = await joinPlan(platform, defaultJoining, {
        key: crypto.randomUUID(),
        actor,
        planCode: testPlan.plan,
        person: { name: '张三', document: { kind: 'cn-resident-id', number } },
        relation: 'self',
        consents: {
          'health-data': { given: true, wordingVersion: 1 },
          publication: { given: true, wordingVersion: 1 },
        },
        answers: { 'serious-illness': false },
      })
      return outcome.accepted ? 'joined' : outcome.refusal.code
    })
    const [imported, ...codes] = await Promise.all([run(path), ...joins])
    const joined = codes.filter((code) => code === 'joined').length
    expect(codes.filter((code) => code === 'already-in-plan')).toHaveLength(10 - joined)
    expect(imported.added).toBe(1_000 - joined)
    expect(await countMembers()).toBe(before + 1_000n)
    expect(await membershipCheck.run(platform, database, () => {})).toBeNull()
  })

  test('that was killed after the first batch goes on and ends with the totals of an undisturbed run', async () => {
    const before = await countMembers()
    const path = await fileOf('killed.csv', [header, ...people(1_500, '1985-01-01', 5)].join('\n'))
    const kill = run(path, {
      onProgress: () => {
        throw new Error('killed')
      },
    })
    await expect(kill).rejects.toThrow('killed')
    expect(await countMembers()).toBe(before + 1_000n)
    expect(await run(path)).toMatchObject({ rows: 1_500, added: 500, addedEarlier: 1_000, errors: 0 })
    expect(await countMembers()).toBe(before + 1_500n)
  })

  test('joins a child under the payer who stands before it, and nobody under one who does not', async () => {
    const parent = madeUpResidentId('1988-03-03', 7)
    const child = madeUpResidentId('2020-03-03', 7)
    const lines = [
      header,
      `古丽米热•艾比布力,${parent},13900000001,,,1,1,no`,
      `𠮷田,${child},,child,${parent},1,1,no`,
      `张三,${madeUpResidentId('2020-03-04', 7)},,child,${madeUpResidentId('1988-03-04', 7)},1,1,no`,
      `张三,${madeUpResidentId('2020-03-05', 7)},,,,1,1,no`,
      `张三,${madeUpResidentId('1988-03-06', 7)},139 0000 0001,,,1,1,no`,
      `张三,${madeUpResidentId('1988-03-07', 7)},,child,,1,1,no`,
      `张三,${madeUpResidentId('1988-03-08', 7)},,,,1,1,maybe`,
    ]
    const result = await run(await fileOf('family.csv', lines.join('\r\n')))
    expect(result.added).toBe(2)
    expect(result.errorLines.map((line) => line.split(',').slice(0, 3).join())).toEqual([
      '4,payer-unknown,payer_document_number',
      '5,payer-needed,relation',
      '6,phone-in-use,phone',
      '7,payer-and-relation-differ,payer_document_number',
      '8,answer-unreadable,answer:serious-illness',
    ])
    const { rows } = await sql<{ person_id: bigint }>`
      select person_id from participants order by participant_id desc limit 1`.execute(database)
    const [childOfFamily] = await participantsOf(database, rows[0]!.person_id)
    expect(childOfFamily).toMatchObject({ relation: 'child' })
    expect(await openName(platform, database, childOfFamily!.personId)).toBe('𠮷田')
    expect(await openName(platform, database, childOfFamily!.payerPersonId)).toBe('古丽米热·艾比布力')
  })

  test('reads Chinese headers, a byte order mark and GB 18030, and refuses another encoding than stated', async () => {
    const chinese = `姓名,证件号码,健康信息同意书版本,公示同意书版本,健康告知:serious-illness\n𠮷田,${madeUpResidentId('1988-04-04', 9)},1,1,否\n`
    expect(await run(await fileOf('mark.csv', `\uFEFF${chinese}`))).toMatchObject({ added: 1, errors: 0 })
    // "张三" in GB 18030; the rest of the file is ASCII.
    const head = Buffer.from('name,document_number,consent_health_data,consent_publication,answer:serious-illness\n')
    const tail = Buffer.from(`,${madeUpResidentId('1988-04-05', 9)},1,1,no\n`)
    const path = await fileOf('gb.csv', Buffer.concat([head, Buffer.from('d5c5c8fd', 'hex'), tail]))
    await expect(run(path)).rejects.toThrow('encoding-not-as-stated')
    expect(await run(path, { encoding: 'gb18030' })).toMatchObject({ added: 1, errors: 0 })
    const { rows } = await sql<{ person_id: bigint }>`
      select person_id from participants order by participant_id desc limit 1`.execute(database)
    expect(await openName(platform, database, rows[0]!.person_id)).toBe('张三')
  })

  test('stops at a header or a quote that it can not read, and at a plan that is not there', async () => {
    const before = await countMembers()
    const misspelt = await fileOf('misspelt.csv', `${header.replace('phone', 'fone')}\n${people(1, '1984-06-06')[0]}`)
    await expect(run(misspelt)).rejects.toThrow('column-unknown: column 3')
    const short = await fileOf('short.csv', 'name,document_number\n')
    await expect(run(short)).rejects.toThrow('column-missing: column consent_health_data')
    const quote = await fileOf('quote.csv', `${header}\n${people(1, '1984-06-06')[0]}\n"张,1,,,,1,1,no\n`)
    await expect(run(quote)).rejects.toThrow('csv-malformed')
    const good = await fileOf('good.csv', `${header}\n${people(1, '1984-06-06')[0]}`)
    await expect(run(good, { planCode: 'no-such-plan' })).rejects.toThrow('plan-unknown')
    expect(await countMembers()).toBe(before)
  })
})
