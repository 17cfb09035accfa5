import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { rolesByRoutes } from './support/roles-by-routes.ts'
import { callers, headersOf, letsIn, openWholeApp, type RouteOfApp } from './support/whole-app.ts'

const { app, platform, routes } = await openWholeApp('2020-06-15')

/** An address that fits the route's own rules, of things that are not there. */
function addressOf({ path, schema }: RouteOfApp): string {
  const params = (schema.params ?? {}) as { readonly properties?: Readonly<Record<string, unknown>> }
  return path.replaceAll(/:(\w+)|\*/g, (whole, name: string | undefined) =>
    placeholderOf(params.properties?.[name ?? whole]),
  )
}

function placeholderOf(property: unknown): string {
  const { format, pattern, type } = (property ?? {}) as Readonly<Record<string, string | undefined>>
  if (type === 'integer') return '1'
  if (format === 'uuid') return '00000000-0000-4000-8000-000000000000'
  if (pattern?.startsWith('^[0-9A-HJKMNP-TV-Z]{4}-')) return '0000-0000'
  return pattern?.includes('\\d') ? '1' : 'x'
}

const requests = routes.flatMap((route) => callers.map((caller) => ({ route, caller })))

test('the routes of all parts are looked at', () => {
  expect(routes.length).toBeGreaterThan(110)
  expect(new Set(routes.map(({ path }) => path.split('/')[1])).size).toBeGreaterThan(15)
})

describe('who may call which route', () => {
  const answers = new Map<string, { readonly status: number; readonly code: string | null }>()
  const changes = async () => {
    const { rows } = await sql<{ changes: bigint }>`
      select (select count(*) from commands where kind <> 'passkey-challenge') + (select count(*) from journal_events) as changes`.execute(
      platform.database,
    )
    return rows[0]!.changes
  }

  test('is what the route says, for everybody on every route, and whoever is turned away changes nothing', async () => {
    const before = await changes()
    for (const { caller, route } of requests) {
      // A command without its key does nothing, whoever sends it; a passkey's challenge is none.
      const answer = await app.inject({
        method: route.method as 'GET',
        url: addressOf(route),
        headers: headersOf(caller),
      })
      const problem = /problem\+json/.test(String(answer.headers['content-type']))
      answers.set(`${caller} ${route.method} ${route.path}`, {
        status: answer.statusCode,
        code: problem ? answer.json().code : null,
      })
    }
    const wrong = requests.flatMap(({ caller, route }) => {
      const { code, status } = answers.get(`${caller} ${route.method} ${route.path}`)!
      const expected = letsIn(route, caller) ? null : caller === 'nobody' ? 'not-signed-in' : 'not-allowed'
      const turnedAway = code === 'not-signed-in' || code === 'not-allowed' ? code : null
      const fits = turnedAway === expected && status < 500
      return fits ? [] : [`${caller} ${route.method} ${route.path}: ${status} ${code}, expected ${expected}`]
    })
    expect(wrong).toEqual([])
    expect(await changes()).toBe(before)
  })

  test('is written down in docs/who-may-call.md: else run `npm run roles`', () => {
    const place = join(import.meta.dirname, '../docs/who-may-call.md')
    if (process.env.TONGZHOU_WRITE_ROLES === '1') writeFileSync(place, rolesByRoutes(routes))
    expect(readFileSync(place, 'utf8')).toBe(rolesByRoutes(routes))
  })
})
