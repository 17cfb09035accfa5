import { jsonPointer, planSchema } from '@tongzhou/core'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { findNodeAtLocation, type Node } from 'jsonc-parser'
import { type FaultAt, stepsOf } from './plan-fault.ts'

export type ShapeRule =
  | 'unknown-key'
  | 'missing-key'
  | 'wrong-type'
  | 'not-one-of'
  | 'out-of-range'
  | 'wrong-length'
  | 'wrong-form'
  | 'repeated-value'

const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true, verbose: true }).compile(planSchema)

/** Where a parsed file has not the shape of `plan.schema.json`; the places come from its tree. */
export function checkShape(value: unknown, root: Node): readonly FaultAt[] {
  return validate(value) ? [] : validate.errors!.map((error) => shapeFault(error, root))
}

function shapeFault(error: ErrorObject, root: Node): FaultAt {
  const steps = stepsOf(error.instancePath)
  const node = findNodeAtLocation(root, steps)
  if (!node) throw new Error(`the schema points to ${error.instancePath}, which is not in the plan`)
  const { rule, message, key } = explain(error)
  if (rule !== 'unknown-key') return { offset: node.offset, pointer: error.instancePath, rule, message }
  const property = node.children!.find(({ children }) => children![0]!.value === key)!
  return { offset: property.offset, pointer: jsonPointer([...steps, key!]), rule, message }
}

interface Explanation {
  readonly rule: ShapeRule
  readonly message: string
  readonly key?: string
}

/** In words what the schema asks for. Throws for a keyword that the schema did not use when this was written. */
function explain({ keyword, params, schema, parentSchema, data }: ErrorObject): Explanation {
  const written = JSON.stringify(data)?.slice(0, 60)
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty)
      const known = Object.keys((parentSchema as { properties: object }).properties).join(', ')
      return {
        rule: 'unknown-key',
        key,
        message: `There is no term "${key}" here: take it away, or use one of ${known}.`,
      }
    }
    case 'required':
      return { rule: 'missing-key', message: `The term "${params.missingProperty}" is missing in this object: add it.` }
    case 'type':
      return { rule: 'wrong-type', message: `${written} is not of the right type: write ${typesInWords(params.type)}.` }
    case 'enum':
      return {
        rule: 'not-one-of',
        message: `${written} is none of the choices: write ${listed(schema as readonly unknown[])}.`,
      }
    case 'const':
      return { rule: 'not-one-of', message: `${written} is none of the choices: write ${listed([schema])}.` }
    case 'minimum':
      return { rule: 'out-of-range', message: `${written} is too small: write ${params.limit} or more.` }
    case 'maximum':
      return { rule: 'out-of-range', message: `${written} is too large: write ${params.limit} or less.` }
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return { rule: 'wrong-length', message: `Too short: write at least ${params.limit} ${counted(keyword)}.` }
    case 'maxLength':
    case 'maxItems':
      return { rule: 'wrong-length', message: `Too long: write at most ${params.limit} ${counted(keyword)}.` }
    case 'pattern': {
      const { description } = parentSchema as { description: string }
      return { rule: 'wrong-form', message: `${written} has not the right form. ${description}` }
    }
    case 'uniqueItems':
      return {
        rule: 'repeated-value',
        message: `The entries ${params.j} and ${params.i} (from 0) are the same: keep one.`,
      }
    default:
      throw new Error(`no words for the schema's keyword ${keyword}`)
  }
}

const typeWords: Readonly<Record<string, string>> = {
  integer: 'a whole number without quotes',
  string: 'a text in quotes',
  boolean: 'true or false without quotes',
  object: 'an object in {}',
  array: 'a list in []',
  null: 'null',
}

function typesInWords(types: string | readonly string[]): string {
  return [types]
    .flat()
    .map((type) => typeWords[type as string] ?? String(type))
    .join(' or ')
}

function listed(choices: readonly unknown[]): string {
  return choices.map((choice) => JSON.stringify(choice)).join(' or ')
}

function counted(keyword: string): string {
  if (keyword.endsWith('Items')) return 'entries'
  return keyword.endsWith('Length') ? 'characters' : 'terms'
}
