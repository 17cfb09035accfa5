import { eventKinds, MalformedEntry, parseEntry, type ReadEntry } from '@tongzhou/core'
import type { Store } from '../storage/store.ts'
import { checkConsortium } from './check-consortium.ts'
import { checkDispute } from './check-dispute.ts'
import { checkMoney } from './check-money.ts'
import { checkOwn } from './check-own.ts'
import { WrongFact } from './facts.ts'
import type { Broken, MonitorAlarm } from './monitor-alarm.ts'
import { MonitorState } from './monitor-state.ts'

/** How this member's monitor is set. */
export interface MonitorRules {
  /** Name of this member: what the log says of its receipts, attestations and lots is compared with what it gave. */
  readonly member: string
  /** The log's origin line, which is in what members sign for a lot. */
  readonly origin: string
  /** How far an entry's time may lie behind the newest before it. */
  readonly behindSeconds: number
  /** How far it may lie ahead of this member's clock; null where the platform's clock is a simulated one (the demo). */
  readonly aheadSeconds: number | null
}

/** Ten minutes each way: the time in which an entry must be logged. */
export const standardTolerances = { behindSeconds: 600, aheadSeconds: 600 } as const

export interface EntryToCheck {
  readonly index: number
  readonly bytes: Uint8Array
}

const knownKinds: ReadonlySet<string> = new Set(eventKinds)

/**
 * Checks the platform's promises on new entries of the log, in order, and remembers what later ones are held against. Runs within
 * the transaction that records the entries as mirrored, so that each is checked once; entries checked before are skipped. Throws
 * a RangeError on a gap.
 */
export function checkEntries(
  store: Store,
  entries: readonly EntryToCheck[],
  now: Temporal.Instant,
  rules: MonitorRules,
): MonitorAlarm[] {
  const state = new MonitorState(store)
  const alarms: MonitorAlarm[] = []
  for (const { index, bytes } of entries) {
    if (index < state.checked) continue
    if (index > state.checked)
      throw new RangeError(`the monitor has checked ${state.checked} entries, next is ${index}`)
    state.checked = index + 1
    for (const { name, detail, subject } of checkEntry(store, state, { index, bytes }, now, rules)) {
      const evidence = new TextDecoder().decode(bytes)
      alarms.push({ name, subject, detail: `entry ${index}: ${detail}`, evidence })
    }
  }
  state.save()
  return alarms
}

type BrokenOf = Broken & { readonly subject: string }

function checkEntry(
  store: Store,
  state: MonitorState,
  { index, bytes }: EntryToCheck,
  now: Temporal.Instant,
  rules: MonitorRules,
): BrokenOf[] {
  let entry: ReadEntry
  try {
    entry = parseEntry(bytes)
  } catch (fault) {
    if (!(fault instanceof MalformedEntry)) throw fault
    return [{ name: 'entry-malformed', detail: fault.message, subject: `entry/${index}` }]
  }
  const { subject } = entry
  const broken = [...checkTime(state, entry, now, rules), ...checkPlan(state, entry)]
  if (!knownKinds.has(entry.kind)) state.countUnknown(entry.kind)
  try {
    broken.push(...checkMoney(state, entry), ...checkConsortium(entry), ...checkOwn(store, index, entry, rules.member))
    broken.push(...checkDispute(store, state, { index, bytes, entry, now }, rules))
  } catch (fault) {
    if (!(fault instanceof WrongFact)) throw fault
    const name = entry.kind === 'period-settled' ? 'period-arithmetic' : 'entry-malformed'
    broken.push({ name, detail: fault.message })
  }
  return broken.map((one) => ({ ...one, subject }))
}

function checkTime(
  state: MonitorState,
  { at }: ReadEntry,
  now: Temporal.Instant,
  { behindSeconds, aheadSeconds }: MonitorRules,
): Broken[] {
  const written = at.epochMilliseconds
  if (aheadSeconds !== null && written > now.epochMilliseconds + aheadSeconds * 1_000) {
    return [{ name: 'entry-backdated', detail: `its time ${at} is ahead of this member's clock, ${now}` }]
  }
  const newest = state.newestAt
  if (written >= newest) {
    state.newestAt = written
    return []
  }
  if (written >= newest - behindSeconds * 1_000) return []
  const newestAt = Temporal.Instant.fromEpochMilliseconds(newest)
  return [{ name: 'entry-backdated', detail: `its time ${at} lies behind an earlier entry's, ${newestAt}` }]
}

/** Plan versions are on the log before anything follows them, and one version has one content. */
function checkPlan(state: MonitorState, { kind, plan, facts }: ReadEntry): Broken[] {
  if (plan === null) return []
  const version = state.get('version', plan)
  if (kind !== 'plan-version-loaded') {
    return version ? [] : [{ name: 'plan-unknown', detail: `${plan} was not loaded before` }]
  }
  const contentSha256 = String(facts.contentSha256)
  if (version && version.contentSha256 !== contentSha256) {
    return [{ name: 'plan-unknown', detail: `${plan} was loaded before with another content` }]
  }
  state.set(
    'version',
    plan,
    version ?? { contentSha256, yearCapFen: null, largestOfOneFen: null, smallestOfTwoFen: null },
  )
  return []
}
