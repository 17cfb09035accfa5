import { openByShares, openVoteNow } from '@tongzhou/ballot/node'
import { decideVote, type ReadEntry } from '@tongzhou/core'
import { fromBase64, TlogError, toBase64 } from '@tongzhou/tlog'
import type { Store } from '../storage/store.ts'
import { countBallots, markOpened, type SeenBallot, saveBallot } from './dispute-ballots.ts'
import type { ConsortiumState, DisputeState, VoteTerms } from './dispute-state.ts'
import { countOf, instantOf, listOf, textOf, WrongFact } from './facts.ts'

const pseudonym = /^[0-9A-HJKMNP-TV-Z]{12}$/
/** How long a ballot that does not open waits for a silent keeper (docs/review-board.md). */
const patienceMilliseconds = 24 * 3_600_000
const hash = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/

/** The terms of a vote that begins, and what is wrong with them: ballots are sealed for the consortium, as many as the quorum open them. */
export function openVote(
  { at, facts }: ReadEntry,
  consortium: ConsortiumState | null,
): { readonly vote: VoteTerms; readonly broken: string | null } {
  const closesAtMilliseconds = instantOf(facts, 'closesAt').epochMilliseconds
  const [quorum, upheldAtBasisPoints] = [countOf(facts, 'quorum'), countOf(facts, 'upheldAtBasisPoints')]
  const threshold = countOf(facts, 'threshold')
  const named = listOf(facts, 'keepers').map((keeper) => ({ name: textOf(keeper, 'name'), key: textOf(keeper, 'key') }))
  const terms = { quorum, upheldAtBasisPoints, threshold, keepers: named.map(({ name }) => name) }
  const vote = { closesAtMilliseconds, extended: false, ...terms, closedIndex: null }
  const keepers = named.map(({ key, name }) => `${name} ${key}`)
  const why = () => {
    if (closesAtMilliseconds <= at.epochMilliseconds) return 'it closes before it begins'
    if (consortium === null) return null
    const members = consortium.members.map(({ ballotKey, name }) => `${name} ${ballotKey}`)
    if (keepers.toSorted().join('\n') !== members.toSorted().join('\n'))
      return 'ballots are to be sealed for others than the members of the consortium'
    return threshold === consortium.quorum
      ? null
      : `${threshold} keepers open a ballot, and the quorum is ${consortium.quorum}`
  }
  return { vote, broken: why() }
}

/** Records a ballot. Cast after the close, it is broken, and counts for nothing here. */
export function castBallot(
  store: Store,
  dispute: string,
  { vote }: DisputeState,
  { at, facts }: ReadEntry,
): string | null {
  const [juror, ballot] = [textOf(facts, 'juror'), textOf(facts, 'ballot')]
  if (!pseudonym.test(juror)) throw new WrongFact('juror is no pseudonym')
  if (!hash.test(ballot)) throw new WrongFact('ballot is no hash')
  if (at.epochMilliseconds >= vote!.closesAtMilliseconds)
    return `a ballot was cast at ${at}, after the hour of the close`
  saveBallot(store, dispute, juror, ballot)
  return null
}

/** What is wrong with an extension: once, at the close, and only where ballots are missing. */
export function whyExtensionWrong(
  store: Store,
  dispute: string,
  vote: VoteTerms,
  { at, facts }: ReadEntry,
): string | null {
  if (vote.extended) return 'it is extended a second time'
  if (at.epochMilliseconds < vote.closesAtMilliseconds) return 'it is extended before the hour of the close'
  if (instantOf(facts, 'closesAt').epochMilliseconds <= at.epochMilliseconds)
    return 'it is extended to an hour that is over'
  const ballots = countBallots(store, dispute)
  return ballots < vote.quorum ? null : `it is extended although ${ballots} ballots make a quorum`
}

/** Whether a vote is closed before its hour: by the entry's own time, or by this member's clock and its tolerance (null: none). */
export function isClosedEarly(
  { closesAtMilliseconds }: VoteTerms,
  at: Temporal.Instant,
  now: Temporal.Instant,
  aheadSeconds: number | null,
): boolean {
  if (at.epochMilliseconds < closesAtMilliseconds) return true
  return aheadSeconds !== null && now.epochMilliseconds + aheadSeconds * 1_000 < closesAtMilliseconds
}

/** What is wrong with the number of ballots at the close. */
export function whyCloseWrong(
  store: Store,
  dispute: string,
  { seats }: DisputeState,
  { facts }: ReadEntry,
): string | null {
  const [said, cast] = [countOf(facts, 'ballots'), countBallots(store, dispute)]
  if (said !== cast) return `it speaks of ${said} ballots, and the log has those of ${cast} jurors`
  return seats !== null && cast > seats ? `${cast} jurors voted on ${seats} seats` : null
}

