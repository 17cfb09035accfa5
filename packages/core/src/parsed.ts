import { type Refused, refuse } from './decision.ts'

/** What a parser of outside text returns: the value in its one canonical form, or a refusal that names the rule. */
export type Parsed<Value, Code extends string = string> =
  | { readonly accepted: true; readonly value: Value }
  | Refused<Code>

export function parsed<Value>(value: Value): { readonly accepted: true; readonly value: Value } {
  return { accepted: true, value }
}

/** Full-width digits and letters, which Chinese keyboards produce, become the ASCII ones; nothing else changes. */
export function foldFullWidth(text: string): string {
  return text.replace(/[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A]/g, (character) =>
    String.fromCodePoint(character.codePointAt(0)! - 0xfee0),
  )
}

/** Names the field in a refusal that a parser made without knowing where its text came from. */
export function atField<Code extends string>(refused: Refused<Code>, field: string): Refused<Code> {
  const { code, facts, clause } = refused.refusal
  return refuse(code, facts, clause === undefined ? { field } : { field, clause })
}
