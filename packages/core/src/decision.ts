/**
 * A decision is a pure function `(state, command, now) -> Decision<Event>`. A refusal is an expected answer, so it is
 * returned, with a code from a closed list and the facts that a person needs; a bug throws.
 */
export type Decision<Event, Code extends string = string> = Accepted<Event> | Refused<Code>

export interface Accepted<Event> {
  readonly accepted: true
  readonly event: Event
}

export interface Refused<Code extends string = string> {
  readonly accepted: false
  readonly refusal: Refusal<Code>
}

/**
 * Why a command was not carried out. `field` names the input that has to change, `clause` the plan's clause, `facts`
 * the figures and days that explain it (strings and integers only: they go into problem details as they are).
 */
export interface Refusal<Code extends string = string> {
  readonly code: Code
  readonly field?: string
  readonly clause?: string
  readonly facts: Readonly<Record<string, string | number>>
}

export function accept<Event>(event: Event): Accepted<Event> {
  return { accepted: true, event }
}

export function refuse<Code extends string>(
  code: Code,
  facts: Readonly<Record<string, string | number>> = {},
  where: { readonly field?: string; readonly clause?: string } = {},
): Refused<Code> {
  return { accepted: false, refusal: { code, facts, ...where } }
}

/** For the `default` of an exhaustive `switch`: the compiler refuses a forgotten case, and at run time it throws. */
export function unreachable(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`)
}
