import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { residentIdCheckCharacter } from '@tongzhou/core'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../test/database.ts'
import { insertPhonePerson, nextPersonIds } from '../identity/index.ts'
import { sequenceAll } from '../journal/index.ts'
import { shippedPlanText } from '../plans/index.ts'
import { withPlatform } from './open-platform.ts'
import { runCommandLine } from './run-command-line.ts'
import { openStores } from './stores.ts'

const { database, url } = await freshDatabase()
let folder: string
const path = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tongzhou-command-line-'))
  await writeFile(path('plan.json'), await shippedPlanText('critical-illness'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function recorder() {
  let text = ''
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      text += String(chunk)
      done()
    },
  })
  return { stream, text: () => text }
}

const environment = () => ({
  DATABASE_URL: url,
  TONGZHOU_DATA_FOLDER: path('data'),
  TONGZHOU_LOG_LEVEL: 'silent',
})

/** Runs a command line as a shell would. */
async function run(words: string[], changed: Record<string, string> = {}, typed = '') {
  const out = recorder()
  const err = recorder()
  const exitCode = await runCommandLine(words, {
    environment: { ...environment(), ...changed },
    in: Readable.from([typed]),
    out: out.stream,
    err: err.stream,
  })
  return { exitCode, out: out.text(), err: err.text() }
}

const json = async (words: string[]) => {
  const { exitCode, out } = await run([...words, '--json'])
  return { exitCode, result: JSON.parse(out) as Record<string, unknown> }
}

/** A made-up resident ID number of a county that does not exist. */
function madeUpNumber(bornOn: string, sequence: number): string {
  const digits = `110000${bornOn.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`
  return digits + residentIdCheckCharacter(digits)
}

describe('wrong usage ends with 2 and says what to write', () => {
  const wrong: [string, string[], string][] = [
    ['an unknown command', ['legder'], 'Did you mean ledger?'],
    ['an unknown option', ['verify', '--fast'], "unknown option '--fast'"],
    ['a missing option', ['import', 'group.csv'], "required option '--plan <code>'"],
    ['a number that is none', ['demo', '--months', '1.5'], 'whole number from 1 to 120'],
    ['a table that is none', ['export', 'people'], 'Allowed choices are participants, ledger, periods'],
    ['a plan that is not there', ['period', 'show', 'no-such-plan'], 'There is no plan no-such-plan'],
    ['a folder that is not there', ['export', 'ledger', '-o', '/no/such/ledger.csv'], 'ENOENT'],
    ['a file that is not there', ['plan', 'check', '/no/such/plan.json'], 'ENOENT'],
  ]
  test.each(wrong)('%s', async (_what, words, message) => {
    const { err, exitCode, out } = await run(words)
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' })
    expect(err).toContain(message)
  })

  test('a setting that is none', async () => {
    const { err, exitCode } = await run(['verify'], { TONGZHOU_PROT: '80' })
    expect(exitCode).toBe(2)
    expect(err).toContain('TONGZHOU_PROT is no setting')
  })
})

test('help ends with 0 and goes to stdout', async () => {
  const { err, exitCode, out } = await run(['--help'])
  expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 })
  expect(out).toContain('Exit codes: 0 done')
})

