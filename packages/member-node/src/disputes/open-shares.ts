import { setImmediate as letOthers } from 'node:timers/promises'
import { ballotHash, type KeeperPrivateKey, openShare } from '@tongzhou/ballot'
import { keyCommitmentOf, sealedVoteOf } from '@tongzhou/ballot/node'
import { toBase64 } from '@tongzhou/tlog'
import type { Member } from '../member.ts'
import { describeAlarms } from '../mirror/cosign-mirror.ts'
import { ballotOf, disputeState, rememberSeen } from '../monitor/index.ts'
import { stoppingAlarms } from '../storage/alarms.ts'
import type { Finality } from './finality.ts'

/** Ballots between two moments in which other requests get their turn: some ten milliseconds. */
const atOnce = 40

export interface SharesRequest {
  /** The dispute's reference. */
  readonly dispute: string
  readonly ballots: readonly { readonly juror: string; readonly sealed: string }[]
}

export type SharesAnswer =
  | { readonly status: 200; readonly shares: readonly (string | null)[] }
  | { readonly status: 409; readonly reason: string }

/**
 * Opens this member's shares of a closed vote. A share of anything but a juror's last ballot of the log is null, and so is one that can't be
 * opened. 409 until the close is final and its hour is over by this member's clock too, for ever where the claimant has withdrawn.
 */
export async function openShares(
  member: Member,
  finality: Finality,
  key: KeeperPrivateKey,
  { ballots, dispute }: SharesRequest,
): Promise<SharesAnswer> {
  const subject = `dispute/${dispute}`
  const reason = await whyClosedStill(member, finality, subject)
  if (reason !== null) return { status: 409, reason }
  const { name: keeper } = member.settings
  const shares: (string | null)[] = []
  const counted: Counted[] = []
  for (const [at, { juror, sealed }] of ballots.entries()) {
    if (at % atOnce === atOnce - 1) await letOthers()
    const isCounted = ballotOf(member.store, subject, juror) === ballotHash(sealed)
    const share = isCounted ? await openShare({ privateKey: key, keeper, place: { dispute, juror }, sealed }) : null
    if (isCounted) counted.push({ juror, sealed, share })
    shares.push(share && toBase64(share))
  }
  rememberAll(member, subject, counted)
  return { status: 200, shares }
}

interface Counted {
  readonly juror: string
  readonly sealed: string
  readonly share: Uint8Array | null
}

/** Before the shares are given: what the log says of these ballots later is checked. */
function rememberAll({ store }: Member, subject: string, counted: readonly Counted[]): void {
  store.transaction(() => {
    for (const { juror, sealed, share } of counted) {
      const [vote, commitment] = [sealedVoteOf(sealed), keyCommitmentOf(sealed)]
      if (vote && commitment) rememberSeen(store, subject, juror, { vote, commitment, share })
    }
  })
}

async function whyClosedStill(member: Member, finality: Finality, subject: string): Promise<string | null> {
  const { now, settings, store } = member
  const alarms = stoppingAlarms(store)
  if (alarms.length > 0) return describeAlarms(alarms)
  const state = disputeState(store, subject)
  if (state === null) return `this member knows no ${subject}`
  if (state.stage === 'withdrawn') return `${subject} was withdrawn: its ballots stay sealed`
  const { closedIndex, closesAtMilliseconds } = state.vote ?? {}
  if (closedIndex === undefined || closedIndex === null) return `the vote of ${subject} is not closed`
  if (!(await finality.has(closedIndex))) return `entry ${closedIndex}, which closes the vote, is not final here yet`
  const hasClock = settings.monitor !== false && settings.monitor.aheadSeconds !== null
  if (hasClock && now().epochMilliseconds < closesAtMilliseconds!)
    return 'the hour of the close is not over by the clock of this member'
  return null
}
