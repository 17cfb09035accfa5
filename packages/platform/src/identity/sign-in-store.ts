import type { CodeTried, Role, SignInCode } from '@tongzhou/core'
import { sql } from 'kysely'
import type { Office } from '../commit/office-acts.ts'
import type { Reader, Write } from '../commit/platform.ts'

export interface StoredCode extends SignInCode {
  readonly codeHash: Buffer
}

/** The code last sent to a number, locked until the transaction ends. */
export async function loadCode(reader: Reader, phoneHash: Uint8Array): Promise<StoredCode | null> {
  const { rows } = await sql<{
    code_hash: Buffer
    requested_at: Temporal.Instant
    wrong_tries: number
    locked_until: Temporal.Instant | null
    used_at: Temporal.Instant | null
    codes_today: number
    day_began: Temporal.Instant
  }>`select * from sign_in_codes where phone_hash = ${phoneHash} for update`.execute(reader)
  const row = rows[0]
  if (!row) return null
  return {
    codeHash: row.code_hash,
    requestedAt: row.requested_at,
    wrongTries: row.wrong_tries,
    lockedUntil: row.locked_until,
    usedAt: row.used_at,
    codesToday: row.codes_today,
    dayBegan: row.day_began,
  }
}

export interface NewCode {
  readonly phoneHash: Uint8Array
  readonly codeHash: Uint8Array
  readonly now: Temporal.Instant
  readonly codesToday: number
  readonly dayBegan: Temporal.Instant
}

/** Replaces the code of a number; the one before is void. */
export function saveCode({ phoneHash, codeHash, now, codesToday, dayBegan }: NewCode): Write {
  return sql`
    insert into sign_in_codes (phone_hash, code_hash, requested_at, wrong_tries, codes_today, day_began)
    values (${phoneHash}, ${codeHash}, ${now}, 0, ${codesToday}, ${dayBegan})
    on conflict (phone_hash) do update set code_hash = excluded.code_hash, requested_at = excluded.requested_at,
      wrong_tries = 0, locked_until = null, used_at = null, codes_today = excluded.codes_today,
      day_began = excluded.day_began`
}

export function recordTry(phoneHash: Uint8Array, tried: CodeTried, now: Temporal.Instant): Write {
  if (tried.kind === 'code-used') return sql`update sign_in_codes set used_at = ${now} where phone_hash = ${phoneHash}`
  return sql`
    update sign_in_codes set wrong_tries = ${tried.wrongTries}, locked_until = ${tried.lockedUntil}
    where phone_hash = ${phoneHash}`
}

export interface NewSession {
  readonly tokenHash: Uint8Array
  readonly personId: bigint
  readonly method: 'code' | 'passkey'
  readonly now: Temporal.Instant
  readonly expiresAt: Temporal.Instant
}

export function insertSession({ tokenHash, personId, method, now, expiresAt }: NewSession): Write {
  return sql`
    insert into sessions (token_hash, person_id, method, began_at, expires_at)
    values (${tokenHash}, ${personId}, ${method}, ${now}, ${expiresAt})`
}

export function endSession(tokenHash: Uint8Array, now: Temporal.Instant): Write {
  return sql`update sessions set ended_at = ${now} where token_hash = ${tokenHash} and ended_at is null`
}

/** Ends every session of a person. */
export function endSessionsOf(personId: bigint, now: Temporal.Instant): Write {
  return sql`update sessions set ended_at = ${now} where person_id = ${personId} and ended_at is null`
}

/** Sessions of somebody who gets an office end as those of officers do. */
export function shortenSessions(personId: bigint, latest: Temporal.Instant): Write {
  return sql`
    update sessions set expires_at = ${latest}
    where person_id = ${personId} and ended_at is null and expires_at > ${latest}`
}

export interface SignedIn {
  readonly personId: bigint
  readonly roles: readonly Role[]
}

/**
 * Who holds these sessions, with their offices, in the order of the tokens; null where a session ended or never was. A session that
 * was begun by a code, while the person had a passkey, has none of their offices: a stolen phone number opens nothing.
 */
export async function loadSessions(
  reader: Reader,
  tokenHashes: readonly Uint8Array[],
  now: Temporal.Instant,
): Promise<readonly (SignedIn | null)[]> {
  const { rows } = await sql<{ token_hash: Buffer; person_id: bigint; roles: Role[] }>`
    select s.token_hash, s.person_id,
      array(select role from role_grants g where g.person_id = s.person_id and revoked_at is null
        and (g.role = 'juror' or s.method = 'passkey' or not exists (
          select 1 from passkeys k where k.person_id = s.person_id and k.recorded_at < s.began_at))
        order by role) as roles
    from sessions s
    where token_hash = any(${tokenHashes}::bytea[]) and ended_at is null and expires_at > ${now}`.execute(reader)
  const found = new Map(rows.map((row) => [row.token_hash.toString('latin1'), row]))
  return tokenHashes.map((hash) => {
    const row = found.get(Buffer.from(hash).toString('latin1'))
    return row ? { personId: row.person_id, roles: ['participant', ...row.roles] } : null
  })
}

export function insertRoleGrant(
  grantId: string,
  personId: bigint,
  role: Role,
  grantedBy: bigint | null,
  now: Temporal.Instant,
): Write {
  return sql`
    insert into role_grants (grant_id, person_id, role, granted_by, granted_at)
    values (${grantId}, ${personId}, ${role}, ${grantedBy}, ${now})
    on conflict (person_id, role) where revoked_at is null do nothing`
}

export function revokeRoleGrant(personId: bigint, role: Role, revokedBy: bigint | null, now: Temporal.Instant): Write {
  return sql`
    update role_grants set revoked_by = ${revokedBy}, revoked_at = ${now}
    where person_id = ${personId} and role = ${role} and revoked_at is null`
}

/** The people who hold an office now, such as the investigators a case can be given to. */
export async function holdersOf(reader: Reader, role: Role): Promise<readonly bigint[]> {
  const { rows } = await sql<{ person_id: bigint }>`
    select person_id from role_grants where role = ${role} and revoked_at is null order by person_id`.execute(reader)
  return rows.map((row) => row.person_id)
}

/** The offices of a person, a juror's aside: whoever holds one has shorter sessions. */
export async function officesOf(reader: Reader, personId: bigint): Promise<readonly Office[]> {
  const { rows } = await sql<{ role: Office }>`
    select role from role_grants where person_id = ${personId} and revoked_at is null and role <> 'juror' order by role`.execute(
    reader,
  )
  return rows.map(({ role }) => role)
}
