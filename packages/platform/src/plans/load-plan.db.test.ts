import { createHash } from 'node:crypto'
import type { PlanVersion } from '@tongzhou/core'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { type TestPlatform, testPlatform } from '../../test/platform.ts'
import type { Actor } from '../commit/commit.ts'
import { loadPlan } from './load-plan.ts'
import { loadShippedPlans, shippedPlans, shippedPlanText } from './load-shipped-plans.ts'
import { planCodes, planContent, planVersion, planVersions, storedVersions } from './store.ts'

const operator: Actor = { role: 'operator', personId: 9n }
let platform: TestPlatform
let base: PlanVersion
let keys = 0

beforeAll(async () => {
  platform = await testPlatform('2026-03-10')
  base = JSON.parse(await shippedPlanText('critical-illness')) as PlanVersion
})

const load = (plan: PlanVersion, key = `load-plan-${++keys}`) =>
  loadPlan(platform, { key, actor: operator, source: JSON.stringify(plan) })

/** A plan of this code, whose second version begins on `firstDay`. */
const versions = (code: string, firstDay: string) => {
  const first: PlanVersion = { ...base, plan: code }
  return { first, second: { ...first, version: 2, firstDay } }
}

async function events(subject: string) {
  const { rows } = await sql<{ event_id: string; entry: string }>`
    select event_id, entry from journal_events where subject = ${subject}`.execute(platform.database)
  return rows.map(({ event_id, entry }) => ({ eventId: event_id, entry: JSON.parse(entry) }))
}

describe('loading a plan', () => {
  test('stores the canonical text once, with an event that states its hash', async () => {
    const { first } = versions('first-load', '2026-05-01')
    const outcome = await load(first)
    expect(outcome).toMatchObject({ accepted: true, event: { answer: { version: 1, alreadyLoaded: false } } })
    const [stored] = await storedVersions(platform.database, 'first-load')
    expect(stored!.plan).toEqual(first)
    expect(stored!.content).toBe(planContent(first))
    const [event] = await events('plan/first-load')
    expect(event!.eventId).toBe(stored!.eventId)
    expect(event!.entry).toMatchObject({
      kind: 'plan-version-loaded',
      plan: 'first-load@1',
      facts: { firstDay: '2018-11-27', contentSha256: createHash('sha256').update(stored!.content).digest('hex') },
    })
  })

  test('twice, also with another key and other blanks, changes nothing more', async () => {
    const { first } = versions('twice', '2026-05-01')
    const once = await load(first, 'key-twice')
    expect(await load(first, 'key-twice')).toMatchObject({ event: { repeated: true } })
    const again = await loadPlan(platform, {
      key: 'key-other',
      actor: operator,
      source: JSON.stringify(first, null, 3),
    })
    const eventId = once.accepted && once.event.answer.eventId
    expect(again).toMatchObject({ accepted: true, event: { answer: { alreadyLoaded: true, eventId } } })
    expect(await events('plan/twice')).toHaveLength(1)
  })

  test('twenty times at once loads one version and answers all', async () => {
    const { first } = versions('at-once', '2026-05-01')
    const outcomes = await Promise.all(Array.from({ length: 20 }, (_, index) => load(first, `at-once-${index}`)))
    expect(outcomes.every((outcome) => outcome.accepted)).toBe(true)
    expect(outcomes.filter((one) => one.accepted && !one.event.answer.alreadyLoaded)).toHaveLength(1)
    expect(await events('plan/at-once')).toHaveLength(1)
  })

  test('refuses another text for a version that is there, names the term, and burns no key', async () => {
    const { first } = versions('differs', '2026-05-01')
    await load(first)
    const other = { ...first, filing: { ...first.filing, withinDays: 90 } }
    const refused = await load(other, 'key-differs')
    expect(refused).toMatchObject({
      accepted: false,
      refusal: { code: 'plan-version-differs', facts: { differences: 1, firstDifference: 'filing.withinDays' } },
    })
    expect(await planVersions(platform.database, 'differs')).toEqual([first])
    expect(await load(first, 'key-differs')).toMatchObject({ accepted: true })
  })

  test('refuses a second version before the days of notice, and takes it on the day after them', async () => {
    const early = versions('notice', '2026-04-08')
    await load(early.first)
    expect(await load(early.second)).toMatchObject({
      refusal: { code: 'first-day-too-early', clause: '1.3', facts: { earliestDay: '2026-04-09', noticeDays: 30 } },
    })
    const { second } = versions('notice', '2026-04-09')
    expect(await load(second)).toMatchObject({ accepted: true })
    expect((await planVersions(platform.database, 'notice')).map(({ version }) => version)).toEqual([1, 2])
    expect(await planVersion(platform.database, 'notice', 2)).toEqual(second)
  })

  test('refuses a gap in the numbers and a file that breaks a rule, and stores nothing', async () => {
    const { second } = versions('gap', '2026-05-01')
    expect(await load(second)).toMatchObject({
      refusal: { code: 'plan-out-of-order', facts: { rule: 'version-not-next' } },
    })
    const broken = { ...base, plan: 'gap', timeZone: 'Asia/Atlantis' }
    expect(await load(broken)).toMatchObject({
      refusal: { code: 'plan-invalid', facts: { rule: 'time-zone-unknown', pointer: '/timeZone' } },
    })
    expect(await planVersions(platform.database, 'gap')).toEqual([])
  })

  test('a version that a record names but nobody loaded is a fault, not an answer', async () => {
    await expect(planVersion(platform.database, 'nowhere', 1)).rejects.toThrow('plan nowhere has no version 1')
  })
})

