import { createPublicKey, type KeyObject } from 'node:crypto'
import { parseVerifierKey, signatureTypes, type VerifierKey } from '@tongzhou/tlog'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

const Url = Type.String({ pattern: '^https?://[^?#\\s]+[^/?#\\s]$', maxLength: 500 })
const Key = Type.String({ minLength: 20, maxLength: 4_000 })

const ConsortiumFile = Type.Object(
  {
    format: Type.Literal(1),
    quorum: Type.Integer({ minimum: 1, maximum: 1_000 }),
    members: Type.Array(
      Type.Object(
        {
          name: Type.String({ pattern: '^[a-z0-9.-]{1,100}$' }),
          title: Type.Object({ 'zh-CN': Type.String(), en: Type.String() }, { additionalProperties: false }),
          submissionUrl: Url,
          monitoringUrl: Url,
          mirrorKey: Key,
          receiptKey: Key,
          attesterKey: Key,
          /** Base64 of SubjectPublicKeyInfo: RSA-3072. */
          lotKey: Key,
          /** Base64 of the raw X25519 key. */
          ballotKey: Key,
        },
        { additionalProperties: false },
      ),
      // All keys stand in one entry of the log, which has room for no more.
      { minItems: 1, maxItems: 50 },
    ),
    /** Outside parties who cosign what they are shown, but hold no entries: welcome, and never counted. */
    witnesses: Type.Optional(
      Type.Array(
        Type.Object(
          { name: Type.String({ pattern: '^[a-z0-9.-]{1,100}$' }), submissionUrl: Url, key: Key },
          { additionalProperties: false },
        ),
        { maxItems: 20 },
      ),
    ),
  },
  { additionalProperties: false },
)

/** A member as the operator's file names it. */
export type ConsortiumEntry = Static<typeof ConsortiumFile>['members'][number]

export interface ConsortiumMember extends ConsortiumEntry {
  readonly keys: {
    readonly mirror: VerifierKey
    readonly receipt: VerifierKey
    readonly attester: VerifierKey
    readonly lot: KeyObject
  }
}

/** A plain witness (C2SP tlog-witness): it sees checkpoints and no entry, so its signature does not make anything final. */
export interface OutsideWitness {
  readonly name: string
  readonly submissionUrl: string
  readonly key: string
  readonly cosigner: VerifierKey
}

/** Who mirrors and countersigns the log, and how many of them make an entry final. */
export interface Consortium {
  readonly quorum: number
  readonly members: readonly ConsortiumMember[]
  readonly witnesses: readonly OutsideWitness[]
}

/** What is wrong with a consortium file; the message names the field and says what to do. */
export class WrongConsortium extends Error {
  override readonly name = 'WrongConsortium'
}

/** Reads the operator's consortium file (docs/consortium.md). Throws `WrongConsortium`. */
export function readConsortium(text: string): Consortium {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (fault) {
    throw new WrongConsortium(`the consortium file is not JSON: ${(fault as Error).message}`)
  }
  const [fault] = Value.Errors(ConsortiumFile, json)
  if (fault) throw new WrongConsortium(`the consortium file is wrong at ${fault.instancePath || '/'}: ${fault.message}`)
  const { members, quorum, witnesses = [] } = json as Static<typeof ConsortiumFile>
  const names = [...members, ...witnesses].map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) < at)
  if (twice) throw new WrongConsortium(`${twice} is in the consortium file twice`)
  const why = whyUnsafe(quorum, members.length)
  if (why) throw new WrongConsortium(why)
  return {
    quorum,
    members: members.map(withKeys),
    witnesses: witnesses.map((one) => ({ ...one, cosigner: cosignerKey(one.key, `key of ${one.name}`) })),
  }
}

function withKeys(member: ConsortiumEntry): ConsortiumMember {
  const { attesterKey, mirrorKey, name, receiptKey } = member
  const mirror = cosignerKey(mirrorKey, `mirrorKey of ${name}`)
  const receipt = readKey(receiptKey, `receiptKey of ${name}`)
  const attester = readKey(attesterKey, `attesterKey of ${name}`)
  requireBallotKey(member)
  return { ...member, keys: { mirror, receipt, attester, lot: readLotKey(member) } }
}

const lotKeyBits = 3_072
/** With one exponent for all, nobody picks one by which a text has many signatures (docs/decisions/0015-the-lot.md). */
const lotKeyExponent = 65_537n

function readLotKey({ lotKey, name }: ConsortiumEntry): KeyObject {
  const wrong = `lotKey of ${name} is no RSA key of ${lotKeyBits} bits with the exponent ${lotKeyExponent} (base64 of SubjectPublicKeyInfo)`
  let key: KeyObject
  try {
    key = createPublicKey({ key: Buffer.from(lotKey, 'base64'), format: 'der', type: 'spki' })
  } catch {
    throw new WrongConsortium(wrong)
  }
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {}
  const isLotKey = key.asymmetricKeyType === 'rsa' && modulusLength === lotKeyBits && publicExponent === lotKeyExponent
  if (!isLotKey || key.export({ format: 'der', type: 'spki' }).toString('base64') !== lotKey)
    throw new WrongConsortium(wrong)
  return key
}

const ballotKeyBytes = 32

function requireBallotKey({ ballotKey, name }: ConsortiumEntry): void {
  const bytes = Buffer.from(ballotKey, 'base64')
  if (bytes.length !== ballotKeyBytes || bytes.toString('base64') !== ballotKey)
    throw new WrongConsortium(`ballotKey of ${name} is not ${ballotKeyBytes} bytes of base64`)
}

function cosignerKey(text: string, where: string): VerifierKey {
  const key = readKey(text, where)
  if (key.type === signatureTypes.ed25519) throw new WrongConsortium(`${where} is a plain key, not a cosigner's`)
  return key
}

function readKey(text: string, where: string): VerifierKey {
  try {
    return parseVerifierKey(text)
  } catch (fault) {
    throw new WrongConsortium(`${where}: ${(fault as Error).message}`)
  }
}

/**
 * Why M of N members are no safe quorum; null where they are. Two conflicting finals take M members each, who share 2M - N at
 * least: with fewer than two in common one liar could make both. The operator is no member and never counts.
 */
export function whyUnsafe(quorum: number, members: number): string | null {
  if (quorum > members) return `a quorum of ${quorum} can never be reached by ${members} members`
  const shared = Math.max(0, 2 * quorum - members)
  if (shared >= 2) return null
  const least = Math.ceil((members + 2) / 2)
  const advice =
    least <= members ? `Take ${least} of ${members}, or more.` : `${members} members are too few for any safe quorum.`
  const liars = shared === 0 ? 'without a single liar' : 'with one liar'
  return `a quorum of ${quorum} of ${members} is not safe: two conflicting quorums need share only ${shared} (2M - N), so both could be reached ${liars}. ${advice}`
}

/** The policy file that anyone checks the log by (C2SP tlog-policy). */
export function policyText({ members, quorum, witnesses }: Consortium, logKeys: readonly string[]): string {
  return [
    ...logKeys.map((key) => `log ${key}`),
    ...members.map(({ mirrorKey, name }) => `witness ${name} ${mirrorKey}`),
    ...witnesses.map(({ key, name }) => `witness ${name} ${key}`),
    `group consortium ${quorum} ${members.map(({ name }) => name).join(' ')}`,
    'quorum consortium',
    '',
  ].join('\n')
}

/** The policy of a log that the operator alone signs. */
export function policyAlone(logKeys: readonly string[]): string {
  return [...logKeys.map((key) => `log ${key}`), 'quorum none', ''].join('\n')
}
