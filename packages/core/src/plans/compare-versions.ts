import type { PlanVersion } from './plan.ts'
import { jsonPointer } from './plan-rules.ts'

/** One term in which two versions differ. */
export interface TermDifference {
  readonly change: 'added' | 'removed' | 'changed' | 'reordered'
  /** JSON pointer (RFC 6901) into the later version; of what was removed, into the earlier one. */
  readonly pointer: string
  /** The same place by names, for people: `cover.illnesses[pompe-disease].name.zh`. */
  readonly term: string
  readonly from?: Term
  readonly to?: Term
}

/** A value of a plan as JSON: a single one, or a whole entry where one was added or removed. */
export type Term = string | number | boolean | null | readonly Term[] | { readonly [name: string]: Term }

/**
 * The terms in which `later` differs from `earlier`; empty exactly when both say the same. Entries of lists are matched by
 * what names them (code, clause number, age), so that one illness more is one difference, not a hundred.
 */
export function compareVersions(earlier: PlanVersion, later: PlanVersion): readonly TermDifference[] {
  return [...differences(asTerm(earlier), asTerm(later), { from: [], to: [], term: '' })]
}

function asTerm(plan: PlanVersion): Term {
  return plan as unknown as Term
}

type Path = readonly (string | number)[]

interface Place {
  readonly from: Path
  readonly to: Path
  readonly term: string
}

function* differences(from: Term | undefined, to: Term | undefined, place: Place): Generator<TermDifference> {
  const { term } = place
  if (from === undefined) {
    if (to !== undefined) yield { change: 'added', pointer: jsonPointer(place.to), term, to }
  } else if (to === undefined) {
    yield { change: 'removed', pointer: jsonPointer(place.from), term, from }
  } else if (isObject(from) && isObject(to)) {
    for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
      yield* differences(from[name], to[name], {
        from: [...place.from, name],
        to: [...place.to, name],
        term: term === '' ? name : `${term}.${name}`,
      })
    }
  } else if (isList(from) && isList(to)) {
    yield* listDifferences(from, to, place)
  } else if (from !== to) {
    yield { change: 'changed', pointer: jsonPointer(place.to), term, from, to }
  }
}

function* listDifferences(from: readonly Term[], to: readonly Term[], place: Place): Generator<TermDifference> {
  const before = namedEntries(from)
  const after = namedEntries(to)
  if (!before || !after) {
    if (JSON.stringify(from) === JSON.stringify(to)) return
    yield { change: 'changed', pointer: jsonPointer(place.to), term: place.term, from, to }
    return
  }
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const left = before.get(name)
    const right = after.get(name)
    yield* differences(left?.entry, right?.entry, {
      from: [...place.from, left?.index ?? 0],
      to: [...place.to, right?.index ?? 0],
      term: `${place.term}[${name}]`,
    })
  }
  const kept = [...before.keys()].filter((name) => after.has(name))
  const order = [...after.keys()].filter((name) => before.has(name))
  if (kept.some((name, index) => name !== order[index])) {
    yield { change: 'reordered', pointer: jsonPointer(place.to), term: place.term, from: kept, to: order }
  }
}

/** Entries by the name each has; undefined where one has none or two have the same. */
function namedEntries(list: readonly Term[]): Map<string, { entry: Term; index: number }> | undefined {
  const named = new Map<string, { entry: Term; index: number }>()
  for (const [index, entry] of list.entries()) {
    const name = nameOf(entry)
    if (name === undefined || named.has(name)) return undefined
    named.set(name, { entry, index })
  }
  return named
}

function nameOf(entry: Term): string | undefined {
  if (!isObject(entry)) return undefined
  if (isObject(entry.name ?? null) && typeof entry.illness === 'string') {
    return `${entry.illness}: ${(entry.name as { readonly en: string }).en}`
  }
  const name = entry.code ?? entry.id ?? entry.plan ?? entry.fromAgeYears
  return typeof name === 'string' || typeof name === 'number' ? String(name) : undefined
}

function isList(term: Term): term is readonly Term[] {
  return Array.isArray(term)
}

function isObject(term: Term): term is { readonly [name: string]: Term } {
  return typeof term === 'object' && term !== null && !isList(term)
}
