import type { PlanRule, Text } from '@tongzhou/core'
import type { JSONPath } from 'jsonc-parser'
import type { ShapeRule } from './plan-shape.ts'
import type { SyntaxRule } from './plan-syntax.ts'
import type { EncodingRule } from './plan-text.ts'

/** Something wrong in a plan file, and what to do about it. */
export interface PlanFault {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units, as editors count. */
  readonly column: number
  /** JSON pointer (RFC 6901) to the value; empty for the file as a whole. */
  readonly pointer: string
  readonly rule: PlanFaultRule
  readonly message: Text
}

export type PlanFaultRule = EncodingRule | SyntaxRule | ShapeRule | PlanRule

/** A fault by its place in the text, before lines are counted. */
export interface FaultAt {
  readonly offset: number
  readonly pointer: string
  readonly rule: PlanFaultRule
  readonly message: Text
}

/** The steps of a JSON pointer; a step of digits is an index (no key of a plan is made of digits). */
export function stepsOf(pointer: string): JSONPath {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^[0-9]+$/.test(step) ? Number(step) : step))
}
