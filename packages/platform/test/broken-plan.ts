import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { PlanFault, PlanFaultRule } from '../src/plans/plan-fault.ts'
import { readPlan } from '../src/plans/read-plan.ts'

const root = join(import.meta.dirname, '../../..')

export const cooperativePath = 'docs/examples/small-cooperative.json'

/** The text of a file, by its path in the repository. */
export const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

/** The example plan that tests break in one place. */
export const sound = textOf(cooperativePath)

/** A text with one piece of it exchanged, and the line on which that piece begins. */
export function broken(from: string, to: string, text = sound): { text: string; line: number } {
  const at = text.indexOf(from)
  if (at < 0 || text.indexOf(from, at + 1) >= 0) throw new Error(`not exactly once in the plan: ${from}`)
  return { text: text.replace(from, () => to), line: text.slice(0, at).split('\n').length }
}

export function faultsOf(text: string | Uint8Array): readonly PlanFault[] {
  const reading = readPlan(text)
  return reading.accepted ? [] : reading.faults
}

/** Exactly one fault, of this rule, `offset` lines below the place of the change. */
export function expectFault(rule: PlanFaultRule, from: string, to: string, offset = 0, text = sound): void {
  const changed = broken(from, to, text)
  expect(faultsOf(changed.text)).toMatchObject([{ rule, line: changed.line + offset }])
}
