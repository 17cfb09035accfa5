import { parseDay, startOfDay } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Platform } from '../../commit/platform.ts'
import { type App, DayText, RefusedRequest, Strict } from '../../http/index.ts'
import { openName } from '../people-store.ts'
import { findActs } from './find-acts.ts'

/** Days of the audit trail are those of the operator's calendar. */
const timeZone = 'Asia/Shanghai'

const query = Strict({
  person: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$', description: 'Whose acts.' })),
  kind: Type.Optional(Type.String({ pattern: '^[a-z-]{1,64}$' })),
  about: Type.Optional(
    Type.String({
      pattern: '^[0-9A-Za-z-]{1,40}$',
      description: 'The reference of a case or dispute, or the number of a person, participant or juror.',
    }),
  ),
  from: Type.Optional(DayText),
  to: Type.Optional(DayText),
  before: Type.Optional(
    Type.String({ pattern: '^[1-9][0-9]{0,17}$', description: 'The last act of the page before.' }),
  ),
  limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
})

const Act = Type.Object({
  actNo: Type.String(),
  personId: Type.Union([Type.String(), Type.Null()], { description: "Null for who acted at the server's terminal." }),
  name: Type.Union([Type.String(), Type.Null()]),
  role: Type.String(),
  kind: Type.String(),
  about: Type.Array(Type.String(), { description: 'Such as `claim/0123-4567`, `person/7`.' }),
  at: Type.String(),
})

/** The audit trail, for operators and auditors. */
export function addActs(app: App, platform: Platform): void {
  const schema = {
    tags: ['staff'],
    summary: 'Who did what when in an office, newest first: commands, sign-ins, and every look at papers and people',
    querystring: query,
    response: { 200: Type.Object({ acts: Type.Array(Act), more: Type.Boolean() }) },
  }
  app.get('/office-acts', { config: { access: { roles: ['operator', 'auditor'] } }, schema }, async (request) => {
    const { about, before, from, kind, limit, person, to } = request.query
    const sought = {
      personId: person === undefined ? null : BigInt(person),
      kind: kind ?? null,
      about: about ?? null,
      from: from === undefined ? null : startOfDay(dayOrRefuse(from, 'from'), timeZone),
      until: to === undefined ? null : startOfDay(dayOrRefuse(to, 'to').add({ days: 1 }), timeZone),
      before: before === undefined ? null : BigInt(before),
    }
    const found = await findActs(platform.database, { ...sought, limit: limit + 1 })
    const page = found.slice(0, limit)
    const people = [...new Set(page.flatMap(({ personId }) => (personId === null ? [] : [personId])))]
    const names = new Map(
      await Promise.all(people.map(async (id) => [id, await openName(platform, platform.database, id)] as const)),
    )
    const acts = page.map(({ actNo, personId, recordedAt, ...act }) => ({
      ...act,
      about: [...act.about],
      actNo: actNo.toString(),
      personId: personId?.toString() ?? null,
      name: personId === null ? null : (names.get(personId) ?? null),
      at: recordedAt.toString(),
    }))
    return { acts, more: found.length > limit }
  })
}

function dayOrRefuse(text: string, field: string): Temporal.PlainDate {
  const day = parseDay(text)
  if (!day.accepted) throw new RefusedRequest({ ...day.refusal, field })
  return day.value
}
