import { type Unproven, unprovenOf } from '../disputes/prove-lot-keys.ts'
import type { GossipView } from '../gossip/peer-view.ts'
import { publicKeys } from '../keys.ts'
import type { Member } from '../member.ts'
import { newestConsortium } from '../monitor/index.ts'
import { openAlarms } from '../storage/alarms.ts'
import { latestPending, mirrorState } from '../storage/checkpoints.ts'

/** What `/state.json` says, and the page and the metrics show. Times are ISO 8601 in UTC. */
export interface MemberState {
  readonly name: string
  readonly title: { readonly 'zh-CN': string; readonly en: string }
  readonly origin: string
  /** Entries held; of these, entries under the last cosignature; size of the newest checkpoint that the log handed in. */
  readonly entries: number
  readonly cosignedSize: number
  readonly pendingSize: number
  readonly cosignedAt: string | null
  readonly signs: boolean
  readonly log: SourceState
  readonly peers: readonly SourceState[]
  readonly catchUp: GossipView['catchUp']
  /** Members whose lot keys are not proven to this one: until they are, it signs no lot. */
  readonly unprovenLotKeys: readonly Unproven[]
  readonly alarms: readonly AlarmState[]
  readonly keys: Readonly<Record<string, string>>
}

interface SourceState {
  readonly name: string
  readonly url: string
  readonly size: number | null
  /** Entries by which it is behind this member; below zero where it is ahead. */
  readonly lag: number | null
  readonly seenAt: string | null
  readonly fault: string | null
}

interface AlarmState {
  readonly id: number
  readonly name: string
  readonly subject: string
  readonly detail: string
  readonly stops: boolean
  readonly raisedAt: string
  readonly evidence: string | null
}

export function memberState(member: Member, gossip: GossipView): MemberState {
  const { settings, store, mirror, keys } = member
  const { size, cosignedAt } = mirrorState(store)
  const alarms = openAlarms(store)
  const sourceState = ({ name, url, size: theirs, seenAt, fault }: GossipView['log']): SourceState => {
    return { name, url, size: theirs, lag: theirs === null ? null : size - theirs, seenAt: isoTime(seenAt), fault }
  }
  return {
    name: settings.name,
    title: settings.title,
    origin: mirror.origin,
    entries: mirror.held.size,
    cosignedSize: size,
    pendingSize: latestPending(store)?.size ?? 0,
    cosignedAt: isoTime(cosignedAt),
    signs: alarms.every((alarm) => !alarm.stops),
    log: sourceState(gossip.log),
    peers: gossip.peers.map(sourceState),
    catchUp: gossip.catchUp,
    unprovenLotKeys: unprovenOf(member, newestConsortium(store) ?? { members: [] }),
    alarms: alarms.map(({ id, name, subject, detail, stops, raisedAt, hasEvidence }) => {
      const evidence = hasEvidence ? `/alarms/${id}/evidence` : null
      return { id, name, subject, detail, stops, raisedAt: isoTime(raisedAt)!, evidence }
    }),
    keys: publicKeys(keys),
  }
}

function isoTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : Temporal.Instant.fromEpochMilliseconds(milliseconds).toString()
}
