/** How often a hit may be luck: once in a million runs. */
const luck = 1e-6

/**
 * The most hits that guessing makes, where each guess hits with its own chance: more come by luck once in a million runs (the exact
 * distribution of a sum of independent trials).
 */
export function mostByGuessing(chances: readonly number[]): number {
  const masses = [1]
  for (const chance of chances) {
    masses.push(0)
    for (let hits = masses.length - 1; hits >= 0; hits -= 1) {
      masses[hits] = masses[hits]! * (1 - chance) + (masses[hits - 1] ?? 0) * chance
    }
    // What is that unlikely adds nothing.
    while (masses.at(-1)! < luck / 1e9) masses.pop()
  }
  let tail = 0
  for (let hits = masses.length - 1; hits >= 0; hits -= 1) {
    tail += masses[hits]!
    if (tail > luck) return hits
  }
  return 0
}

/** What an attack did: how many guesses were right, and the chance that each had by mere guessing. */
export interface Attempt {
  readonly hits: number
  readonly chances: readonly number[]
}

/** One guess about each secret: `guess` picks one of `candidates`. */
export function tryGuesses<Secret>(
  secrets: readonly Secret[],
  {
    candidates,
    guess,
    truth,
  }: {
    readonly candidates: (secret: Secret) => number
    readonly guess: (secret: Secret) => unknown
    readonly truth: (secret: Secret) => unknown
  },
): Attempt {
  const hits = secrets.filter((secret) => guess(secret) === truth(secret)).length
  return { hits, chances: secrets.map((secret) => 1 / candidates(secret)) }
}

/** Whether an attack did better than guessing. */
export const isBetter = ({ chances, hits }: Attempt): boolean => hits > mostByGuessing(chances)

/** Something with a secret of two values, and what an attacker sees of it as signs that are there or not. */
export interface Observed {
  readonly secret: boolean
  readonly signs: readonly boolean[]
}

/**
 * An attacker who knows the truth of every other one looks for the sign that tells it best, and tries it on the rest; then the other
 * way round. Guessing would always name the more frequent value.
 */
export function learnAndTry(all: readonly Observed[]): Attempt {
  const even = all.filter((_, at) => at % 2 === 0)
  const odd = all.filter((_, at) => at % 2 === 1)
  const share = all.filter(({ secret }) => secret).length / all.length
  return { hits: rightAfter(even, odd) + rightAfter(odd, even), chances: all.map(() => Math.max(share, 1 - share)) }
}

/** How many of `asked` are told rightly by the sign that tells most of `known`. */
function rightAfter(known: readonly Observed[], asked: readonly Observed[]): number {
  const rightOn = (some: readonly Observed[], sign: number) =>
    some.filter(({ secret, signs }) => signs[sign] === secret).length
  let best = { sign: 0, isInverse: false, right: -1 }
  for (const sign of known[0]?.signs.keys() ?? []) {
    const right = rightOn(known, sign)
    if (right > best.right) best = { sign, isInverse: false, right }
    if (known.length - right > best.right) best = { sign, isInverse: true, right: known.length - right }
  }
  const right = rightOn(asked, best.sign)
  return best.isInverse ? asked.length - right : right
}
