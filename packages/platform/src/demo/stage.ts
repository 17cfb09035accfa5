import type { PlanVersion } from '@tongzhou/core'
import type { Actor, Outcome } from '../commit/commit.ts'
import { personByPhone, phoneHash } from '../identity/index.ts'
import type { BoardTools, JurorRules } from '../review-board/index.ts'
import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'
import type { MedicalPaper } from './medical-papers.ts'
import type { Member } from './members.ts'
import type { MadeUpPerson } from './people.ts'
import { demoSignIns } from './sign-ins.ts'
import type { World } from './world.ts'

/** A person who acts in an office. */
export type PersonActor = Actor & { readonly personId: bigint }

/** The people who run the platform. */
export interface Staff {
  readonly reviewer: PersonActor
  readonly secondReviewer: PersonActor
  readonly investigator: PersonActor
  readonly finance: PersonActor
  readonly operator: PersonActor
}

/** What the stories of the demo play on. */
export interface Stage {
  readonly world: World
  readonly plan: PlanVersion
  readonly staff: Staff
  readonly agenda: Agenda
  readonly board: BoardTools
  readonly jurorRules: JurorRules
  readonly chance: Chance
  /** Everybody made up, joined or not. */
  readonly people: readonly MadeUpPerson[]
  /** By the person's index. */
  readonly members: Map<number, Member>
  /** Papers of earlier cases: one claimant in a while sends somebody else's. */
  readonly papersBefore: (readonly MedicalPaper[])[]
  /** Counts what the books and the log don't, such as files that were refused at intake. */
  count(what: string): void
  readonly counts: ReadonlyMap<string, number>
}

/** The answer of a command that this story expects to be carried out. Throws where it is refused: then the story is wrong. */
export function answerOf<Answer>(outcome: Outcome<Answer>, what: string): Answer {
  if (!outcome.accepted) {
    throw new Error(`${what} was refused: ${outcome.refusal.code} ${JSON.stringify(outcome.refusal.facts)}`)
  }
  return outcome.event.answer
}

/** The demo accounts in their offices. */
export async function findStaff({ platform }: World): Promise<Staff> {
  const actorOf = async (role: (typeof demoSignIns)[number]['role'], which = 0): Promise<PersonActor> => {
    const { phone } = demoSignIns.filter((signIn) => signIn.role === role)[which]!
    const person = await personByPhone(platform.database, phoneHash(platform, `+86${phone}`))
    if (!person) throw new Error(`there is no demo account for ${role}`)
    return { role, personId: person.personId }
  }
  return {
    reviewer: await actorOf('reviewer'),
    secondReviewer: await actorOf('reviewer', 1),
    investigator: await actorOf('investigator'),
    finance: await actorOf('finance'),
    operator: await actorOf('operator'),
  }
}

/** Somebody acting for themselves. */
export function participantActor(personId: bigint): PersonActor {
  return { role: 'participant', personId }
}
