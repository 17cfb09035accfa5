import { type KeyObject, sign } from 'node:crypto'
import { type KeeperPrivateKey, openShare } from '@tongzhou/ballot'
import { fromBase64, toBase64, utf8 } from '@tongzhou/tlog'
import type { ConsortiumMember } from '../journal/index.ts'

/** Who keeps ballots sealed until the close, and whose signatures decide the lot. */
export interface Keepers {
  /** How many of them open a ballot together, and fewest signatures that make a seed. */
  readonly threshold: number
  readonly all: readonly Keeper[]
}

export interface Keeper {
  readonly name: string
  /** For which shares of ballots are sealed: base64 of a raw X25519 public key. */
  readonly ballotKey: string
  /** Base64 of the SubjectPublicKeyInfo of an RSA key. */
  readonly lotKey: string
  /** Names of those whose lot keys are not proven to this keeper: until they are, it signs no lot. Throws where it can't be reached. */
  unprovenLotKeys(): Promise<readonly string[]>
  /** Signs the text of a lot, base64. Throws while the entry is not final for this keeper, or where it can't be reached. */
  signLot(lot: { readonly index: number; readonly text: string }): Promise<string>
  /** Shares of ballots of a closed vote, null where a ballot has none for this keeper. Throws as `signLot` does. */
  openShares(dispute: string, ballots: readonly SealedBallot[]): Promise<readonly (Uint8Array | null)[]>
}

export interface SealedBallot {
  readonly juror: string
  readonly sealed: string
}

const patienceMilliseconds = 60_000

/** The members of the consortium, each over HTTP: the operator has none of their keys. */
export function memberKeepers(members: readonly ConsortiumMember[], quorum: number): Keepers {
  return { threshold: quorum, all: members.map(memberKeeper) }
}

function memberKeeper({ ballotKey, lotKey, name, submissionUrl }: ConsortiumMember): Keeper {
  return {
    name,
    ballotKey,
    lotKey,
    unprovenLotKeys: async () => {
      const { unprovenLotKeys } = (await answerOf(name, `${submissionUrl}/state.json`)) as {
        unprovenLotKeys: readonly { readonly name: string }[]
      }
      return unprovenLotKeys.map((one) => one.name)
    },
    signLot: async ({ index }) => {
      const { signature } = (await ask(name, `${submissionUrl}/sign-lot`, { index })) as { signature: string }
      return signature
    },
    openShares: async (dispute, ballots) => {
      const { shares } = (await ask(name, `${submissionUrl}/open-shares`, { dispute, ballots })) as {
        shares: readonly (string | null)[]
      }
      if (shares.length !== ballots.length) throw new Error(`${name} gave ${shares.length} shares of ${ballots.length}`)
      return shares.map((share) => (share === null ? null : fromBase64(share)))
    },
  }
}

function ask(name: string, url: string, body: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  return answerOf(name, url, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function answerOf(name: string, url: string, request: RequestInit = {}): Promise<unknown> {
  const signal = AbortSignal.timeout(patienceMilliseconds)
  const response = await fetch(url, { ...request, redirect: 'error', signal })
  if (response.ok) return response.json()
  const text = (await response.text()).trim().slice(0, 500)
  throw new Error(`${name} answered ${new URL(url).pathname} with ${response.status}: ${text}`)
}

/**
 * The operator as its own and only keeper, where the log has no consortium: the vote is then sealed for the operator, not from it, and
 * pages say so.
 */
export function operatorKeeper(keys: {
  readonly name: string
  readonly lotPrivateKey: KeyObject
  readonly lotKey: string
  readonly ballotPrivateKey: KeeperPrivateKey
  readonly ballotKey: string
}): Keepers {
  const { ballotKey, ballotPrivateKey, lotKey, lotPrivateKey, name } = keys
  const keeper: Keeper = {
    name,
    ballotKey,
    lotKey,
    // Of a single keeper nobody is left to convince.
    unprovenLotKeys: async () => [],
    signLot: async ({ text }) => toBase64(sign('sha256', utf8(text), lotPrivateKey)),
    openShares: (dispute, ballots) =>
      Promise.all(
        ballots.map(({ juror, sealed }) =>
          openShare({ privateKey: ballotPrivateKey, keeper: name, place: { dispute, juror }, sealed }),
        ),
      ),
  }
  return { threshold: 1, all: [keeper] }
}
