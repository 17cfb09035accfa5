import { refuse } from '../decision.ts'
import type { Parsed } from '../parsed.ts'
import type { Text } from '../plans/index.ts'
import type { ProvinceCode } from './province.ts'

export type Sex = 'female' | 'male'

/** An identity document as somebody typed it in. */
export interface StatedDocument {
  /** Such as `cn-resident-id`; a plan lists the kinds that it accepts. */
  readonly kind: string
  readonly number: string
}

/** What a checked document says about its holder. `number` has one form only, so that one person has one hash. */
export interface IdentityFacts {
  readonly kind: string
  readonly number: string
  readonly bornOn: Temporal.PlainDate
  /** Null where the document does not say. */
  readonly sex: Sex | null
  /** Province of registration; null for documents of other countries. */
  readonly region: ProvinceCode | null
}

/**
 * The port for identity documents: one checker for each kind. It judges the form alone (length, region, date, check
 * digits); whether the number belongs to the person is asked of a real-name service outside.
 */
export interface IdentityDocumentChecker<Code extends string = string> {
  readonly kind: string
  readonly name: Text
  /** `today` is the day in the plan's time zone; a document of somebody not yet born is refused. */
  check(number: string, today: Temporal.PlainDate): Parsed<IdentityFacts, Code>
}

/** Checkers by kind; an operator adds those of other countries. */
export interface IdentityDocumentRegistry {
  readonly kinds: readonly string[]
  check(document: StatedDocument, today: Temporal.PlainDate): Parsed<IdentityFacts, string>
}

/** Throws for two checkers of one kind: which of them judged would depend on their order. */
export function identityDocumentRegistry(checkers: readonly IdentityDocumentChecker[]): IdentityDocumentRegistry {
  const byKind = new Map(checkers.map((checker) => [checker.kind, checker]))
  if (byKind.size !== checkers.length) throw new Error('two checkers for one kind of identity document')
  return {
    kinds: [...byKind.keys()],
    check(document, today) {
      const checker = byKind.get(document.kind)
      if (checker === undefined) return refuse('document-kind-unknown', { known: [...byKind.keys()].join(', ') })
      return checker.check(document.number, today)
    },
  }
}
