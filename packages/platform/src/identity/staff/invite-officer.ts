import { type Refused, refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome, type Row } from '../../commit/commit.ts'
import { insertOfficeAct, type Office } from '../../commit/office-acts.ts'
import type { Platform } from '../../commit/platform.ts'
import { personByPhone, phoneHash } from '../people-store.ts'
import { hashOfToken, staffSessionHours } from '../sign-in.ts'
import { insertRoleGrant, shortenSessions } from '../sign-in-store.ts'
import {
  acceptInvitationRow,
  insertInvitation,
  invitationIsThere,
  lockInvitation,
  withdrawInvitationRow,
} from './invitation-store.ts'

/** How long an invitation can be accepted: over a weekend, not for ever. */
export const invitationHours = 72

export interface InviteOfficer {
  readonly key: string
  readonly actor: Actor & { readonly personId: bigint }
  readonly roles: readonly Office[]
  /** In E.164: who alone may accept; null where whoever has the code may. */
  readonly phoneNumber: string | null
}

/** Offers offices to whoever brings the code. The code is told by `invitationCode`, and kept nowhere. */
export function inviteOfficer(
  platform: Platform,
  { actor, key, phoneNumber, roles }: InviteOfficer,
): Promise<Outcome<{ readonly invitationId: string; readonly expiresAt: string }>> {
  const offered = [...new Set(roles)].toSorted()
  const hash = phoneNumber === null ? null : phoneHash(platform, phoneNumber)
  const content = { roles: offered, phone: hash === null ? null : hash.toString('base64') }
  return commit(platform, { key, kind: 'invite-officer', actor, content }, async ({ newId, now }) => {
    const invitationId = newId()
    const expiresAt = now.add({ hours: invitationHours })
    const codeHash = hashOfToken(invitationCode(platform, invitationId))
    const row = insertInvitation({
      invitationId,
      codeHash,
      roles: offered,
      phoneHash: hash,
      invitedBy: actor.personId,
      invitedAt: now,
      expiresAt,
    })
    const about = [`invitation/${invitationId}`, ...offered.map((role) => `office/${role}`)]
    return { answer: { invitationId, expiresAt: expiresAt.toString() }, rows: [row], events: [], about }
  })
}

/**
 * The code of an invitation: 256 bits that the master key makes of its id. So a command that is sent again is answered with the
 * same code, although the database has its hash only.
 */
export function invitationCode({ vault }: Pick<Platform, 'vault'>, invitationId: string): string {
  return Buffer.from(vault.lookupHash('invitation-code', invitationId)).toString('base64url')
}

/**
 * Takes the offices that an invitation offers, once. Refusals: invitation-unknown, invitation-over, own-role (nobody gives an office
 * to themselves), invitation-for-another.
 */
export function acceptInvitation(
  platform: Platform,
  {
    actor,
    code,
    key,
  }: { readonly key: string; readonly actor: Actor & { readonly personId: bigint }; readonly code: string },
): Promise<Outcome<{ readonly roles: readonly Office[] }>> {
  const { personId } = actor
  return commit(platform, { key, kind: 'accept-invitation', actor, content: { code } }, async (unit) => {
    const { newId, now, reader } = unit
    const invitation = await lockInvitation(reader, hashOfToken(code))
    if (!invitation) return refuse('invitation-unknown')
    if (isOver(invitation, now)) return refuse('invitation-over')
    if (invitation.invitedBy === personId) return refuse('own-role')
    if (invitation.phoneHash !== null && (await personByPhone(reader, invitation.phoneHash))?.personId !== personId)
      return refuse('invitation-for-another')
    const { invitationId, invitedBy, roles } = invitation
    const rows: Row[] = [
      acceptInvitationRow(invitationId, personId, now),
      ...roles.map((role) => insertRoleGrant(newId(), personId, role, invitedBy, now)),
      shortenSessions(personId, now.add({ hours: staffSessionHours })),
      insertOfficeAct(
        { actor: { personId, role: roles[0]! }, kind: 'accept-invitation', about: [`invitation/${invitationId}`] },
        now,
      ),
    ]
    return { answer: { roles: [...roles] }, rows, events: [] }
  })
}

/** Whether nobody can accept it any more. */
export function isOver(
  one: {
    readonly expiresAt: Temporal.Instant
    readonly acceptedAt: Temporal.Instant | null
    readonly withdrawnAt: Temporal.Instant | null
  },
  now: Temporal.Instant,
): boolean {
  return one.acceptedAt !== null || one.withdrawnAt !== null || Temporal.Instant.compare(one.expiresAt, now) <= 0
}

/** Takes an invitation back. Refusals: invitation-unknown, invitation-over. */
export function withdrawInvitation(
  platform: Platform,
  { actor, invitationId, key }: { readonly key: string; readonly actor: Actor; readonly invitationId: string },
): Promise<Outcome<null>> {
  const command = { key, kind: 'withdraw-invitation', actor, content: { invitationId } }
  return commit<null>(platform, command, async ({ now, reader }) => {
    const unknown: Refused = refuse('invitation-unknown')
    if (!(await invitationIsThere(reader, invitationId))) return unknown
    const write = withdrawInvitationRow(invitationId, actor.personId, now)
    return {
      answer: null,
      rows: [{ write, orRefuse: refuse('invitation-over') }],
      events: [],
      about: [`invitation/${invitationId}`],
    }
  })
}
