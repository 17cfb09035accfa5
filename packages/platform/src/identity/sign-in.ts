import { createHash, timingSafeEqual } from 'node:crypto'
import { requestCode as decideRequest, refuse, tryCode } from '@tongzhou/core'
import { type Actor, commit, type Outcome, type Row, type Unit } from '../commit/commit.ts'
import { insertOfficeAct } from '../commit/office-acts.ts'
import { newId, type Platform } from '../commit/platform.ts'
import { insertPhonePerson, nextPersonIds, personByPhone, phoneHash } from './people-store.ts'
import { endSession, insertSession, loadCode, officesOf, recordTry, saveCode } from './sign-in-store.ts'

/** How long a session lasts without signing in again. Staff sign in anew every working day. */
export const sessionDays = 30
export const staffSessionHours = 12

/** Somebody who has not signed in yet. */
const nobody: Actor = { role: 'participant', personId: null }

/** How a code reaches a phone: a webhook for real, the demo inbox for a trial. Throws when it could not be handed over. */
export interface MessageSender {
  /** `id` is the same where one message comes a second time. */
  send(phoneNumber: string, text: string, id?: string): Promise<void>
}

/**
 * Sends a one-time code to a phone number in E.164. Whether the number is known makes no difference to the answer.
 * Refusals: sign-in-locked, code-requested-too-soon, too-many-codes.
 */
export async function requestCode(
  platform: Platform,
  sender: MessageSender,
  phoneNumber: string,
): Promise<Outcome<null>> {
  const hash = phoneHash(platform, phoneNumber)
  const code = sixDigits(platform.dice.bytes(4))
  const command = { key: newId(platform.dice), kind: 'request-code', actor: nobody, content: {} }
  const outcome = await commit<null>(platform, command, async (unit) => {
    const decision = decideRequest(await loadCode(unit.reader, hash), unit.now)
    if (!decision.accepted) return decision
    const codeHash = hashOfCode(platform, phoneNumber, code)
    return {
      answer: null,
      rows: [saveCode({ phoneHash: hash, codeHash, now: unit.now, ...decision.event })],
      events: [],
    }
  })
  if (outcome.accepted)
    await sender.send(phoneNumber, `${code} 是您的同舟登录验证码。 ${code} is your Tongzhou sign-in code.`)
  return outcome
}

/** A session's token, given to the person once and kept as a hash. */
export interface Session {
  readonly token: string
  readonly expiresAt: Temporal.Instant
}

/**
 * Signs in with the code that was sent; the first time makes the person known. A wrong code is counted, five lock the
 * number. Refusals: sign-in-locked, code-not-requested, code-expired, code-wrong.
 */
export async function signInWithCode(platform: Platform, phoneNumber: string, code: string): Promise<Outcome<Session>> {
  const hash = phoneHash(platform, phoneNumber)
  const command = { key: newId(platform.dice), kind: 'sign-in', actor: nobody, content: {} }
  let session: Session | null = null
  const outcome = await commit<{ readonly signedIn: boolean }>(platform, command, async (unit) => {
    const stored = await loadCode(unit.reader, hash)
    const tried = hashOfCode(platform, phoneNumber, code)
    const matches = stored !== null && timingSafeEqual(stored.codeHash, tried)
    const decision = tryCode(stored, matches, unit.now)
    if (!decision.accepted) return decision
    const rows: Row[] = [recordTry(hash, decision.event, unit.now)]
    if (decision.event.kind === 'code-missed') return { answer: { signedIn: false }, rows, events: [] }
    const person = await personOfPhone(platform, unit, phoneNumber)
    const opened = await openSession(platform, unit, person.personId, 'code')
    session = opened.session
    return { answer: { signedIn: true }, rows: [...rows, ...person.rows, ...opened.rows], events: [] }
  })
  if (!outcome.accepted) return outcome
  if (session === null) return refuse('code-wrong')
  return { accepted: true, event: { answer: session, repeated: false } }
}

async function personOfPhone(platform: Platform, unit: Unit, phoneNumber: string) {
  const known = await personByPhone(unit.reader, phoneHash(platform, phoneNumber))
  if (known) return { personId: known.personId, rows: [] as Row[] }
  const [personId] = await nextPersonIds(unit.reader, 1)
  return { personId: personId!, rows: [...insertPhonePerson(platform, personId!, phoneNumber, unit.now)] as Row[] }
}

/** A new session of a person, and a line of the audit trail where they hold an office, to be written by the caller's commit. */
export async function openSession(platform: Platform, unit: Unit, personId: bigint, method: 'code' | 'passkey') {
  const { now, reader } = unit
  const token = Buffer.from(platform.dice.bytes(32)).toString('base64url')
  const [role] = await officesOf(reader, personId)
  const expiresAt = now.add({ hours: role ? staffSessionHours : sessionDays * 24 })
  const rows: Row[] = [insertSession({ tokenHash: hashOfToken(token), personId, method, now, expiresAt })]
  const about = [`sign-in/${method}`]
  if (role) rows.push(insertOfficeAct({ actor: { personId, role }, kind: 'sign-in', about }, now))
  return { session: { token, expiresAt } satisfies Session, rows }
}

/** Ends the session of a token. Ending it twice does nothing more. */
export function signOut(platform: Platform, actor: Actor, token: string): Promise<Outcome<null>> {
  const command = { key: newId(platform.dice), kind: 'sign-out', actor, content: {} }
  return commit<null>(platform, command, async (unit) => ({
    answer: null,
    rows: [endSession(hashOfToken(token), unit.now)],
    events: [],
  }))
}

export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest()
}

/** Six digits, each of the million equally likely to within 1 in 4,000. */
function sixDigits(bytes: Uint8Array): string {
  const number = Buffer.from(bytes).readUInt32BE()
  return String(number % 1_000_000).padStart(6, '0')
}

function hashOfCode(platform: Platform, phoneNumber: string, code: string): Buffer {
  return Buffer.from(platform.vault.lookupHash('sign-in-code', `${phoneNumber} ${code}`))
}
