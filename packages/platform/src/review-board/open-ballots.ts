import { combineShares, openText, openVote, textKeyOf, voteKeyOf } from '@tongzhou/ballot'
import { canonicalJson, findPersonalData, planReference } from '@tongzhou/core'
import { toBase64 } from '@tongzhou/tlog'
import { commit, system } from '../commit/commit.ts'
import type { Platform } from '../commit/platform.ts'
import {
  type BallotToOpen,
  ballotsAfter,
  insertOpenedBallots,
  type OpenedBallotRow,
  openedSoFar,
} from './ballot-store.ts'
import type { StoredDispute } from './dispute-store.ts'
import type { Keepers } from './keepers.ts'
import { claimOf, partiesOf } from './prepare-dispute.ts'
import { disputeJournalSubject } from './take-dispute-step.ts'

/** Ballots that keepers are asked for at once: with their keys they fit into the 65,535 bytes of one entry of the log. */
const batchSize = 400
/** Of the ballots of one entry, which has room for 65,535 bytes: those of invalid ones, with their keepers' shares, take several entries. */
const maxBallotBytes = 60_000
/** So long a ballot that does not open waits for keepers who have not answered, before it counts as invalid. */
const patienceHours = 24

/**
 * Opens the ballots of a closed vote, batch by batch, each entry of the log in a transaction of its own; whoever is killed goes on after the
 * last one. `done` once all are open; otherwise fewer keepers than the threshold answered, or one whose share might open what
 * the others' do not, and it is tried again.
 */
export async function openBallots(
  platform: Platform,
  keepers: Keepers,
  stored: StoredDispute,
  onProgress: (opened: number) => void = () => {},
): Promise<'done' | 'waiting'> {
  const { database } = platform
  const claim = await claimOf(platform, database, stored)
  const parties = claim ? await partiesOf(platform, database, claim) : []
  const silent = new Set<string>()
  const askAfter = async (after: string): Promise<AskedBatch> => {
    const batch = await ballotsAfter(database, stored.disputeId, after, batchSize)
    return {
      after,
      batch,
      shares: batch.length === 0 ? none : await sharesOf(platform, keepers, stored, batch, silent),
    }
  }
  const { count, last } = await openedSoFar(database, stored.disputeId)
  let asked = await askAfter(last)
  for (let from = count; ; ) {
    onProgress(from)
    if (asked.batch.length === 0) return 'done'
    if (asked.shares.size < stored.dispute.threshold) return 'waiting'
    // The keepers are at the next batch meanwhile.
    const [isKept, next] = await Promise.all([
      openBatch(platform, stored, asked, from, parties),
      askAfter(asked.batch.at(-1)!.pseudonym),
    ])
    if (!isKept) return 'waiting'
    from += asked.batch.length
    asked = next
  }
}

interface AskedBatch {
  /** The pseudonym before the first. */
  readonly after: string
  readonly batch: readonly BallotToOpen[]
  readonly shares: Shares
}

const none: Shares = new Map()

/** Opens a batch and keeps it; false where a ballot does not open that another keeper's share may still open, or another process keeps it. */
async function openBatch(
  platform: Platform,
  stored: StoredDispute,
  { after, batch, shares }: AskedBatch,
  from: number,
  parties: readonly string[],
): Promise<boolean> {
  const opened = await Promise.all(batch.map((ballot, at) => openOne(stored, ballot, shares, at, parties)))
  if (opened.some(({ choice }) => choice === 'invalid') && mayStillOpen(platform, stored, shares.size)) return false
  let kept: Kept = { count: from, last: after }
  for (const fitting of inEntries(opened)) {
    const expected = { count: kept.count + fitting.length, last: fitting.at(-1)!.pseudonym }
    kept = await keepOpened(platform, stored, kept, fitting)
    // Another process was there before, and its entry may end elsewhere: whoever went on from here would leave ballots out.
    if (kept.count !== expected.count || kept.last !== expected.last) return false
  }
  return true
}

/** How far the log has them. */
interface Kept {
  readonly count: number
  /** Pseudonym of the last one. */
  readonly last: string
}

/** Opened ballots by entries of the log that have room for them. */
export function inEntries(opened: readonly OpenedBallotRow[]): readonly (readonly OpenedBallotRow[])[] {
  const entries: OpenedBallotRow[][] = [[]]
  let room = maxBallotBytes
  for (const ballot of opened) {
    const bytes = Buffer.byteLength(canonicalJson(ballotFacts(ballot))) + 1
    if (bytes > room) {
      entries.push([])
      room = maxBallotBytes
    }
    entries.at(-1)!.push(ballot)
    room -= bytes
  }
  return entries
}

