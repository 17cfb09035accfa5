import { openVoteNow } from '@tongzhou/ballot/node'
import { decideVote, type ReadEntry } from '@tongzhou/core'
import { fromBase64 } from '@tongzhou/tlog'
import type { Store } from '../storage/store.ts'
import { countBallots, markOpened, saveBallot } from './dispute-ballots.ts'
import type { ConsortiumState, DisputeState, VoteTerms } from './dispute-state.ts'
import { countOf, instantOf, listOf, textOf, WrongFact } from './facts.ts'

const pseudonym = /^[0-9A-HJKMNP-TV-Z]{12}$/
const hash = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/

/** The terms of a vote that begins, and what is wrong with them: ballots are sealed for the consortium, as many as the quorum open them. */
export function openVote(
  { at, facts }: ReadEntry,
  consortium: ConsortiumState | null,
): { readonly vote: VoteTerms; readonly broken: string | null } {
  const closesAtMilliseconds = instantOf(facts, 'closesAt').epochMilliseconds
  const [quorum, upheldAtBasisPoints] = [countOf(facts, 'quorum'), countOf(facts, 'upheldAtBasisPoints')]
  const vote = { closesAtMilliseconds, extended: false, quorum, upheldAtBasisPoints, closedIndex: null }
  const keepers = listOf(facts, 'keepers').map((keeper) => `${textOf(keeper, 'name')} ${textOf(keeper, 'key')}`)
  const threshold = countOf(facts, 'threshold')
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
  { facts }: ReadEntry,
): { readonly state: DisputeState; readonly broken: string | null } {
  const counts = { pay: state.pay, 'do-not-pay': state.doNotPay, invalid: state.invalid }
  const before = state.pay + state.doNotPay + state.invalid
  let broken =
    countOf(facts, 'from') === before ? null : `it goes on at ${countOf(facts, 'from')}, after ${before} ballots`
  for (const ballot of listOf(facts, 'ballots')) {
    const { choice, juror, ...opened } = readOpened(ballot)
    const vote = markOpened(store, dispute, juror)
    if (vote === undefined) broken ??= `a ballot of ${juror} is opened who cast none, or twice`
    else if (vote && choice !== 'invalid' && !saysSo(dispute, vote, { choice, juror, ...opened }))
      broken ??= `the ballot of ${juror}, which this member has seen, does not say ${choice}, ${opened.clause}`
    counts[choice] += 1
  }
  return { state: { ...state, pay: counts.pay, doNotPay: counts['do-not-pay'], invalid: counts.invalid }, broken }
}

interface OpenedBallot {
  readonly juror: string
  readonly choice: 'pay' | 'do-not-pay' | 'invalid'
  readonly clause: string
  readonly key: string
}

function readOpened(ballot: ReadEntry['facts']): OpenedBallot {
  const [juror, clause] = [textOf(ballot, 'juror'), textOf(ballot, 'clause')]
  const [choice, key] = [textOf(ballot, 'choice'), textOf(ballot, 'key')]
  if (choice !== 'pay' && choice !== 'do-not-pay' && choice !== 'invalid') throw new WrongFact('choice is none')
  if (choice === 'invalid' ? key !== '' : !hash.test(key)) throw new WrongFact('key is none that opens a vote')
  return { juror, choice, clause, key }
}

/** Whether the published key opens the sealed vote to what is said. */
function saysSo(subject: string, sealedVote: Uint8Array, { choice, clause, juror, key }: OpenedBallot): boolean {
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
