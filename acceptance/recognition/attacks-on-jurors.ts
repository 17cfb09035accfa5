import { type Attempt, learnAndTry, type Observed, tryGuesses } from './guessing.ts'
import type { PublicEntry, PublicView } from './public-view.ts'
import { disputeOfSubject, entriesByDispute, type ListLine, type PublicBallot, type TrueSeat } from './truth.ts'

type Lists = ReadonlyMap<string, readonly ListLine[]>
type Owners = ReadonlyMap<string, bigint>

/** Each list with the one that follows it. */
const pairs = <One>(some: readonly One[]) => some.slice(1).map((next, at) => [some[at]!, next] as const)

/** Whoever stands somewhere in a list is said to stand at the same part of the next. */
export function linkByPlaceInList(lists: Lists, owners: Owners): Attempt {
  const secrets = pairs([...lists]).flatMap(([[one, before], [other, after]]) =>
    before.map(({ reference }, at) => {
      const guessed = after[Math.floor((at * after.length) / before.length)]!.reference
      return {
        candidates: after.length,
        truth: owners.get(`${one} ${reference}`),
        guess: owners.get(`${other} ${guessed}`),
      }
    }),
  )
  return attempt(secrets)
}

/** Whoever has an unusual weight is said to be one of those with this weight in the next list. */
export function linkByWeight(lists: Lists, owners: Owners): Attempt & { readonly alone: number } {
  const secrets = pairs([...lists]).flatMap(([[one, before], [other, after]]) =>
    before
      .filter(({ weight }) => weight !== '4')
      .flatMap(({ reference, weight }) => {
        const alike = after.filter((line) => line.weight === weight)
        if (alike.length === 0) return []
        const guess = owners.get(`${other} ${alike[0]!.reference}`)
        return [{ candidates: alike.length, truth: owners.get(`${one} ${reference}`), guess }]
      }),
  )
  return { ...attempt(secrets), alone: secrets.filter(({ candidates }) => candidates === 1).length }
}

interface Guess {
  readonly candidates: number
  readonly truth: unknown
  readonly guess: unknown
}

const attempt = (secrets: readonly Guess[]) =>
  tryGuesses(secrets, {
    candidates: ({ candidates }) => candidates,
    guess: ({ guess }) => guess,
    truth: ({ truth }) => truth,
  })

/** Orders in which an attacker lays the seats of a panel beside the pseudonyms that voted. */
export const waysToLay = {
  'the order of the draw beside the order of the first ballots': { isSorted: false, byCast: true },
  'the order of the draw beside the sorted pseudonyms': { isSorted: false, byCast: false },
  'the sorted references beside the sorted pseudonyms': { isSorted: true, byCast: false },
  'the sorted references beside the order of the first ballots': { isSorted: true, byCast: true },
} as const

/** Lays seated references beside pseudonyms, one to one. */
export function linkSeatsToPseudonyms(
  entries: readonly PublicEntry[],
  seats: readonly TrueSeat[],
  { byCast, isSorted }: { readonly byCast: boolean; readonly isSorted: boolean },
): Attempt {
  const truth = new Map(seats.map(({ dispute, lotReference, pseudonym }) => [`${dispute} ${lotReference}`, pseudonym]))
  const secrets: Guess[] = []
  for (const [dispute, own] of entriesByDispute(entries)) {
    const seated = own.find(({ kind }) => kind === 'panel-seated')?.facts.seated as readonly string[] | undefined
    if (!seated) continue
    const cast = [
      ...new Set(own.filter(({ kind }) => kind === 'ballot-cast').map(({ facts }) => facts.juror as string)),
    ]
    const pseudonyms = byCast ? cast : cast.toSorted()
    for (const [at, reference] of (isSorted ? seated.toSorted() : seated).entries()) {
      if (at >= pseudonyms.length) continue
      secrets.push({
        candidates: pseudonyms.length,
        truth: truth.get(`${dispute} ${reference}`),
        guess: pseudonyms[at],
      })
    }
  }
  return attempt(secrets)
}