/** What the log says of an opened ballot; of an invalid one also what its keepers gave, by which anybody can see that it is. */
export function ballotFacts({ choice, clause, pseudonym: juror, shares, voteKey }: OpenedBallotRow) {
  const key = voteKey === null ? '' : toBase64(voteKey)
  return { juror, choice, clause, key, ...(shares && { shares }) }
}

/** A keeper who lies, and one who is down, may together hide a good ballot: the latter is waited for. */
function mayStillOpen({ clock }: Platform, { dispute, steps }: StoredDispute, answered: number): boolean {
  const closedAt = steps.at(-1)!.recordedAt
  const isPatient = Temporal.Instant.compare(clock.now(), closedAt.add({ hours: patienceHours })) < 0
  return isPatient && answered < dispute.keepers.length
}

type Shares = ReadonlyMap<string, readonly (Uint8Array | null)[]>

/** The shares of a batch by keeper, of those who answer. Who was silent in this run is not asked for every batch again. */
async function sharesOf(
  platform: Platform,
  { all }: Keepers,
  { dispute, reference }: StoredDispute,
  batch: readonly BallotToOpen[],
  silent: Set<string>,
): Promise<Shares> {
  const ballots = batch.map(({ pseudonym: juror, sealed }) => ({ juror, sealed }))
  // Those for whom the ballots were sealed: the consortium may have changed since.
  const asked = all.filter(({ name }) => !silent.has(name) && dispute.keepers.some((keeper) => keeper.name === name))
  const answers = await Promise.all(
    asked.map(async (keeper) => {
      try {
        return [[keeper.name, await keeper.openShares(reference, ballots)] as const]
      } catch (fault) {
        platform.logger.warn({ member: keeper.name, err: fault }, 'a member did not open its shares of ballots')
        silent.add(keeper.name)
        return []
      }
    }),
  )
  return new Map(answers.flat())
}

async function openOne(
  { dispute, reference }: StoredDispute,
  { pseudonym, sealed }: BallotToOpen,
  shares: Shares,
  at: number,
  parties: readonly string[],
): Promise<OpenedBallotRow> {
  const own = [...shares].flatMap(([name, all]) => (all[at] ? [[name, all[at]] as const] : []))
  const key = await combineShares({ sealed, shares: new Map(own), threshold: dispute.threshold })
  const given = [...shares].map(([keeper, all]) => ({ keeper, share: all[at] ? toBase64(all[at]) : null }))
  const invalid = { pseudonym, choice: 'invalid', clause: '', voteKey: null, reason: '', shares: given } as const
  if (!key) return invalid
  const place = { dispute: reference, juror: pseudonym }
  const voteKey = await voteKeyOf(key)
  const vote = await openVote({ voteKey, place, sealed })
  if (!vote) return invalid
  const words = (await openText({ textKey: await textKeyOf(key), place, sealed })) ?? ''
  const reason = blackedOut(words, parties)
  return { pseudonym, choice: vote.choice, clause: vote.clause, voteKey, reason, shares: null }
}

/** A juror's words with everything that points at somebody blacked out: they become public. */
export function blackedOut(words: string, parties: readonly string[]): string {
  let shown = words
  for (const { end, start } of findPersonalData(words, parties)) {
    shown = shown.slice(0, start) + '█'.repeat(end - start) + shown.slice(end)
  }
  return shown
}

/** Keeps what follows the last in one entry; how far the log has them then. */
async function keepOpened(
  platform: Platform,
  { dispute, disputeId, reference }: StoredDispute,
  { count: from, last: after }: Kept,
  opened: readonly OpenedBallotRow[],
): Promise<Kept> {
  const content = { reference, after }
  const command = { key: `open:${reference}:${after}`, kind: 'open-ballots', actor: system, content }
  const { planCode: plan, rulesVersion: version } = dispute.opened
  const outcome = await commit<Kept>(platform, command, async ({ newId }) => {
    const id = newId()
    const event = { id, kind: 'ballots-opened', subject: disputeJournalSubject(reference) } as const
    return {
      answer: { count: from + opened.length, last: opened.at(-1)!.pseudonym },
      rows: [insertOpenedBallots(disputeId, id, opened)],
      events: [{ ...event, plan: planReference({ plan, version }), facts: { from, ballots: opened.map(ballotFacts) } }],
    }
  })
  if (!outcome.accepted) throw new Error(`opened ballots of ${reference} were refused: ${outcome.refusal.code}`)
  return outcome.event.answer
}
