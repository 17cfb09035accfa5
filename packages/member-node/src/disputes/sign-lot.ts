import { sign } from 'node:crypto'
import { lotText, parseEntry } from '@tongzhou/core'
import { decodeEntries, entryBundleOf, leafHash } from '@tongzhou/tlog'
import { publicKeys } from '../keys.ts'
import type { Member } from '../member.ts'
import { describeAlarms } from '../mirror/cosign-mirror.ts'
import { disputeState, rememberSignedLot, signedLot } from '../monitor/index.ts'
import { stoppingAlarms } from '../storage/alarms.ts'
import type { Finality } from './finality.ts'
import { unprovenOf } from './prove-lot-keys.ts'

/** The signature in base64, or why there is none: not yet (409), or never (422). */
export type LotAnswer =
  | { readonly status: 200; readonly signature: string }
  | { readonly status: 409 | 422; readonly reason: string }

/**
 * Signs a committed list of jurors for the draw: RSA PKCS #1 v1.5 with SHA-256, which has one value for a key and a text. Only once the
 * entry is final, and only the one list of its dispute: whoever could have several signed would pick the draw. And only when the lot keys
 * of all members of the consortium of that time, of which this one is, are proven to have one signature for a text, whoever of them will sign in the end. What it signed it gives
 * again, also after a change of its key.
 */
export async function signLot(member: Member, finality: Finality, index: number): Promise<LotAnswer> {
  const { keys, mirror, now, store } = member
  const alarms = stoppingAlarms(store)
  if (alarms.length > 0) return { status: 409, reason: describeAlarms(alarms) }
  if (!(await finality.has(index))) return { status: 409, reason: `entry ${index} is not final here yet` }
  const bytes = await readEntry(member, index)
  const { kind, subject } = parseEntry(bytes)
  if (kind !== 'juror-list-committed')
    return { status: 422, reason: `entry ${index} is ${kind}, no juror-list-committed` }
  const state = disputeState(store, subject)
  if (state?.list?.index !== index) return { status: 422, reason: `entry ${index} is not the list of ${subject}` }
  const given = signedLot(store, index)
  if (given !== null) return { status: 200, signature: given }
  if (state.stage !== 'listed')
    return { status: 422, reason: `there is nothing to draw for ${subject}: it was ${state.stage}` }
  const { consortium } = state.list
  const mine = consortium?.members.find(({ name }) => name === member.settings.name)
  if (consortium && mine?.lotKey !== publicKeys(keys).lot)
    return { status: 422, reason: `the consortium of entry ${index} has no member of this name and lot key` }
  const unproven = consortium === null ? [] : unprovenOf(member, consortium)
  if (unproven.length > 0)
    return {
      status: 409,
      reason: unproven.map((one) => `the lot key of ${one.name} is not proven: ${one.reason}`).join('\n'),
    }
  const text = lotText({ origin: mirror.origin, index, leafHash: leafHash(bytes) })
  const signature = sign('sha256', Buffer.from(text), keys.lot).toString('base64')
  rememberSignedLot(store, index, signature, now().epochMilliseconds)
  return { status: 200, signature }
}

async function readEntry({ mirror }: Member, index: number): Promise<Uint8Array> {
  const bundle = entryBundleOf(index, mirror.held.size)
  const bytes = await mirror.files.readBundle(bundle)
  if (!bytes) throw new Error(`the bundle of entry ${index} is missing`)
  return decodeEntries(bytes, bundle.width).entries[index % 256]!
}
