import { dayOf, refuse } from '@tongzhou/core'
import { Type } from 'typebox'
import { commit, system } from '../commit/commit.ts'
import { newId, type Platform } from '../commit/platform.ts'
import { type App, actorOf, CommandHeaders, orRefuse, publicAccess, Strict } from '../http/index.ts'
import { countVisit, insurancePartners, visitsSince } from './partner-store.ts'
import { setPartners } from './set-partners.ts'

const tags = ['insurance partners']
const everyone = { access: publicAccess } as const
const operators = { access: { roles: ['operator'] } } as const
/** One person who looks at offers, with room; a program that counts up is stopped. */
const visiting = { ...everyone, rateLimit: { max: 30, timeWindow: '1 minute' } }
const visitTimeZone = 'Asia/Shanghai'
const daysShown = 366

const Code = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' })
const words = (maxLength: number) =>
  Strict({ en: Type.String({ minLength: 1, maxLength }), zh: Type.String({ minLength: 1, maxLength }) })
const PartnerSchema = Strict({
  code: Code,
  name: words(100),
  text: words(600),
  address: Type.String({ pattern: '^https://[^\\s]{3,500}$', description: "The insurer's own page." }),
})
const Edition = Type.Integer({
  minimum: 0,
  maximum: 2_147_483_647,
  description: 'Of the list that was read: whoever sets another repeats it. 0 where none was ever set.',
})
const PartnersSchema = Type.Object({ edition: Edition, partners: Type.Array(PartnerSchema) })
const VisitsSchema = Type.Object({
  from: Type.String({ description: 'The first day that is counted.' }),
  until: Type.String({ description: 'Today, in Beijing.' }),
  days: Type.Array(Type.Object({ code: Type.String(), day: Type.String(), visits: Type.String() }), {
    description: 'Newest first; a day on which nobody went is not there. Partners that were taken away are.',
  }),
})

/**
 * Insurers whom the operator points to beside the plans. They are the operator's own data and advertisement; there are none unless an operator
 * names some. How often somebody goes on to one is counted by day, without a person.
 */
export function addPartners(app: App, platform: Platform): void {
  const { clock, database, dice } = platform
  const list = {
    tags,
    summary:
      'The insurers whom the operator points to: advertisement, no part of a plan; empty unless the operator names some',
    response: { 200: PartnersSchema },
  }
  app.get('/partners', { config: everyone, schema: list }, async () => {
    const { edition, partners } = await insurancePartners(database)
    return { edition, partners: [...partners] }
  })
  const replace = {
    tags,
    summary: 'Name the insurers to point to, all of them and in their order; an empty list takes the page away',
    headers: CommandHeaders,
    body: Strict({ edition: Edition, partners: Type.Array(PartnerSchema, { maxItems: 20 }) }),
    response: { 200: Type.Object({ edition: Edition }) },
  }
  app.put('/partners', { config: operators, schema: replace }, async (request) => {
    const key = request.headers['idempotency-key']
    return orRefuse(await setPartners(platform, { key, actor: actorOf(request), ...request.body })).answer
  })
  addVisits(
    app,
    platform,
    () => dayOf(clock.now(), visitTimeZone),
    () => newId(dice),
  )
}

function addVisits(app: App, platform: Platform, today: () => Temporal.PlainDate, freshKey: () => string): void {
  const visit = {
    tags,
    summary: "Count a visit of an insurer's page",
    params: Type.Object({ code: Code }),
    response: { 204: Type.Null() },
  }
  app.post('/partners/:code/visits', { config: visiting, schema: visit }, async (request, reply) => {
    const { code } = request.params
    const write = countVisit(code, today())
    const command = {
      key: `partner-visit:${freshKey()}`,
      kind: 'count-partner-visit',
      actor: system,
      content: { code },
    }
    const outcome = await commit(platform, command, async () => ({
      answer: null,
      rows: [{ write, orRefuse: refuse('partner-unknown', { code }) }],
      events: [],
    }))
    orRefuse(outcome)
    return reply.status(204).send(null)
  })
  const counts = {
    tags,
    summary: `How often somebody went on to each insurer, by day (Beijing time), over the last ${daysShown} days`,
    response: { 200: VisitsSchema },
  }
  app.get('/partners/visits', { config: operators, schema: counts }, async () => {
    const until = today()
    const from = until.subtract({ days: daysShown - 1 })
    return { from: from.toString(), until: until.toString(), days: await visitsSince(platform.database, from) }
  })
}