test('a database that does not answer ends with 3 and says what to do', async () => {
  const { err, exitCode } = await run(['verify'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
  expect(exitCode).toBe(3)
  expect(err).toContain('PostgreSQL does not answer')
})

describe('plans', () => {
  test('a sound plan is checked with 0, a broken one with 1 and the line of each fault', async () => {
    expect(await json(['plan', 'check', path('plan.json')])).toEqual({
      exitCode: 0,
      result: { plan: 'critical-illness', version: 1, firstDay: '2018-11-27', faults: [] },
    })
    await writeFile(
      path('broken.json'),
      (await shippedPlanText('critical-illness')).replace('"version": 1', '"version": 1.5'),
    )
    const { exitCode, out } = await run(['plan', 'check', path('broken.json')])
    expect(exitCode).toBe(1)
    expect(out).toContain('broken.json:3:14 number-not-whole')
  })

  test('loading twice loads once; other terms under the same version are refused with 1', async () => {
    const first = await json(['plan', 'load', path('plan.json')])
    expect(first).toMatchObject({ exitCode: 0, result: { alreadyLoaded: false } })
    expect(await json(['plan', 'load', path('plan.json')])).toMatchObject({
      exitCode: 0,
      result: { alreadyLoaded: true },
    })
    const text = await shippedPlanText('critical-illness')
    await writeFile(path('other.json'), text.replace('"withinDays": 180', '"withinDays": 90'))
    const other = await json(['plan', 'load', path('other.json')])
    expect(other).toMatchObject({ exitCode: 1, result: { refused: { code: 'plan-version-differs' } } })
  })
})

describe('a group', () => {
  const header = 'name,document_number,consent_health_data,consent_publication'

  test('joins once; who may not join is told with 1 and listed by line', async () => {
    const questions = (
      JSON.parse(await shippedPlanText('critical-illness')) as typeof import('../../test/plan.ts').testPlan
    ).eligibility.healthQuestions
    const asked = questions.filter(({ askedOf }) => askedOf?.sex !== 'female' && askedOf?.belowAgeYears === undefined)
    const columns = asked.map(({ code }) => `answer:${code}`).join(',')
    const answers = asked.map(() => 'no').join(',')
    const row = (name: string, bornOn: string) => `${name},${madeUpNumber(bornOn, 1)},1,1,${answers}`
    const rows = [row('=cmd', '1980-01-01'), row('王伟', '1980-01-01'), row('李强', '1900-01-01')]
    await writeFile(path('group.csv'), `${header},${columns}\n${rows.join('\n')}\n`)
    const words = ['import', path('group.csv'), '--plan', 'critical-illness']
    expect(await json(words)).toMatchObject({ exitCode: 1, result: { rows: 3, added: 1, addedEarlier: 0, errors: 2 } })
    expect(await json(words)).toMatchObject({ exitCode: 1, result: { rows: 3, added: 0, addedEarlier: 1, errors: 2 } })
    expect(await readFile(path('group.csv.errors.csv'), 'utf8')).toContain('4,too-old')
  })

  test('with a broken header is refused with 1, and nobody joins', async () => {
    await writeFile(path('misspelt.csv'), `nmae,document_number\n`)
    const { exitCode, result } = await json(['import', path('misspelt.csv'), '--plan', 'critical-illness'])
    expect({ exitCode, result }).toMatchObject({ exitCode: 1, result: { refused: { code: 'column-unknown' } } })
  })

  test('is exported as a table that spreadsheet programs read as Chinese', async () => {
    const output = path('participants.csv')
    expect(await json(['export', 'participants', '-o', output])).toMatchObject({ exitCode: 0, result: { rows: 1 } })
    const bytes = await readFile(output)
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const [title, line] = bytes.toString('utf8').slice(1).split('\r\n')
    expect(title!.split(',').slice(0, 2)).toEqual(['成员编号', '互助计划'])
    expect(line).toMatch(/^[0-9]+,critical-illness,1,self,/)
    expect(await json(['export', 'ledger', '--plan', 'none', '-o', output])).toMatchObject({ result: { rows: 0 } })
  })
})

describe('periods', () => {
  test('that have not come are refused with 1 and the day', async () => {
    const { exitCode, result } = await json(['period', 'publish', 'critical-illness', '2999-01-A'])
    expect({ exitCode, result }).toMatchObject({
      exitCode: 1,
      result: { refused: { code: 'publicity-day-not-come', facts: { publicityDay: '2999-01-07' } } },
    })
    expect(await json(['period', 'close', 'critical-illness', '2999-01-A'])).toMatchObject({
      exitCode: 1,
      result: { refused: { code: 'period-not-published' } },
    })
    expect(await json(['period', 'show', 'critical-illness'])).toMatchObject({ exitCode: 0, result: { periods: [] } })
  })

  test('are nothing that another gateway than the server can serve', async () => {
    const { err, exitCode } = await run(['daily'])
    expect(exitCode).toBe(2)
    expect(err).toContain('TONGZHOU_GATEWAY_URL')
  })
})

describe('staff', () => {
  const phone = '13700000321'

  test('the first operator is made at the terminal, once they have signed in, and the number stands in no history', async () => {
    const early = await run(['staff', 'grant', 'operator'], {}, `${phone}\n`)
    expect(early).toMatchObject({ exitCode: 2, err: expect.stringContaining('let them sign in once') })
    await withPlatform({ environment: environment() }, async (platform) => {
      const [personId] = await nextPersonIds(platform.database, 1)
      for (const write of insertPhonePerson(platform, personId!, `+86${phone}`, Temporal.Now.instant())) {
        await write.execute(platform.database)
      }
    })
    const granted = await run(['staff', 'grant', 'operator', '--json'], {}, `${phone}\n`)
    expect(granted.exitCode).toBe(0)
    const { personId } = JSON.parse(granted.out) as { personId: string }
    expect((await run(['staff', 'list'])).out).toMatch(new RegExp(`operator +1 +${personId}`))
    expect(await run(['staff', 'grant', 'operator'], {}, phone)).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('role-held'),
    })
    expect(await run(['staff', 'revoke', 'operator'], {}, phone)).toMatchObject({ exitCode: 0, err: 'Phone number: ' })
    expect((await run(['staff', 'revoke', 'operator'], {}, phone)).exitCode).toBe(1)
  })

  test('no number, a wrong one, and an office that is none', async () => {
    expect((await run(['staff', 'grant', 'operator'])).exitCode).toBe(1)
    expect((await run(['staff', 'grant', 'operator'], {}, '12345')).exitCode).toBe(1)
    expect((await run(['staff', 'grant', 'emperor'])).exitCode).toBe(2)
  })
})

