/**
 * Whether something of this rate happens to this key. A hash of seed, purpose and key instead of a generator with a
 * state: the same key fares the same in every run, whatever the order of the requests and however many at once.
 */
export function happens(rate: number, seed: string, purpose: string, key: string): boolean {
  return rate > 0 && lotOf(`${seed} ${purpose} ${key}`) < rate * 2 ** 32
}

/** An unsigned 32-bit number drawn by the text: FNV-1a, then the finaliser of MurmurHash3 to spread the low bits. */
export function lotOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
