import type { ReadEntry } from '@tongzhou/core'
import { leafHash, toBase64 } from '@tongzhou/tlog'
import type { Store } from '../storage/store.ts'
import { type DrawRules, whyDrawWrong, whyReferencesWrong, whySeatsWrong } from './check-draw.ts'
import {
  castBallot,
  isClosedEarly,
  openBallots,
  openVote,
  whyCloseWrong,
  whyExtensionWrong,
  whyVerdictWrong,
} from './check-vote.ts'
import { type ConsortiumState, type DisputeStage, type DisputeState, openedDispute } from './dispute-state.ts'
import { countOf, instantOf, listOf, textOf, textsOf, WrongFact } from './facts.ts'
import type { Broken, MonitorAlarmName } from './monitor-alarm.ts'
import type { MonitorState } from './monitor-state.ts'

/** In which stages an entry of a dispute may come. After `decided` and `withdrawn` nothing may, for ever. */
const allowed = {
  'statement-added': ['opened', 'sealed'],
  'case-file-sealed': ['opened', 'sealed'],
  'juror-list-committed': ['sealed'],
  'panel-drawn': ['listed'],
  'panel-continued': ['drawn'],
  'panel-seated': ['drawn'],
  'vote-opened': ['sealed', 'seated'],
  'ballot-cast': ['voting'],
  'vote-extended': ['voting'],
  'vote-closed': ['voting'],
  'ballots-opened': ['closed'],
  'dispute-decided': ['closed'],
  'dispute-withdrawn': ['opened', 'sealed', 'listed', 'drawn', 'seated', 'voting'],
} as const satisfies Readonly<Record<string, readonly DisputeStage[]>>

type DisputeKind = keyof typeof allowed

export interface DisputeRules extends DrawRules {
  readonly aheadSeconds: number | null
}

/** The entry, where it lies, and the clock of this member. */
export interface DisputeEntry {
  readonly index: number
  readonly bytes: Uint8Array
  readonly entry: ReadEntry
  readonly now: Temporal.Instant
}

/**
 * Follows each dispute through the log: its entries come in order, one list is committed to before the draw, the draw stands on the members'
 * signatures, ballots are sealed for the members, none is cast or opened when it must not be, and the verdict follows from the opened
 * ballots, of which the invalid ones are. What it can't see: who is on the list. Throws `WrongFact`.
 */
export function checkDispute(store: Store, states: MonitorState, given: DisputeEntry, rules: DisputeRules): Broken[] {
  const { entry } = given
  const { facts, kind, subject } = entry
  if (kind === 'consortium-changed') states.set('consortium', 'consortium', consortiumOf(facts))
  const state = states.get('dispute', subject)
  if (kind === 'dispute-opened') {
    if (state) return [{ name: 'dispute-order', detail: 'the dispute was opened before' }]
    const mode = textOf(facts, 'mode')
    if (mode !== 'panel' && mode !== 'open') throw new WrongFact('mode is neither panel nor open')
    states.set('dispute', subject, openedDispute(mode))
    return []
  }
  if (!isDisputeKind(kind)) return []
  if (state === null) return [{ name: 'dispute-order', detail: `${kind} of a dispute that was not opened` }]
  if (!(allowed[kind] as readonly DisputeStage[]).includes(state.stage))
    return [{ name: 'dispute-order', detail: `${kind} is not to come after the dispute was ${state.stage}` }]
  const followed = isDrawKind(kind)
    ? followDraw(store, states, state, kind, given, rules)
    : followVote(store, states, state, kind, given, rules)
  states.set('dispute', subject, followed.state)
  return followed.broken ? [followed.broken] : []
}

interface Followed {
  readonly state: DisputeState
  readonly broken: Broken | null
}

const drawKinds = ['juror-list-committed', 'panel-drawn', 'panel-continued', 'panel-seated'] as const
type DrawKind = (typeof drawKinds)[number]
const isDrawKind = (kind: DisputeKind): kind is DrawKind => (drawKinds as readonly string[]).includes(kind)
const isDisputeKind = (kind: string): kind is DisputeKind => Object.hasOwn(allowed, kind)

const alarmOf = (name: MonitorAlarmName, detail: string | null): Broken | null =>
  detail === null ? null : { name, detail }

