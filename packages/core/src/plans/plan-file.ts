import type { PlanVersion } from './plan.ts'
import { planSchema } from './plan-schema.ts'

interface Shape {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
}

/** A version as the file that people read and write: indented, its terms in the order of `plan.schema.json`. */
export function planFile(plan: PlanVersion): string {
  return `${JSON.stringify(inOrder(plan, planSchema as Shape), null, 2)}\n`
}

function inOrder(value: unknown, shape: Shape | undefined): unknown {
  const { items, properties = {} } = resolved(shape)
  if (Array.isArray(value)) return value.map((entry) => inOrder(entry, items))
  if (typeof value !== 'object' || value === null) return value
  const names = Object.keys(properties)
  const members = Object.entries(value).toSorted(([one], [other]) => names.indexOf(one) - names.indexOf(other))
  return Object.fromEntries(members.map(([name, member]) => [name, inOrder(member, properties[name])]))
}

function resolved(shape: Shape | undefined): Shape {
  const name = shape?.$ref?.replace('#/$defs/', '')
  return name === undefined ? (shape ?? {}) : (planSchema.$defs as Readonly<Record<string, Shape>>)[name]!
}
