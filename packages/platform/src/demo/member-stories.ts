import { dayOf } from '@tongzhou/core'
import { createDemoInbox, personByPhone, phoneHash, requestCode, signInWithCode } from '../identity/index.ts'
import { defaultJoining, joinPlan, leavePlan, loadParticipant, recordDeath } from '../participants/index.ts'
import { agreeToDebits, payArrears } from '../payments/index.ts'
import type { Story } from './agenda.ts'
import { accountTokenOf } from './agreements-store.ts'
import { answersOf, type Member } from './members.ts'
import type { MadeUpPerson } from './people.ts'
import { answerOf, participantActor, type Stage } from './stage.ts'

const today = ({ plan, world }: Stage) => dayOf(world.platform.clock.now(), plan.timeZone)

async function isMember({ world }: Stage, { participantId }: Member): Promise<boolean> {
  const participant = await loadParticipant(world.platform.database, participantId)
  return participant?.membership.status === 'active'
}

/**
 * Somebody joins by themselves: signs in with a code, joins, agrees to be debited; or is joined by the one who pays. Whoever
 * is barred by the health declaration is refused.
 */
export async function joinAlone(stage: Stage, person: MadeUpPerson, joined: (member: Member) => void): Promise<void> {
  const { plan, world } = stage
  const payer = person.payer && stage.members.get(person.payer.index)
  // The payer was refused, or has not joined: nobody joins them then.
  if (person.payer && !payer) return
  const actor = participantActor(payer ? payer.personId : await signUp(stage, `+86${person.phone}`))
  const key = `demo-join:${person.index}`
  const { wordings } = defaultJoining
  const outcome = await joinPlan(world.platform, defaultJoining, {
    key,
    actor,
    planCode: plan.plan,
    person: { name: person.name, document: { kind: 'cn-resident-id', number: person.residentId } },
    relation: person.payer?.relation ?? 'self',
    consents: {
      'health-data': { given: true, wordingVersion: wordings['health-data'] },
      publication: { given: true, wordingVersion: wordings.publication },
    },
    answers: answersOf(plan, person, today(stage)),
  })
  if (!outcome.accepted) {
    stage.count(`joining refused: ${outcome.refusal.code}`)
    return
  }
  if (!payer) {
    const agree = { key: `demo-agree:${person.index}`, actor, accountToken: accountTokenOf(actor.personId) }
    answerOf(await agreeToDebits(world.platform, agree), 'agreeing to be debited')
  }
  const participantId = BigInt(outcome.event.answer.participantId)
  const participant = await loadParticipant(world.platform.database, participantId)
  joined({ person, participantId, personId: participant!.personId, payerPersonId: actor.personId })
  stage.count('joined one by one')
}

async function signUp({ world: { platform } }: Stage, phoneNumber: string): Promise<bigint> {
  const inbox = createDemoInbox(platform.clock)
  answerOf(await requestCode(platform, inbox, phoneNumber), 'asking for a code')
  const code = /[0-9]{6}/.exec(inbox.messages()[0]!.text)![0]
  answerOf(await signInWithCode(platform, phoneNumber, code), 'signing in')
  const person = await personByPhone(platform.database, phoneHash(platform, phoneNumber))
  return person!.personId
}

/** Somebody leaves the plan. */
export async function leave(stage: Stage, member: Member): Promise<void> {
  if (!(await isMember(stage, member))) return
  const { participantId, personId } = member
  const command = { key: `demo-leave:${participantId}`, actor: participantActor(personId), participantId }
  answerOf(await leavePlan(stage.world.platform, command), 'leaving')
}

/** Somebody dies; the operator records it some days later, from the certificate. */
export async function* deathStory(stage: Stage, member: Member): Story {
  const diedOn = today(stage)
  yield stage.chance.between(2, 12)
  if (!(await isMember(stage, member))) return
  const { participantId } = member
  const command = { key: `demo-death:${participantId}`, actor: stage.staff.operator, participantId, diedOn }
  answerOf(await recordDeath(stage.world.platform, command), 'recording a death')
}

/**
 * A payer's account is empty for a while: reminders, then the end of the membership of everybody whom they pay for; some pay
 * what is owed within the days of reinstatement and are back without a new waiting period.
 */
export async function* emptyAccountStory(stage: Stage, member: Member): Story {
  const { world } = stage
  const accountToken = accountTokenOf(member.payerPersonId)
  const reason = 'insufficient-funds'
  await world.askGateway('accounts', { accountToken, failures: 1_000, reason, balanceFen: null })
  const { graceDays, reinstatementDays } = stage.plan.collection
  const paysInTime = stage.chance.happens(0.4)
  yield paysInTime ? stage.chance.between(3, 10) : graceDays + 14 + stage.chance.between(1, reinstatementDays - 2)
  if (!paysInTime && stage.chance.happens(0.35)) return
  await world.askGateway('accounts', { accountToken, failures: 0, reason, balanceFen: null })
  const { participantId, payerPersonId } = member
  const actor = participantActor(payerPersonId)
  const outcome = await payArrears(world.platform, { key: `demo-arrears:${participantId}`, actor, participantId })
  stage.count(outcome.accepted ? 'arrears paid by the payer' : `paying arrears: ${outcome.refusal.code}`)
}
