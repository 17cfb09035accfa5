import { dayOf, lastDayOfGrace } from '@tongzhou/core'
import { Type } from 'typebox'
import type { Platform, Reader } from '../commit/platform.ts'
import { type App, actorOf, DayText, InstantText, orRefuse } from '../http/index.ts'
import { recordLook } from '../identity/index.ts'
import { planVersion } from '../plans/index.ts'
import { triesOf } from './arrears-store.ts'
import { type Arrears, arrearsOfPayer } from './charge-store.ts'

const FenText = Type.String({ pattern: '^[0-9]+$', description: 'An amount in fen as digits.' })
const Try = Type.Object({
  triedAt: Type.Union([InstantText, Type.Null()], { description: 'Null where nothing was sent.' }),
  outcome: Type.String({ description: 'Why it failed, or open: asked for and not answered.' }),
  byPayer: Type.Boolean({ description: 'The payer asked for it, not the calendar of the plan.' }),
})

const PersonArrearsSchema = Type.Object({
  participantId: Type.String(),
  plan: Type.String(),
  period: Type.String(),
  shareFen: FenText,
  sharingDay: Type.String({ description: 'Since when it is owed.' }),
  lastDayOfGrace: DayText,
  graceIsOver: Type.Boolean(),
  writtenOff: Type.Boolean(),
  tries: Type.Array(Try, { description: 'Oldest first.' }),
})

/** What an officer sees of the shares that a person has not paid: since when, what was tried, and until when the cover stays. */
export function addArrearsOfPeople(app: App, platform: Platform): void {
  const schema = {
    tags: ['finance'],
    summary: 'The unpaid shares of a person and of those they pay for, with what was tried; the look is recorded',
    params: Type.Object({ personId: Type.String({ pattern: '^[0-9]{1,18}$' }) }),
    response: { 200: Type.Array(PersonArrearsSchema) },
  }
  const config = { access: { roles: ['finance', 'operator', 'auditor'] } } as const
  app.get('/people/:personId/arrears', { config, schema }, async (request) => {
    const personId = BigInt(request.params.personId)
    orRefuse(await recordLook(platform, { actor: actorOf(request), kind: 'look-at-arrears', personId }))
    return arrearsOfPerson(platform.database, personId, platform.clock.now())
  })
}

async function arrearsOfPerson(reader: Reader, personId: bigint, now: Temporal.Instant) {
  const arrears = await arrearsOfPayer(reader, personId)
  const tries = await triesOf(reader, arrears)
  const shown = []
  for (const [at, one] of arrears.entries()) shown.push({ ...(await lineOf(reader, one, now)), tries: [...tries[at]!] })
  return shown
}

async function lineOf(reader: Reader, one: Arrears, now: Temporal.Instant) {
  const plan = await planVersion(reader, one.planCode, one.planVersion)
  const lastDay = lastDayOfGrace(one.sharingDay, plan.collection)
  return {
    participantId: one.participantId.toString(),
    plan: one.planCode,
    period: one.periodCode,
    shareFen: one.shareFen.toString(),
    sharingDay: one.sharingDay.toString(),
    lastDayOfGrace: lastDay.toString(),
    graceIsOver: Temporal.PlainDate.compare(dayOf(now, plan.timeZone), lastDay) > 0,
    writtenOff: one.writtenOff,
  }
}
