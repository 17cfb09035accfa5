import type { TrueDispute } from './hundred-disputes.ts'
import type { PublicEntry } from './public-view.ts'
import { disputeOfSubject, type ListLine, type PublicBallot, type TrueSeat } from './truth.ts'

/** What the board would show if it were built with a leak: the tries must succeed on it, or they are no tries. */

type Entries = readonly PublicEntry[]

/** The entries with those of a kind changed. */
export function changed(entries: Entries, kind: string, change: (entry: PublicEntry) => Partial<PublicEntry>): Entries {
  return entries.map((entry) => (entry.kind === kind ? { ...entry, ...change(entry) } : entry))
}

/** Lists sorted by person, as they would be without the dispute in the hash. */
export function listsSortedByPerson(
  lists: ReadonlyMap<string, readonly ListLine[]>,
  owners: ReadonlyMap<string, bigint>,
): ReadonlyMap<string, readonly ListLine[]> {
  return new Map(
    [...lists].map(([dispute, lines]) => {
      const of = ({ reference }: ListLine) => owners.get(`${dispute} ${reference}`)!
      return [dispute, lines.toSorted((one, other) => Number(of(one) - of(other)))]
    }),
  )
}

/** Pseudonyms that were given in the order of the draw. */
export function pseudonymsAsDrawn(entries: Entries, seats: readonly TrueSeat[]): Entries {
  return changed(entries, 'panel-seated', ({ facts, subject }) => {
    const own = seats.filter(({ dispute, seated }) => seated && dispute === disputeOfSubject(subject))
    const byPseudonym = own.toSorted((one, other) => (one.pseudonym < other.pseudonym ? -1 : 1))
    return { facts: { ...facts, seated: byPseudonym.map(({ lotReference }) => lotReference) } }
  })
}

/** Pseudonyms that stand in the order of the jurors. */
export function pseudonymsByPerson(entries: Entries, seats: readonly TrueSeat[]) {
  const written = (personId: bigint) => String(personId).padStart(12, '0')
  const persons = new Map(seats.map(({ dispute, personId, pseudonym }) => [`${dispute} ${pseudonym}`, personId]))
  return {
    seats: seats.map((seat) => ({ ...seat, pseudonym: written(seat.personId) })),
    entries: changed(entries, 'ballot-cast', ({ facts, subject }) => {
      return { facts: { ...facts, juror: written(persons.get(`${disputeOfSubject(subject)} ${facts.juror}`)!) } }
    }),
  }
}

/** Ids of ballots that begin with what was voted. */
export function votesInIds(entries: Entries, ballots: ReadonlyMap<string, readonly PublicBallot[]>): Entries {
  return changed(entries, 'ballot-cast', ({ facts, id, subject }) => {
    const own = ballots.get(disputeOfSubject(subject))?.find(({ juror }) => juror === facts.juror)
    return { id: `${own?.choice === 'pay' ? 'f' : '0'}${id.slice(1)}` }
  })
}

/** Disputes that are written beside the step of their claim, in the same moment. */
export function disputesBesideClaims(entries: Entries, disputes: readonly TrueDispute[]): Entries {
  const isOpening = ({ kind }: PublicEntry) => kind === 'dispute-opened'
  const opened = new Map(entries.filter(isOpening).map((one) => [disputeOfSubject(one.subject), one]))
  const disputeOf = new Map(disputes.map(({ caseReference, reference }) => [`claim/${caseReference}`, reference]))
  return entries.flatMap((entry) => {
    if (isOpening(entry)) return []
    const own = entry.kind === 'refusal-disputed' ? opened.get(disputeOf.get(entry.subject) ?? '') : undefined
    return own ? [entry, { ...own, at: entry.at }] : [entry]
  })
}
