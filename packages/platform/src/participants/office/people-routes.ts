import { correctedFields } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Platform } from '../../commit/platform.ts'
import { type App, actorOf, CommandHeaders, orRefuse, RefusedRequest, Strict } from '../../http/index.ts'
import type { Joining } from '../joining.ts'
import { MembershipSchema } from '../schemas.ts'
import { correctPerson } from './correct-person.ts'
import { type ClaimantOfCase, findPerson, lookAtPerson, soughtBy } from './find-person.ts'

const tags = ['people']
const operators = { access: { roles: ['operator'] } } as const
const readers = { access: { roles: ['operator', 'auditor'] } } as const
const PersonParams = Type.Object({ personId: Type.String({ pattern: '^[0-9]{1,18}$' }) })
const OrNull = (schema: ReturnType<typeof Type.String>) => Type.Union([schema, Type.Null()])

const Correction = Type.Object({
  field: Type.Enum([...correctedFields]),
  before: OrNull(Type.String()),
  after: Type.String(),
  reason: Type.String(),
  by: OrNull(Type.String()),
  at: Type.String(),
})

const PersonShown = Type.Object({
  personId: Type.String(),
  name: OrNull(Type.String({ description: 'Null for somebody who has shown no document, or whose data was deleted.' })),
  phoneNumber: OrNull(Type.String()),
  birthDate: OrNull(Type.String()),
  sex: OrNull(Type.String()),
  region: OrNull(Type.String()),
  documentKinds: Type.Array(Type.String()),
  memberships: Type.Array(MembershipSchema, { description: 'Their own and those that they pay for, ended ones too.' }),
  corrections: Type.Array(Correction, { description: 'Newest first.' }),
})

/** What operators and auditors see of people, and what operators correct. Every look is in the audit trail. */
export function addPeople(
  app: App,
  platform: Platform,
  joining: Pick<Joining, 'documents'>,
  claimantOfCase: ClaimantOfCase,
): void {
  const search = {
    tags,
    summary: 'Find one person exactly; in the body, because addresses are kept in logs and histories',
    description: 'Names are sealed: nobody is found by a name or a part of one.',
    body: Strict({
      by: Type.Enum([...soughtBy]),
      text: Type.String({ minLength: 1, maxLength: 100 }),
    }),
    response: { 200: Type.Object({ personId: OrNull(Type.String({ description: 'Null: there is nobody.' })) }) },
  }
  app.post('/people/search', { config: readers, schema: search }, async (request) => {
    const { by, text } = request.body
    return orRefuse(await findPerson(platform, joining, claimantOfCase, { actor: actorOf(request), by, text })).answer
  })
  const one = {
    tags,
    summary: 'A person with their memberships and the corrections of their record; the look is recorded',
    params: PersonParams,
    response: { 200: PersonShown },
  }
  app.get('/people/:personId', { config: readers, schema: one }, async (request) => {
    const looked = await lookAtPerson(platform, actorOf(request), BigInt(request.params.personId))
    if ('refusal' in looked) throw new RefusedRequest(looked.refusal)
    return looked.person
  })
  const correct = {
    tags,
    summary: 'Correct a name, a phone number or a document number, with the reason',
    description: 'The day of birth is not corrected: the log holds it. Another phone number ends the sessions.',
    headers: CommandHeaders,
    params: PersonParams,
    body: Strict({
      field: Type.Enum([...correctedFields]),
      value: Type.String({ minLength: 1, maxLength: 400 }),
      documentKind: Type.String({ maxLength: 40, default: 'cn-resident-id' }),
      reason: Type.String({ minLength: 1, maxLength: 1_000 }),
    }),
    response: { 200: Type.Object({ field: Type.Enum([...correctedFields]) }) },
  }
  app.post('/people/:personId/corrections', { config: operators, schema: correct }, async (request) => {
    const personId = BigInt(request.params.personId)
    const command = { key: request.headers['idempotency-key'], actor: actorOf(request), personId, ...request.body }
    return orRefuse(await correctPerson(platform, joining, command)).answer
  })
}
