import { refuse } from '@tongzhou/core'
import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Platform } from '../commit/platform.ts'
import { type App, publicAccess, RefusedRequest } from '../http/index.ts'
import { BallotsQuery, BallotsSchema, DisputeParams, VerdictQuery, VerdictSchema } from './dispute-schemas.ts'
import { linesOf, readJurorList } from './juror-list-store.ts'
import { openedBallots, publicEntries, searchVerdicts } from './verdict-store.ts'

const tags = ['verdicts']
const everyone = { access: publicAccess }

/** What anyone may see of the board without signing in: the library of verdicts, the ballots, and the lists that panels were drawn from. */
export function addVerdictRoutes(app: App, platform: Platform): void {
  const { database } = platform
  const library = {
    tags,
    summary: 'The library of verdicts, by plan, illness and clause, newest first',
    querystring: VerdictQuery,
    response: { 200: Type.Array(VerdictSchema) },
  }
  app.get('/verdicts', { config: everyone, schema: library }, async (request) => [
    ...(await searchVerdicts(database, request.query)),
  ])
  const params = DisputeParams
  const one = { tags, params, summary: 'One verdict', response: { 200: VerdictSchema } }
  app.get('/verdicts/:dispute', { config: everyone, schema: one }, async (request) => {
    const { dispute } = request.params
    const [verdict] = await searchVerdicts(database, { dispute, limit: 1, offset: 0 })
    if (!verdict) throw new RefusedRequest(refuse('verdict-not-there', { dispute }).refusal)
    return verdict
  })
  const ballots = {
    tags,
    params,
    summary: 'The opened ballots of a verdict by pseudonym, with the keys for a recount',
    querystring: BallotsQuery,
    response: { 200: BallotsSchema },
  }
  app.get('/verdicts/:dispute/ballots', { config: everyone, schema: ballots }, async (request) => [
    ...(await openedBallots(database, request.params.dispute, request.query)),
  ])
  const entries = {
    tags,
    params,
    summary: 'What the log says of a dispute: its draw, its vote and its outcome, as they stand there',
    description:
      'Ballots are left out: they are many, and in the log itself. interop/second-lot.py draws a panel again from these.',
    response: { 200: Type.Array(Type.Object({ index: Type.Integer(), kind: Type.String(), entry: Type.String() })) },
  }
  app.get('/disputes/:dispute/entries', { config: everyone, schema: entries }, async (request) => {
    const { dispute } = request.params
    const found = await publicEntries(database, dispute)
    if (found.length === 0) throw new RefusedRequest(refuse('dispute-not-found', { dispute }).refusal)
    return [...found]
  })
  const list = {
    tags,
    params,
    summary: 'The list that a panel was drawn from, a line each: lot reference, weight',
    description:
      'Its Merkle root is in the entry juror-list-committed. How to draw again: docs/decisions/0015-the-lot.md.',
  }
  app.get('/disputes/:dispute/jurors', { config: everyone, schema: list }, async (request, reply) => {
    const { dispute } = request.params
    const { rows } = await sql<{ dispute_id: string }>`
      select dispute_id from disputes where reference = ${dispute}`.execute(database)
    const records = rows[0] ? await readJurorList(database, rows[0].dispute_id) : Buffer.alloc(0)
    if (records.length === 0) throw new RefusedRequest(refuse('dispute-not-found', { dispute }).refusal)
    return reply.type('text/plain; charset=utf-8').send(`${[...linesOf(records)].join('\n')}\n`)
  })
}
