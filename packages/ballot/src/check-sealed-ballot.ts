import { parseSealedBallot } from './ballot.ts'

/**
 * What is wrong with a ballot as far as anybody can see without its key, in words for a developer, or null: only known fields, each of
 * its length, in canonical spelling, and a share for each of the keepers and nobody else. Whether the shares fit together shows only when it is opened.
 */
export function checkSealedBallot(sealed: string, keeperNames: readonly string[]): string | null {
  const ballot = parseSealedBallot(sealed)
  if (typeof ballot === 'string') return ballot
  const missing = keeperNames.filter((name) => !ballot.shares.has(name))
  if (missing.length > 0) return `it has no share for ${missing.join(', ')}`
  const unknown = [...ballot.shares.keys()].filter((name) => !keeperNames.includes(name))
  return unknown.length > 0 ? `it has a share for ${unknown.join(', ')}, who keeps no key` : null
}
