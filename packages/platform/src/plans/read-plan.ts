import { checkPlan, fillIn, type PlanVersion, planRules } from '@tongzhou/core'
import { findNodeAtLocation } from 'jsonc-parser'
import { type FaultAt, type PlanFault, stepsOf } from './plan-fault.ts'
import { checkShape } from './plan-shape.ts'
import { parsePlan } from './plan-syntax.ts'
import { decodePlan } from './plan-text.ts'

export type PlanReading =
  | { readonly accepted: true; readonly plan: PlanVersion }
  | { readonly accepted: false; readonly faults: readonly PlanFault[] }

/**
 * Reads a plan file. Faults are found in four steps, and only the first step that finds any tells: the bytes, the JSON
 * (strict: no comments, no trailing commas, no key twice, whole numbers only), the shape of `plan.schema.json`, the rules
 * of `checkPlan`. Whether the version may follow those already loaded is `loadPlan`'s question.
 */
export function readPlan(source: string | Uint8Array): PlanReading {
  const decoded = decodePlan(source)
  if ('fault' in decoded) return refused(decoded.text, [decoded.fault])
  const { text } = decoded
  const parsed = parsePlan(text)
  if ('faults' in parsed) return refused(text, parsed.faults)
  const { root, value } = parsed
  const misshapen = checkShape(value, root)
  if (misshapen.length > 0) return refused(text, misshapen)
  const plan = value as PlanVersion
  const findings = checkPlan(plan).map(({ pointer, rule, facts }): FaultAt => {
    const node = findNodeAtLocation(root, stepsOf(pointer))
    if (!node) throw new Error(`${rule} points to ${pointer}, which is not in the plan`)
    return { offset: node.offset, pointer, rule, message: fillIn(planRules[rule], facts) }
  })
  return findings.length > 0 ? refused(text, findings) : { accepted: true, plan }
}

/** A fault as one line for a terminal: `plan.json:12:5 tier-gap No tier holds ...`. */
export function faultLine(fileName: string, { line, column, rule, message }: PlanFault): string {
  return `${fileName}:${line}:${column} ${rule} ${message.en}`
}

function refused(text: string, faults: readonly FaultAt[]): PlanReading {
  const ordered = faults.toSorted((a, b) => a.offset - b.offset)
  return {
    accepted: false,
    faults: ordered.map(({ offset, pointer, rule, message }) => ({ ...placeOf(text, offset), pointer, rule, message })),
  }
}

function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset)
  const lastBreak = before.lastIndexOf('\n')
  return { line: before.split('\n').length, column: offset - lastBreak }
}
