import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PlanVersion, parseDay } from '@tongzhou/core'
import { sql } from 'kysely'
import { seededChance } from '../../packages/platform/src/demo/chance.ts'
import { drawIllness } from '../../packages/platform/src/demo/illnesses.ts'
import { makeHospital, makePapers } from '../../packages/platform/src/demo/medical-papers.ts'
import { makeDemoSignIns } from '../../packages/platform/src/demo/sign-ins.ts'
import { holdersOf } from '../../packages/platform/src/identity/index.ts'
import { madeUpResidentId } from '../../packages/platform/test/made-up-people.ts'
import { claimBody, joined } from './cases.ts'
import type { Somebody, World } from './world.ts'

const planFile = '../../packages/platform/plans/critical-illness.json'

/** The shipped plan whose cases wait at the desk. */
export const deskPlan = JSON.parse(readFileSync(join(import.meta.dirname, planFile), 'utf8')) as PlanVersion

/** The demo's people in office, and regions in which its investigators work. */
export async function openDesk(world: World): Promise<void> {
  await makeDemoSignIns(world.platform)
  const operator = await world.signIn('operator')
  for (const personId of await holdersOf(world.platform.database, 'investigator')) {
    const regions = `/review/investigators/${personId}/regions`
    await world.call(operator, 'PUT', regions, { regions: ['11', '31'] })
  }
}

/** Somebody joins, falls ill after the waiting period, and hands in made-up papers, through the API. */
export async function filedCase(world: World, bornOn: string, changes: object = {}): Promise<string> {
  const asked = deskPlan.eligibility.healthQuestions.filter(
    ({ askedOf }) => askedOf?.sex !== 'female' && askedOf?.belowAgeYears === undefined,
  )
  const answers = Object.fromEntries(asked.map(({ barringAnswer, code }) => [code, !barringAnswer]))
  const identity = { kind: 'cn-resident-id', number: madeUpResidentId(bornOn, 11) }
  const member = await joined(world, deskPlan, bornOn, { answers, identity })
  await sql`
    update participants set joined_on = '2038-06-01' where participant_id = ${member.participantId}`.execute(
    world.platform.database,
  )
  const chance = seededChance(`console ${bornOn}`)
  const illness = { ...drawIllness(chance, 'male', 30), code: 'malignant-tumour' }
  const [day, born] = [parseDay('2039-12-20'), parseDay(bornOn)]
  if (!day.accepted || !born.accepted) throw new Error('no such day')
  const hospital = makeHospital(chance, '11')
  const patient = { name: '古丽米热·艾比布力', sex: 'male', region: '11', bornOn: born.value } as const
  const papers = await makePapers(chance, { patient, illness, diagnosedOn: day.value, hospital })
  const claim = claimBody(member, '2039-12-20', { illness: illness.code, hospital, ...changes })
  const { body } = await world.call(member, 'POST', '/claims', claim)
  for (const { bytes, fileName, mediaType } of papers) {
    const sent = { name: fileName, type: mediaType, bytes }
    const answer = await world.upload(member, `/claims/${body.caseReference}/evidence`, sent)
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body))
  }
  await accepted(world, member, body.caseReference, 'submit')
  return body.caseReference
}

/** Brings a case from the desk to where it is decided on: passed on, looked into in the field, reported. */
export async function bringToDecision(world: World, reference: string): Promise<void> {
  const [reviewer, investigator] = [await world.signIn('reviewer'), await world.signIn('investigator')]
  const desk = await world.call(reviewer, 'GET', `/claims/${reference}/desk`)
  const checklist = desk.body.checklist.map(({ code }: { code: string }) => ({ code, satisfied: true, note: '' }))
  await accepted(world, reviewer, reference, 'desk-review', { checklist, investigate: true, note: '' })
  const investigatorPersonId = String(investigator.personId)
  await accepted(world, reviewer, reference, 'assign-investigation', { investigatorPersonId })
  await accepted(world, investigator, reference, 'report-investigation', { report: '病历属实。' })
}

/** What a claim's status is now. */
export async function statusOf(world: World, reference: string): Promise<string> {
  const { rows } = await sql<{ status: string }>`
    select status from claims where case_reference = ${reference}`.execute(world.platform.database)
  return rows[0]!.status
}

async function accepted(world: World, who: Somebody, reference: string, verb: string, body?: object): Promise<void> {
  const answer = await world.call(who, 'POST', `/claims/${reference}/${verb}`, body)
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
}
