import { fromUtf8 } from '@tongzhou/tlog'
import { fetchBytes } from '../gossip/fetch-resource.ts'
import { publicKeys } from '../keys.ts'
import type { Member } from '../member.ts'
import { originHash } from '../mirror/mirror.ts'
import { type ConsortiumState, newestConsortium } from '../monitor/index.ts'
import { raiseAlarm } from '../storage/alarms.ts'
import { makeLotKeyProof, parseLotKeyProof, whyUnsound } from './lot-key-proof.ts'
import {
  faultOf,
  isProven,
  markProven,
  markUnproven,
  markUnsound,
  type NamedLotKey,
  ownProofText,
} from './lot-key-store.ts'

/** Bytes of the longest proof: a key and eight signatures of RSA-3072 in base64 have some 5,000. */
const maxProofBytes = 20_000

/** A member whose lot key is not proven to this one. */
export interface Unproven {
  readonly name: string
  readonly reason: string
}

/** The body of `GET /mirror/<hash of the origin>/lot-key-proof`. */
export function ownLotKeyProof({ keys, store }: Member): string {
  const { lot } = publicKeys(keys)
  return ownProofText(store, lot, () => `${JSON.stringify(makeLotKeyProof(keys.lot))}\n`)
}

/**
 * Asks each member of the newest consortium for the proof of its lot key, until it has given one: then never again. One that can't be
 * reached, or shows another key (it has changed it, and the log does not say so yet), stays unproven. One that shows a wrong proof of
 * the key on the log raises `lot-key-unsound`, once for a key: whoever has looked at it is not stopped again.
 */
export async function proveLotKeys(member: Member): Promise<void> {
  const { settings, store } = member
  if (settings.monitor === false) return
  const members = newestConsortium(store)?.members ?? []
  await Promise.all(members.filter((one) => !isProven(store, one)).map((one) => proveOne(member, one)))
}

async function proveOne(member: Member, named: NamedLotKey): Promise<void> {
  const { lotKey, name } = named
  const { logger, now, store } = member
  try {
    const text = await proofText(member, name)
    const proof = parseLotKeyProof(text)
    if (proof === null) throw new Error('what it shows is no proof')
    if (proof.key !== lotKey) throw new Error('it shows another lot key than the log names for it')
    const why = whyUnsound(proof)
    if (why === null) return markProven(store, named, now().epochMilliseconds)
    alarmUnsound(member, named, { text, why })
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault)
    markUnproven(store, named, reason)
    logger.warn({ from: name, reason }, 'a lot key is not proven to this member')
  }
}

async function proofText(member: Member, name: string): Promise<string> {
  const { mirror, settings } = member
  if (name === settings.name) return ownLotKeyProof(member)
  const peer = settings.peers.find((one) => one.name === name)
  if (!peer) throw new Error('it is no peer in the settings of this member')
  const url = `${peer.monitoringUrl}/${originHash(mirror.origin)}/lot-key-proof`
  const bytes = await fetchBytes(url, maxProofBytes)
  if (!bytes) throw new Error(`there is nothing at ${url}`)
  return fromUtf8(bytes)
}

function alarmUnsound(
  { now, store }: Member,
  named: NamedLotKey,
  { text, why }: { readonly text: string; readonly why: string },
): void {
  const nowMilliseconds = now().epochMilliseconds
  store.transaction(() => {
    markUnproven(store, named, `its proof is wrong: ${why}`)
    if (!markUnsound(store, named, nowMilliseconds)) return
    const detail = `the proof that the lot key of ${named.name} has one signature for every text is wrong: ${why}`
    raiseAlarm(store, { name: 'lot-key-unsound', subject: named.name, detail, evidence: text }, nowMilliseconds)
  })
}

/** Members of a consortium whose lot keys are not proven to this member, and why. */
export function unprovenOf({ store }: Member, { members }: Pick<ConsortiumState, 'members'>): readonly Unproven[] {
  return members
    .filter((one) => !isProven(store, one))
    .map((one) => ({ name: one.name, reason: faultOf(store, one) ?? 'it was not asked yet' }))
}