/** Counts opened ballots, each of a juror who cast one, once. */
export function openBallots(
  store: Store,
  dispute: string,
  state: DisputeState,
  { at, facts }: ReadEntry,
  member: string,
): { readonly state: DisputeState; readonly broken: string | null } {
  const counts = { pay: state.pay, 'do-not-pay': state.doNotPay, invalid: state.invalid }
  const before = state.pay + state.doNotPay + state.invalid
  let broken =
    countOf(facts, 'from') === before ? null : `it goes on at ${countOf(facts, 'from')}, after ${before} ballots`
  for (const ballot of listOf(facts, 'ballots')) {
    const opened = readOpened(ballot)
    const { choice, clause, juror } = opened
    const seen = markOpened(store, dispute, juror)
    if (seen === undefined) broken ??= `a ballot of ${juror} is opened who cast none, or twice`
    else if (choice === 'invalid') broken ??= whyNotInvalid(dispute, state.vote!, seen, opened, { at, member })
    else if (seen && !saysSo(dispute, seen, opened))
      broken ??= `the ballot of ${juror}, which this member has seen, does not say ${choice}, ${clause}`
    counts[choice] += 1
  }
  return { state: { ...state, pay: counts.pay, doNotPay: counts['do-not-pay'], invalid: counts.invalid }, broken }
}

interface OpenedBallot {
  readonly juror: string
  readonly choice: 'pay' | 'do-not-pay' | 'invalid'
  readonly clause: string
  readonly key: string
  /** What the keepers gave for an invalid one. */
  readonly shares: readonly PublishedShare[]
}

interface PublishedShare {
  readonly keeper: string
  /** Base64; null where the keeper could open none. */
  readonly share: string | null
}

function readOpened(ballot: ReadEntry['facts']): OpenedBallot {
  const [juror, clause] = [textOf(ballot, 'juror'), textOf(ballot, 'clause')]
  const [choice, key] = [textOf(ballot, 'choice'), textOf(ballot, 'key')]
  if (choice !== 'pay' && choice !== 'do-not-pay' && choice !== 'invalid') throw new WrongFact('choice is none')
  if (choice === 'invalid' ? key !== '' : !hash.test(key)) throw new WrongFact('key is none that opens a vote')
  return { juror, choice, clause, key, shares: choice === 'invalid' ? listOf(ballot, 'shares').map(readShare) : [] }
}

function readShare(facts: ReadEntry['facts']): PublishedShare {
  const share = facts.share === null ? null : textOf(facts, 'share')
  return { keeper: textOf(facts, 'keeper'), share }
}

/**
 * Why a ballot that is called invalid may not be: all keepers have spoken, or after a day as many as open a ballot, this member's share is the one that it gave, and
 * neither the published shares nor those and its own open the ballot to a vote.
 */
function whyNotInvalid(
  subject: string,
  { closesAtMilliseconds, keepers, threshold }: VoteTerms,
  seen: SeenBallot | null,
  { juror, shares }: OpenedBallot,
  { at, member }: { readonly at: Temporal.Instant; readonly member: string },
): string | null {
  const names = shares.map(({ keeper }) => keeper)
  if (new Set(names).size < names.length || names.some((name) => !keepers.includes(name)))
    return `the ballot of ${juror} is invalid by shares of others than its keepers, each once`
  if (names.length < threshold) return `the ballot of ${juror} is invalid by ${names.length} keepers of ${threshold}`
  if (names.length < keepers.length && at.epochMilliseconds < closesAtMilliseconds + patienceMilliseconds)
    return `the ballot of ${juror} did not wait a day for the keepers who are not named`
  if (seen === null) return null
  const own = shares.find(({ keeper }) => keeper === member)
  if (own && own.share !== (seen.share && toBase64(seen.share)))
    return `the share of the ballot of ${juror} that this member gave is not the one that is published`
  const published = shares.flatMap(({ share }) => (share === null ? [] : [bytesOf(share)]))
  const all = own === undefined && seen.share ? [seen.share, ...published] : published
  const place = { dispute: subject.slice(subject.indexOf('/') + 1), juror }
  const { commitment, vote: sealedVote } = seen
  const vote = openByShares({ commitment, sealedVote, place, shares: all, threshold })
  return vote && `the ballot of ${juror} is called invalid, and its shares open it to ${vote.choice}, ${vote.clause}`
}

function bytesOf(share: string): Uint8Array {
  try {
    return fromBase64(share)
  } catch (fault) {
    if (fault instanceof TlogError) throw new WrongFact('a share is no base64')
    throw fault
  }
}

/** Whether the published key opens the sealed vote to what is said. */
function saysSo(
  subject: string,
  { vote: sealedVote }: SeenBallot,
  { choice, clause, juror, key }: OpenedBallot,
): boolean {
  const place = { dispute: subject.slice(subject.indexOf('/') + 1), juror }
  const vote = openVoteNow({ voteKey: fromBase64(key), place, sealedVote })
  return vote?.choice === choice && vote.clause === clause
}

/** What is wrong with a verdict: it follows from the opened ballots, all of them, by the terms that the vote began with. */
export function whyVerdictWrong(
  { ballots, vote, pay, doNotPay, invalid }: DisputeState,
  { facts }: ReadEntry,
): string | null {
  const opened = pay + doNotPay + invalid
  if (opened !== ballots) return `${opened} of ${ballots} ballots are opened`
  const said = ['pay', 'doNotPay', 'invalid'].map((name) => countOf(facts, name)).join(', ')
  const counted = [pay, doNotPay, invalid].join(', ')
  if (said !== counted) return `pay, do not pay, invalid: it says ${said}, the opened ballots ${counted}`
  const { outcome } = decideVote({ pay, doNotPay, invalid }, vote!)
  return textOf(facts, 'outcome') === outcome ? null : `it says ${textOf(facts, 'outcome')}, the ballots ${outcome}`
}