describe('the table of plan versions', () => {
  test.each([
    ['update', sql`update plan_versions set content = content`],
    ['delete', sql`delete from plan_versions`],
    ['truncate', sql`truncate plan_versions`],
  ])('forbids %s', async (_, statement) => {
    await load(versions('kept', '2026-05-01').first)
    await expect(statement.execute(platform.database)).rejects.toThrow('plan versions are only added')
  })

  const insert = (plan: PlanVersion, version = plan.version) => sql`
    insert into plan_versions (plan_code, version, first_day, content, event_id, loaded_at)
    values (${plan.plan}, ${version}, ${plan.firstDay}, ${planContent(plan)}, gen_random_uuid(), now())`

  test('forbids a gap, an earlier first day, and a column that contradicts the content', async () => {
    const { first, second } = versions('by-hand', '2026-05-01')
    await expect(insert(second).execute(platform.database)).rejects.toThrow('the next version of plan by-hand is 1')
    await insert(first).execute(platform.database)
    await expect(insert(first, 2).execute(platform.database)).rejects.toThrow('has to begin after 2018-11-27')
    await expect(insert({ ...first, firstDay: '2026-05-01' }, 2).execute(platform.database)).rejects.toThrow('check')
  })
})

describe('the rules as they are read', () => {
  test('are those in the database, though an edit by hand came in between, and nobody can change what is shared', async () => {
    const { first, second } = versions('read-again', '2026-05-01')
    await load(first)
    expect(await planVersions(platform.database, 'read-again')).toMatchObject([{ filing: first.filing }])
    await load(second)
    expect(await planVersions(platform.database, 'read-again')).toHaveLength(2)
    const edited = { ...first, filing: { ...first.filing, withinDays: 1 } }
    await platform.database.transaction().execute(async (transaction) => {
      await sql`set local session_replication_role = replica`.execute(transaction)
      await sql`
        update plan_versions set content = ${planContent(edited)} where plan_code = 'read-again' and version = 1`.execute(
        transaction,
      )
    })
    const read = await planVersion(platform.database, 'read-again', 1)
    expect(read.filing.withinDays).toBe(1)
    expect(() => Object.assign(read.filing, { withinDays: 2 })).toThrow(TypeError)
  })
})

describe('the shipped plans', () => {
  test('are loaded at the first start and left alone at the second', async () => {
    const loaded = await loadShippedPlans(platform)
    expect(loaded.map(({ plan }) => plan)).toEqual(shippedPlans)
    expect(await loadShippedPlans(platform)).toEqual([])
    expect(await planCodes(platform.database)).toEqual(expect.arrayContaining([...shippedPlans]))
  })
})