describe('what need not be kept', () => {
  test('is shown, erased when that is asked for, and not asked for wrongly', async () => {
    await sql`
      insert into sessions (token_hash, person_id, method, began_at, expires_at)
      values (${Buffer.alloc(32, 7)}, 1, 'code', '2020-01-01', '2020-02-01')`.execute(database)
    const looked = await run(['retention', '--before', '2021-01-01'])
    expect(looked.exitCode).toBe(0)
    expect(looked.out).toMatch(/sessions over for half a year +1 /)
    expect(looked.out).toContain('Nothing was erased: add --apply')
    const done = { parts: [{ what: 'claims' }, { what: 'messages' }, { what: 'sign-ins', erased: 1 }] }
    expect(await json(['retention', '--apply'])).toMatchObject({ exitCode: 0, result: { applied: true, ...done } })
    const { rows } = await sql`select 1 from sessions where token_hash = ${Buffer.alloc(32, 7)}`.execute(database)
    expect(rows).toEqual([])
    for (const wrong of [
      ['--before', '2999-01-01'],
      ['--before', 'long ago'],
      ['--plan', 'critical-illness'],
      ['--plan', 'no-such-plan', '--before', '2021-01-01'],
    ]) {
      expect((await run(['retention', ...wrong])).exitCode, wrong.join(' ')).toBe(2)
    }
  })
})

describe('the books and the log', () => {
  test('agree with 0, in words and as JSON', async () => {
    expect(await json(['ledger', 'trial-balance'])).toMatchObject({ exitCode: 0, result: { differenceFen: '0' } })
    const { exitCode, out } = await run(['verify'])
    expect({ exitCode, out }).toMatchObject({ exitCode: 0, out: expect.stringContaining('Clean: ') })
  })

  test('are found changed with 1, and the record is named', async () => {
    await withPlatform({ environment: environment() }, async (platform) => {
      const stores = await openStores(platform.settings, path('data'))
      await sequenceAll(platform, stores.leafFile)
      await stores.close()
    })
    await sql`alter table journal_events disable trigger user`.execute(database)
    await sql`update journal_events set subject = 'plan/another' where kind = 'plan-version-loaded'`.execute(database)
    const { exitCode, out } = await run(['verify'])
    expect(exitCode).toBe(1)
    expect(out).toMatch(/^NOT CLEAN: journal event .* \(plan-version-loaded, plan\/another\) was changed/)
  })
})
