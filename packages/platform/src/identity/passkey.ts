import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { refuse } from '@tongzhou/core'
import { type Actor, commit, type Outcome } from '../commit/commit.ts'
import { newId, type Platform } from '../commit/platform.ts'
import {
  insertChallenge,
  insertPasskey,
  loadPasskey,
  passkeysOf,
  recordPasskeyUse,
  useChallenge,
} from './passkey-store.ts'
import { openSession, type Session } from './sign-in.ts'

/** The web site as browsers know it: `id` is its domain, `origin` its address without a path (WebAuthn section 5.1.2). */
export interface RelyingParty {
  readonly id: string
  readonly origin: string
  readonly name: string
}

/** How long somebody may take to answer their phone's question. */
const challengeMinutes = 5

const nobody: Actor = { role: 'participant', personId: null }

/** Options for `navigator.credentials.create`: somebody signed in adds a passkey. */
export async function beginPasskey(platform: Platform, party: RelyingParty, actor: Actor) {
  const personId = actor.personId!
  const known = await passkeysOf(platform.database, personId)
  const options = await generateRegistrationOptions({
    rpName: party.name,
    rpID: party.id,
    userName: party.name,
    userID: new Uint8Array(Buffer.from(`person:${personId}`)),
    challenge: new Uint8Array(platform.dice.bytes(32)),
    excludeCredentials: known.map((one) => ({ id: one.credentialId, transports: [...one.transports] })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
  })
  await keepChallenge(platform, actor, options.challenge, personId)
  return options
}

/** Keeps the passkey that the browser made. Refusals: passkey-not-verified, passkey-challenge-unknown. */
export async function addPasskey(
  platform: Platform,
  party: RelyingParty,
  actor: Actor,
  response: RegistrationResponseJSON,
): Promise<Outcome<null>> {
  const asked = answeredChallenge()
  const verified = await orNotVerified(() =>
    verifyRegistrationResponse({
      response,
      expectedChallenge: asked.keep,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: false,
    }),
  )
  if (!verified?.verified) return refuse('passkey-not-verified')
  const { id, publicKey, counter, transports } = verified.registrationInfo.credential
  const personId = actor.personId!
  const command = { key: newId(platform.dice), kind: 'add-passkey', actor, content: { id } }
  return commit<null>(platform, command, async ({ now }) => ({
    answer: null,
    rows: [
      { write: useChallenge(asked.challenge(), personId, now), orRefuse: refuse('passkey-challenge-unknown') },
      insertPasskey(
        {
          credentialId: id,
          personId,
          publicKey: Buffer.from(publicKey),
          signCount: BigInt(counter),
          transports: transports ?? [],
        },
        now,
      ),
    ],
    events: [],
  }))
}

/** Options for `navigator.credentials.get`: anybody who wants to sign in. */
export async function beginPasskeySignIn(platform: Platform, party: RelyingParty) {
  const challenge = new Uint8Array(platform.dice.bytes(32))
  const options = await generateAuthenticationOptions({ rpID: party.id, challenge, userVerification: 'preferred' })
  await keepChallenge(platform, nobody, options.challenge, null)
  return options
}

/** Signs in with a passkey. Refusals: passkey-unknown, passkey-not-verified, passkey-challenge-unknown. */
export async function signInWithPasskey(
  platform: Platform,
  party: RelyingParty,
  response: AuthenticationResponseJSON,
): Promise<Outcome<Session>> {
  const command = { key: newId(platform.dice), kind: 'passkey-sign-in', actor: nobody, content: {} }
  let session: Session | null = null
  const outcome = await commit<null>(platform, command, async (unit) => {
    const known = await loadPasskey(unit.reader, response.id)
    if (!known) return refuse('passkey-unknown')
    const asked = answeredChallenge()
    const result = await orNotVerified(() =>
      verifyAuthenticationResponse({
        response,
        expectedChallenge: asked.keep,
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: false,
        credential: {
          id: known.credentialId,
          publicKey: new Uint8Array(known.publicKey),
          counter: Number(known.signCount),
          transports: [...known.transports],
        },
      }),
    )
    if (!result?.verified) return refuse('passkey-not-verified')
    const opened = await openSession(platform, unit, known.personId, 'passkey')
    session = opened.session
    const signCount = BigInt(result.authenticationInfo.newCounter)
    return {
      answer: null,
      rows: [
        { write: useChallenge(asked.challenge(), null, unit.now), orRefuse: refuse('passkey-challenge-unknown') },
        recordPasskeyUse(known.credentialId, signCount, unit.now),
        ...opened.rows,
      ],
      events: [],
    }
  })
  if (!outcome.accepted) return outcome
  return { accepted: true, event: { answer: session!, repeated: false } }
}

function keepChallenge(platform: Platform, actor: Actor, challenge: string, personId: bigint | null) {
  const command = { key: newId(platform.dice), kind: 'passkey-challenge', actor, content: { challenge } }
  return commit<null>(platform, command, async ({ now }) => ({
    answer: null,
    rows: [insertChallenge(challenge, personId, now.add({ minutes: challengeMinutes }))],
    events: [],
  }))
}

/** The library throws where a response is malformed or signed for another site; for us both are "not verified". */
async function orNotVerified<Result>(verify: () => Promise<Result>): Promise<Result | null> {
  try {
    return await verify()
  } catch {
    return null
  }
}

/**
 * The challenge that a response answers. The library is told to take any, and the database then uses it up: only one
 * that we made, for this person, not long ago and not used yet.
 */
function answeredChallenge() {
  let kept = ''
  const keep = (given: string) => {
    kept = given
    return true
  }
  return { keep, challenge: () => kept }
}
