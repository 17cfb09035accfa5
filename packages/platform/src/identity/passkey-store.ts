import { sql } from 'kysely'
import type { Reader, Write } from '../commit/platform.ts'

export interface Passkey {
  readonly credentialId: string
  readonly personId: bigint
  readonly publicKey: Buffer
  readonly signCount: bigint
  readonly transports: readonly string[]
}

interface PasskeyRow {
  credential_id: string
  person_id: bigint
  public_key: Buffer
  sign_count: bigint
  transports: string[]
}

export async function passkeysOf(reader: Reader, personId: bigint): Promise<readonly Passkey[]> {
  const { rows } = await sql<PasskeyRow>`
    select credential_id, person_id, public_key, sign_count, transports from passkeys
    where person_id = ${personId} order by recorded_at`.execute(reader)
  return rows.map(passkey)
}

export async function loadPasskey(reader: Reader, credentialId: string): Promise<Passkey | null> {
  const { rows } = await sql<PasskeyRow>`
    select credential_id, person_id, public_key, sign_count, transports from passkeys
    where credential_id = ${credentialId} for update`.execute(reader)
  return rows[0] ? passkey(rows[0]) : null
}

function passkey(row: PasskeyRow): Passkey {
  return {
    credentialId: row.credential_id,
    personId: row.person_id,
    publicKey: row.public_key,
    signCount: row.sign_count,
    transports: row.transports,
  }
}

export function insertPasskey(one: Passkey, now: Temporal.Instant): Write {
  return sql`
    insert into passkeys (credential_id, person_id, public_key, sign_count, transports, recorded_at)
    values (${one.credentialId}, ${one.personId}, ${one.publicKey}, ${one.signCount}, ${[...one.transports]}::text[], ${now})
    on conflict (credential_id) do nothing`
}

export function recordPasskeyUse(credentialId: string, signCount: bigint, now: Temporal.Instant): Write {
  return sql`
    update passkeys set sign_count = ${signCount}, last_used_at = ${now} where credential_id = ${credentialId}`
}

export function deletePasskeys(personId: bigint): Write {
  return sql`delete from passkeys where person_id = ${personId}`
}

export function insertChallenge(challenge: string, personId: bigint | null, expiresAt: Temporal.Instant): Write {
  return sql`
    insert into passkey_challenges (challenge, person_id, expires_at) values (${challenge}, ${personId}, ${expiresAt})`
}

/** Challenges are used once: changes no row where it was used, is too old, or was made for somebody else. */
export function useChallenge(challenge: string, personId: bigint | null, now: Temporal.Instant): Write {
  return sql`
    delete from passkey_challenges
    where challenge = ${challenge} and person_id is not distinct from ${personId}::bigint and expires_at > ${now}`
}
