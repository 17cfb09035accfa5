import { sql } from 'kysely'
import { type Office, offices } from '../../commit/office-acts.ts'
import type { Platform, Reader } from '../../commit/platform.ts'
import { openName, openPhoneNumber } from '../people-store.ts'

interface Grant {
  readonly personId: bigint
  readonly role: Office
  readonly grantedBy: bigint | null
  readonly grantedAt: Temporal.Instant
  readonly revokedBy: bigint | null
  readonly revokedAt: Temporal.Instant | null
}

/** What an officer signs in with: a passkey is a device and its lock, a code by itself only the phone number. */
interface SignIns {
  readonly personId: bigint
  readonly passkeys: number
  readonly sessions: number
  readonly lastAt: Temporal.Instant | null
  /** `sign-in/passkey` or `sign-in/code`. */
  readonly lastBy: string | null
}

/** All who hold an office now, with how they sign in. */
export async function listStaff(platform: Platform) {
  const { clock, database } = platform
  const held = await grantsWhere(database, sql`revoked_at is null`)
  const signIns = await signInsOf(database, [...new Set(held.map(({ personId }) => personId))], clock.now())
  return Promise.all(
    signIns.map(async (one) => ({
      ...(await whoIs(platform, one.personId)),
      ...signInsShown(one),
      offices: held.filter(({ personId }) => personId === one.personId).map(grantShown),
    })),
  )
}

/** One who holds an office or did; null for anybody else. */
export async function showOfficer(platform: Platform, personId: bigint) {
  const { clock, database } = platform
  const grants = await grantsWhere(database, sql`person_id = ${personId}`)
  if (grants.length === 0) return null
  const [signIns] = await signInsOf(database, [personId], clock.now())
  const { passkeyList, sessionList } = await detailsOf(database, personId, clock.now())
  return {
    ...(await whoIs(platform, personId)),
    ...signInsShown(signIns!),
    offices: grants.map(grantShown),
    openSessions: sessionList.map(({ beganAt, expiresAt, method }) => ({
      method,
      beganAt: beganAt.toString(),
      expiresAt: expiresAt.toString(),
    })),
    ownPasskeys: passkeyList.map(({ lastUsedAt, recordedAt }) => ({
      madeAt: recordedAt.toString(),
      lastUsedAt: lastUsedAt?.toString() ?? null,
    })),
  }
}

/** Who somebody is to a colleague: name where a document was shown, and the end of the phone number. */
async function whoIs(platform: Platform, personId: bigint) {
  const { database } = platform
  const phoneNumber = await openPhoneNumber(platform, database, personId)
  return {
    personId: personId.toString(),
    name: await openName(platform, database, personId),
    phoneEnds: phoneNumber?.slice(-4) ?? null,
  }
}

function signInsShown({ lastAt, lastBy, passkeys, sessions }: SignIns) {
  return {
    passkeys,
    sessions,
    lastSignIn:
      lastAt && ({ at: lastAt.toString(), method: lastBy === 'sign-in/passkey' ? 'passkey' : 'code' } as const),
  }
}

const grantShown = ({ grantedAt, grantedBy, revokedAt, revokedBy, role }: Grant) => ({
  role,
  grantedAt: grantedAt.toString(),
  grantedBy: grantedBy?.toString() ?? null,
  revokedAt: revokedAt?.toString() ?? null,
  revokedBy: revokedBy?.toString() ?? null,
})

async function grantsWhere(reader: Reader, condition: ReturnType<typeof sql>): Promise<readonly Grant[]> {
  const { rows } = await sql<Grant>`
    select person_id as "personId", role, granted_by as "grantedBy", granted_at as "grantedAt", revoked_by as "revokedBy",
      revoked_at as "revokedAt"
    from role_grants where role = any(${[...offices]}::text[]) and ${condition} order by granted_at`.execute(reader)
  return rows
}

async function signInsOf(reader: Reader, personIds: readonly bigint[], now: Temporal.Instant) {
  const { rows } = await sql<SignIns>`
    select p.person_id as "personId", last.recorded_at as "lastAt", last.about[1] as "lastBy",
      (select count(*)::integer from passkeys k where k.person_id = p.person_id) as passkeys,
      (select count(*)::integer from sessions s
        where s.person_id = p.person_id and s.ended_at is null and s.expires_at > ${now}) as sessions
    from unnest(${personIds}::bigint[]) as p (person_id)
    left join lateral (
      select recorded_at, about from office_acts a where a.person_id = p.person_id and a.kind = 'sign-in'
      order by recorded_at desc, act_no desc limit 1) last on true
    order by p.person_id`.execute(reader)
  return rows
}

async function detailsOf(reader: Reader, personId: bigint, now: Temporal.Instant) {
  const [sessions, passkeys] = await Promise.all([
    sql<{ method: 'code' | 'passkey'; beganAt: Temporal.Instant; expiresAt: Temporal.Instant }>`
      select method, began_at as "beganAt", expires_at as "expiresAt" from sessions
      where person_id = ${personId} and ended_at is null and expires_at > ${now} order by began_at desc`.execute(
      reader,
    ),
    sql<{ recordedAt: Temporal.Instant; lastUsedAt: Temporal.Instant | null }>`
      select recorded_at as "recordedAt", last_used_at as "lastUsedAt" from passkeys
      where person_id = ${personId} order by recorded_at`.execute(reader),
  ])
  return { sessionList: sessions.rows, passkeyList: passkeys.rows }
}
