import { sql } from 'kysely'
import type { Office } from '../../commit/office-acts.ts'
import type { Reader, Write } from '../../commit/platform.ts'

export interface StoredInvitation {
  readonly invitationId: string
  readonly roles: readonly Office[]
  /** Keyed hash of the one phone number that may accept; null where whoever has the code may. */
  readonly phoneHash: Buffer | null
  readonly invitedBy: bigint
  readonly invitedAt: Temporal.Instant
  readonly expiresAt: Temporal.Instant
  readonly acceptedBy: bigint | null
  readonly acceptedAt: Temporal.Instant | null
  readonly withdrawnAt: Temporal.Instant | null
}

const columns = sql`
  invitation_id as "invitationId", roles, phone_hash as "phoneHash", invited_by as "invitedBy", invited_at as "invitedAt",
  expires_at as "expiresAt", accepted_by as "acceptedBy", accepted_at as "acceptedAt", withdrawn_at as "withdrawnAt"`

export type NewInvitation = Pick<
  StoredInvitation,
  'invitationId' | 'roles' | 'phoneHash' | 'invitedBy' | 'invitedAt' | 'expiresAt'
> & { readonly codeHash: Uint8Array }

export function insertInvitation(one: NewInvitation): Write {
  return sql`
    insert into invitations (invitation_id, code_hash, roles, phone_hash, invited_by, invited_at, expires_at)
    values (${one.invitationId}, ${one.codeHash}, ${[...one.roles]}::text[], ${one.phoneHash}, ${one.invitedBy},
      ${one.invitedAt}, ${one.expiresAt})`
}

/** The invitation of this code, locked until the transaction ends. */
export async function lockInvitation(reader: Reader, codeHash: Uint8Array): Promise<StoredInvitation | null> {
  const { rows } = await sql<StoredInvitation>`
    select ${columns} from invitations where code_hash = ${codeHash} for update`.execute(reader)
  return rows[0] ?? null
}

export async function invitationIsThere(reader: Reader, invitationId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from invitations where invitation_id = ${invitationId}`.execute(reader)
  return rows.length > 0
}

export function acceptInvitationRow(invitationId: string, personId: bigint, now: Temporal.Instant): Write {
  return sql`
    update invitations set accepted_by = ${personId}, accepted_at = ${now} where invitation_id = ${invitationId}`
}

/** Changes no row where it is accepted, withdrawn or too old already. */
export function withdrawInvitationRow(invitationId: string, personId: bigint | null, now: Temporal.Instant): Write {
  return sql`
    update invitations set withdrawn_by = ${personId}, withdrawn_at = ${now}
    where invitation_id = ${invitationId} and accepted_at is null and withdrawn_at is null and expires_at > ${now}`
}

/** Takes back what a person offered and nobody took. */
export function withdrawInvitationsOf(invitedBy: bigint, personId: bigint | null, now: Temporal.Instant): Write {
  return sql`
    update invitations set withdrawn_by = ${personId}, withdrawn_at = ${now}
    where invited_by = ${invitedBy} and accepted_at is null and withdrawn_at is null and expires_at > ${now}`
}

/** The newest first, as many as a page shows. */
export async function invitationsNewestFirst(reader: Reader, most: number): Promise<readonly StoredInvitation[]> {
  const { rows } = await sql<StoredInvitation>`
    select ${columns} from invitations order by invited_at desc limit ${most}`.execute(reader)
  return rows
}
