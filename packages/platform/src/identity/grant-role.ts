import { type Refused, type Role, refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import { staffSessionHours } from './sign-in.ts'
import { endSessionsOf, insertRoleGrant, revokeRoleGrant, shortenSessions } from './sign-in-store.ts'
import { withdrawInvitationsOf } from './staff/invitation-store.ts'

export interface RoleCommand {
  readonly key: string
  readonly actor: Actor
  readonly personId: bigint
  readonly role: Exclude<Role, 'participant' | 'system'>
}

/** Gives a person an office. Nobody gives one to themselves. Refusals: own-role, role-held. */
export function grantRole(platform: Platform, { key, actor, personId, role }: RoleCommand): Promise<Outcome<null>> {
  return commit<null>(platform, { key, kind: 'grant-role', actor, content: { personId, role } }, async (unit) => {
    if (actor.personId === personId) return ownRole()
    const write = insertRoleGrant(unit.newId(), personId, role, actor.personId, unit.now)
    return {
      answer: null,
      rows: [
        { write, orRefuse: refuse('role-held', { role }) },
        shortenSessions(personId, unit.now.add({ hours: staffSessionHours })),
      ],
      events: [],
      about: [`office/${role}`],
    }
  })
}

/** Takes an office away, and ends the person's sessions; what an operator offered to others is taken back. Refusals: own-role, role-not-held. */
export function revokeRole(platform: Platform, { key, actor, personId, role }: RoleCommand): Promise<Outcome<null>> {
  return commit<null>(platform, { key, kind: 'revoke-role', actor, content: { personId, role } }, async (unit) => {
    if (actor.personId === personId) return ownRole()
    const write = revokeRoleGrant(personId, role, actor.personId, unit.now)
    const offers = role === 'operator' ? [withdrawInvitationsOf(personId, actor.personId, unit.now)] : []
    return {
      answer: null,
      rows: [{ write, orRefuse: refuse('role-not-held', { role }) }, endSessionsOf(personId, unit.now), ...offers],
      events: [],
      about: [`office/${role}`],
    }
  })
}

function ownRole(): Refused {
  return refuse('own-role')
}
