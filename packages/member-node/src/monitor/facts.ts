import type { ReadEntry } from '@tongzhou/core'

type Facts = ReadEntry['facts']

/** A fact that should be there and isn't, or isn't what it should be. */
export class WrongFact extends Error {}

/** Sums are decimal texts (canonical JSON of a bigint). Throws `WrongFact`. */
export function fenOf(facts: Facts, name: string): bigint {
  const found = facts[name]
  if (typeof found !== 'string' || !/^(0|-?[1-9][0-9]{0,30})$/.test(found))
    throw new WrongFact(`${name} is no whole number`)
  return BigInt(found)
}

/** Throws `WrongFact`. */
export function countOf(facts: Facts, name: string): number {
  const found = facts[name]
  if (typeof found !== 'number' || found < 0) throw new WrongFact(`${name} is no count`)
  return found
}

/** Throws `WrongFact`. */
export function textOf(facts: Facts, name: string): string {
  const found = facts[name]
  if (typeof found !== 'string') throw new WrongFact(`${name} is no text`)
  return found
}

/** Throws `WrongFact`. */
export function flagOf(facts: Facts, name: string): boolean {
  const found = facts[name]
  if (typeof found !== 'boolean') throw new WrongFact(`${name} is neither true nor false`)
  return found
}

/** A group of facts under one name. Throws `WrongFact`. */
export function groupOf(facts: Facts, name: string): Facts {
  const found = facts[name]
  if (typeof found !== 'object' || found === null || Array.isArray(found)) throw new WrongFact(`${name} is no group`)
  return found as Facts
}

/** A list of groups under one name. Throws `WrongFact`. */
export function listOf(facts: Facts, name: string): readonly Facts[] {
  const found = facts[name]
  if (!Array.isArray(found) || found.some((one) => typeof one !== 'object' || one === null || Array.isArray(one)))
    throw new WrongFact(`${name} is no list of groups`)
  return found as Facts[]
}

/** A list of texts under one name. Throws `WrongFact`. */
export function textsOf(facts: Facts, name: string): readonly string[] {
  const found = facts[name]
  if (!Array.isArray(found) || found.some((one) => typeof one !== 'string'))
    throw new WrongFact(`${name} is no list of texts`)
  return found as string[]
}

/** Throws `WrongFact`. */
export function instantOf(facts: Facts, name: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(textOf(facts, name))
  } catch (fault) {
    if (fault instanceof RangeError) throw new WrongFact(`${name} is no instant`)
    throw fault
  }
}

/** Throws `WrongFact`. */
export function dayOfFact(facts: Facts, name: string): string {
  const found = textOf(facts, name)
  if (!/^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/.test(found)) throw new WrongFact(`${name} is no day`)
  return found
}

/** The code of the plan that an entry's plan version is of. */
export function planCodeOf(reference: string): string {
  return reference.slice(0, reference.indexOf('@'))
}