function followDraw(
  store: Store,
  states: MonitorState,
  state: DisputeState,
  kind: DrawKind,
  { bytes, entry, index }: DisputeEntry,
  rules: DisputeRules,
): Followed {
  const { at, facts } = entry
  switch (kind) {
    case 'juror-list-committed': {
      const broken = alarmOf('dispute-order', state.mode === 'panel' ? null : 'an open vote has no list of jurors')
      const consortium = states.get('consortium', 'consortium')
      const hash = toBase64(leafHash(bytes))
      const list = {
        index,
        leafHash: hash,
        size: countOf(facts, 'size'),
        atMilliseconds: at.epochMilliseconds,
        consortium,
      }
      return { state: { ...state, stage: 'listed', list }, broken }
    }
    case 'panel-drawn': {
      const broken = alarmOf('lot-wrong', whyDrawWrong(store, state, entry, rules))
      const list = state.list && { ...state.list, consortium: null }
      return { state: { ...state, stage: 'drawn', list, drawn: textsOf(facts, 'references') }, broken }
    }
    case 'panel-continued': {
      const broken = alarmOf('lot-wrong', whyReferencesWrong(state, facts))
      return { state: { ...state, drawn: [...state.drawn, ...textsOf(facts, 'references')] }, broken }
    }
    case 'panel-seated': {
      const broken = alarmOf('lot-wrong', whySeatsWrong(state, facts))
      return { state: { ...state, stage: 'seated', drawn: [], seats: textsOf(facts, 'seated').length }, broken }
    }
  }
}

function followVote(
  store: Store,
  states: MonitorState,
  state: DisputeState,
  kind: Exclude<DisputeKind, DrawKind>,
  { entry, index, now }: DisputeEntry,
  { aheadSeconds, member }: DisputeRules,
): Followed {
  const { at, facts, subject } = entry
  const { vote } = state
  switch (kind) {
    case 'statement-added':
      return { state, broken: null }
    case 'case-file-sealed':
      return { state: { ...state, stage: 'sealed' }, broken: null }
    case 'vote-opened': {
      const opened = openVote(entry, states.get('consortium', 'consortium'))
      const unseated = state.mode === 'panel' && state.stage !== 'seated' ? 'a panel votes before it is seated' : null
      const broken = alarmOf('dispute-order', unseated) ?? alarmOf('ballots-unsafe', opened.broken)
      return { state: { ...state, stage: 'voting', vote: opened.vote }, broken }
    }
    case 'ballot-cast':
      return { state, broken: alarmOf('dispute-order', castBallot(store, subject, state, entry)) }
    case 'vote-extended': {
      const broken = alarmOf('dispute-order', whyExtensionWrong(store, subject, vote!, entry))
      const extended = {
        ...vote!,
        closesAtMilliseconds: instantOf(facts, 'closesAt').epochMilliseconds,
        extended: true,
      }
      return { state: { ...state, vote: extended }, broken }
    }
    case 'vote-closed': {
      const early = isClosedEarly(vote!, at, now, aheadSeconds) ? 'the vote is closed before its hour' : null
      const broken =
        alarmOf('vote-closed-early', early) ??
        alarmOf('ballots-miscounted', whyCloseWrong(store, subject, state, entry))
      const closed = { ...vote!, closedIndex: index }
      return { state: { ...state, stage: 'closed', vote: closed, ballots: countOf(facts, 'ballots') }, broken }
    }
    case 'ballots-opened': {
      const opened = openBallots(store, subject, state, entry, member)
      return { state: opened.state, broken: alarmOf('ballots-miscounted', opened.broken) }
    }
    case 'dispute-decided': {
      const broken = alarmOf('ballots-miscounted', whyVerdictWrong(state, entry))
      return { state: { ...state, stage: 'decided' }, broken }
    }
    case 'dispute-withdrawn': {
      const isOver = vote !== null && at.epochMilliseconds >= vote.closesAtMilliseconds
      const broken = alarmOf('dispute-order', isOver ? 'it is withdrawn after the hour of the close' : null)
      return { state: { ...state, stage: 'withdrawn', drawn: [] }, broken }
    }
  }
}

function consortiumOf(facts: ReadEntry['facts']): ConsortiumState {
  const members = listOf(facts, 'members').map((member) => ({
    name: textOf(member, 'name'),
    lotKey: textOf(member, 'lotKey'),
    ballotKey: textOf(member, 'ballotKey'),
  }))
  return { quorum: countOf(facts, 'quorum'), members }
}