/** Jurors of one vote are said to be those at the same place, sorted or by the hour of their ballot, of another. */
export function linkPseudonyms(
  entries: readonly PublicEntry[],
  seats: readonly TrueSeat[],
  order: 'sorted' | 'cast',
): Attempt {
  const person = new Map(seats.map(({ dispute, personId, pseudonym }) => [`${dispute} ${pseudonym}`, personId]))
  const votes = [...entriesByDispute(entries)]
    .map(([dispute, own]) => {
      const cast = own.filter(({ kind }) => kind === 'ballot-cast').map(({ facts }) => facts.juror as string)
      const jurors = [...new Set(cast)]
      return { dispute, jurors: order === 'sorted' ? jurors.toSorted() : jurors }
    })
    .filter(({ jurors }) => jurors.length > 8)
  const eachTwo = votes.flatMap((one, at) => votes.slice(at + 1).map((other) => [one, other] as const))
  const secrets = eachTwo.flatMap(([one, other]) => {
    const there = other.jurors.map((juror) => person.get(`${other.dispute} ${juror}`))
    return one.jurors.flatMap((juror, at) => {
      const truth = person.get(`${one.dispute} ${juror}`)
      if (!there.includes(truth)) return []
      const guess = there[Math.floor((at * there.length) / one.jurors.length)]
      return [{ candidates: there.length, truth, guess }]
    })
  })
  return attempt(secrets)
}

/** Tells a vote from what the log shows of its ballot: hash, pseudonym, id, place and hour. */
export function voteFromEntry(view: PublicView, ballots: ReadonlyMap<string, readonly PublicBallot[]>): Attempt {
  const last = new Map<string, PublicEntry>()
  const times = new Map<string, number>()
  for (const entry of view.entries) {
    if (entry.kind !== 'ballot-cast') continue
    const place = `${disputeOfSubject(entry.subject)} ${entry.facts.juror}`
    last.set(place, entry)
    times.set(place, (times.get(place) ?? 0) + 1)
  }
  const observed: Observed[] = []
  for (const [dispute, opened] of ballots) {
    for (const { choice, juror } of opened) {
      const { at, facts, id, index } = last.get(`${dispute} ${juror}`)!
      const instant = Temporal.Instant.from(at).epochMilliseconds
      const bytes = [...Buffer.from(facts.ballot, 'base64'), ...Buffer.from(id.replaceAll('-', ''), 'hex')]
      const bits = bytes.flatMap((byte) => Array.from({ length: 8 }, (_, bit) => ((byte >> bit) & 1) === 1))
      const letters = [...(juror as string)].map((letter) => letter < 'G')
      const changed = times.get(`${dispute} ${juror}`)! > 1
      const more = [changed, index % 2 === 0, instant % 2 === 0, Math.floor(instant / 3_600_000) % 24 < 12]
      observed.push({ secret: choice === 'pay', signs: [...bits, ...letters, ...more] })
    }
  }
  return learnAndTry(observed)
}

/** Tells a vote from the length of its sealed ballot, and of each of its parts. */
export function voteFromSize(ballots: Iterable<Pick<PublicBallot, 'choice' | 'sealed'>>): Attempt {
  const all = [...ballots].map(({ choice, sealed }) => {
    const { key, text, vote } = JSON.parse(sealed)
    return { secret: choice === 'pay', sizes: [sealed.length, key.length, vote.length, text.length] }
  })
  const limits = [0, 1, 2, 3].flatMap((part) => {
    return [...new Set(all.map(({ sizes }) => sizes[part]!))].map((limit) => ({ part, limit }))
  })
  return learnAndTry(
    all.map(({ secret, sizes }) => ({ secret, signs: limits.map(({ limit, part }) => sizes[part]! >= limit) })),
  )
}
