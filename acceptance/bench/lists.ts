/**
 * How fast every list of the API answers over a million participants and fifty thousand claims, searches included: each list route of the
 * route table, as each office that may call it, with each value of each of its parameters.
 *
 *     npm run bench:lists [-- --participants 1000000] [--claims 50000] [--seed 1] [--folder FOLDER] [--only /review]
 *
 * `--folder` keeps the database there for another run: making it takes longer than asking. Ends with 1 where a list takes longer than half a
 * second (the 95th of a hundred, after it was asked before). What else a machine does only lengthens answers: the calmest of three rounds counts.
 */
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import { textTable } from '../../packages/platform/src/cli/text-table.ts'
import { testClock } from '../../packages/platform/test/platform.ts'
import { buildWholeApp, headersOf } from '../support/build-whole-app.ts'
import { openBenchPlatform } from './bench-server.ts'
import { calculations, callsOf, type ListCall, listRoutes, searchesOf } from './lists/list-routes.ts'
import { callersInWorld, listsAt, makeWorld, samplesOf } from './lists/world.ts'

const mostMilliseconds = 500
const warming = 3
const repeats = 20
const mostRounds = 3

const { values } = parseArgs({
  options: {
    participants: { type: 'string', default: '1000000' },
    claims: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string' },
    only: { type: 'string', default: '/' },
  },
})
const [participants, claims, seed] = [values.participants, values.claims, values.seed].map(Number) as [
  number,
  number,
  number,
]

interface Measured extends ListCall {
  readonly rows: number
  readonly p50: number
  readonly p95: number
}

const bench = await openBenchPlatform(values.folder === undefined ? {} : { keptIn: values.folder })
const platform = { ...bench.platform, clock: testClock(listsAt) }
try {
  const { rows } = await sql<{ made: boolean }>`select exists (select from participants) as made`.execute(
    platform.database,
  )
  if (!rows[0]!.made) await makeWorld(platform, { participants, claims, seed })
  const { app, close, routes } = await buildWholeApp(platform)
  const { participant, samples, searches, together } = await samplesOf(platform)
  const people = { ...callersInWorld, participant, juror: participant, nobody: 0n }
  const calls = [
    ...listRoutes(routes).flatMap((route) => callsOf(route, samples, together[route.path])),
    ...searchesOf(routes, searches),
  ].filter(({ path }) => path.startsWith(values.only))
  const measured: Measured[] = []
  const faults = new Set<string>()
  for (const call of calls) measured.push(await measure(call))
  await close()
  tell(measured)
  if (faults.size > 0) throw new Error([...faults].join('\n'))

  async function measure(call: ListCall): Promise<Measured> {
    const ask = async () => {
      const began = performance.now()
      const answer = await app.inject({
        method: call.body === undefined ? 'GET' : 'POST',
        url: call.url,
        headers: headersOf(call.caller, people[call.caller]),
        ...(call.body && { payload: call.body }),
      })
      const took = performance.now() - began
      if (answer.statusCode >= 500 || answer.statusCode === 400)
        faults.add(`${call.caller} ${call.url}: ${answer.statusCode} ${answer.body}`)
      return { took, body: answer.body, status: answer.statusCode }
    }
    for (let turn = 1; turn < warming; turn += 1) await ask()
    const { body, status, took: first } = await ask()
    // What takes this long need not be asked often to be told slow.
    const round = async () => {
      const times = first > 4 * mostMilliseconds ? [first] : []
      while (times.length < repeats && first <= 4 * mostMilliseconds) times.push((await ask()).took)
      times.sort((one, other) => one - other)
      const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!
      return { p50: at(0.5), p95: at(0.95) }
    }
    let calmest = await round()
    for (let rounds = 1; rounds < mostRounds && calmest.p95 > mostMilliseconds / 2; rounds += 1) {
      const again = await round()
      if (again.p95 < calmest.p95) calmest = again
    }
    if (process.stderr.isTTY === undefined)
      process.stderr.write(`${calmest.p95.toFixed(0)} ms ${status} ${call.caller} ${call.url}\n`)
    return { ...call, rows: status === 200 ? rowsOf(JSON.parse(body)) : 0, ...calmest }
  }
} finally {
  await bench.close()
}

function rowsOf(answer: unknown): number {
  if (Array.isArray(answer)) return answer.length
  const lists = Object.values(answer as object).filter((value) => Array.isArray(value))
  return Math.max(0, ...lists.map((list) => list.length))
}

function tell(measured: readonly Measured[]): void {
  const byRoute = Object.entries(Object.groupBy(measured, ({ path }) => path)).map(([path, calls]) => {
    const slowest = calls!.reduce((one, other) => (other.p95 > one.p95 ? other : one))
    return { path, calls: calls!.length, rows: Math.max(...calls!.map(({ rows }) => rows)), slowest }
  })
  byRoute.sort((one, other) => other.slowest.p95 - one.slowest.p95)
  const lines = byRoute.map(({ calls, path, rows, slowest }) => [
    path,
    String(calls),
    String(rows),
    slowest.p50.toFixed(0),
    slowest.p95.toFixed(0),
    `${slowest.caller} ${slowest.url}`,
  ])
  console.log(textTable(['list', 'requests', 'rows', 'p50 ms', 'p95 ms', 'the slowest request'], lines, 1))
  const slow = measured.filter(({ p95, path }) => p95 > mostMilliseconds && !calculations.includes(path))
  const figures = {
    participants,
    claims,
    seed,
    routes: byRoute.length,
    requests: measured.length,
    slowestP95Milliseconds: byRoute.find(({ path }) => !calculations.includes(path))!.slowest.p95,
    slowRequests: slow.length,
    lists: byRoute.map(({ calls, path, rows, slowest }) => ({ path, calls, rows, p50: slowest.p50, p95: slowest.p95 })),
  }
  console.log(JSON.stringify(figures))
  if (slow.length > 0) process.exitCode = 1
}
