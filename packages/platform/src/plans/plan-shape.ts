import { jsonPointer, planSchema, type Text } from '@tongzhou/core'
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
  readonly message: Text
  readonly key?: string
}

/** In words what the schema asks for. Throws for a keyword that the schema did not use when this was written. */
function explain({ keyword, params, schema, parentSchema, data }: ErrorObject): Explanation {
  const written = JSON.stringify(data)?.slice(0, 60)
  const is = (rule: ShapeRule, en: string, zh: string) => ({ rule, message: { en, zh } })
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty)
      const known = Object.keys((parentSchema as { properties: object }).properties).join(', ')
      const en = `There is no term "${key}" here: take it away, or use one of ${known}.`
      return { ...is('unknown-key', en, `此处没有条目 "${key}"：请删去，或改用 ${known} 之一。`), key }
    }
    case 'required': {
      const en = `The term "${params.missingProperty}" is missing in this object: add it.`
      return is('missing-key', en, `这个对象缺少条目 "${params.missingProperty}"：请补上。`)
    }
    case 'type': {
      const { en, zh } = typesInWords(params.type)
      return is('wrong-type', `${written} is not of the right type: write ${en}.`, `${written} 类型不对：请写${zh}。`)
    }
    case 'enum':
    case 'const': {
      const { en, zh } = listed(keyword === 'enum' ? (schema as readonly unknown[]) : [schema])
      return is(
        'not-one-of',
        `${written} is none of the choices: write ${en}.`,
        `${written} 不在可选值中：请写 ${zh}。`,
      )
    }
    case 'minimum':
      return is(
        'out-of-range',
        `${written} is too small: write ${params.limit} or more.`,
        `${written} 太小：不得小于 ${params.limit}。`,
      )
    case 'maximum':
      return is(
        'out-of-range',
        `${written} is too large: write ${params.limit} or less.`,
        `${written} 太大：不得大于 ${params.limit}。`,
      )
    case 'minLength':
    case 'minItems':
    case 'minProperties': {
      const { en, zh } = counted(keyword)
      return is(
        'wrong-length',
        `Too short: write at least ${params.limit} ${en}.`,
        `太短：至少 ${params.limit} ${zh}。`,
      )
    }
    case 'maxLength':
    case 'maxItems': {
      const { en, zh } = counted(keyword)
      return is('wrong-length', `Too long: write at most ${params.limit} ${en}.`, `太长：最多 ${params.limit} ${zh}。`)
    }
    case 'pattern': {
      const form = formWords[String(params.pattern)]
      if (!form) throw new Error(`no words for the form ${params.pattern}`)
      return is('wrong-form', `${written} has not the right form. ${form.en}`, `${written} 格式不对。${form.zh}`)
    }
    case 'uniqueItems': {
      const en = `The entries ${params.j} and ${params.i} (from 0) are the same: keep one.`
      return is('repeated-value', en, `第 ${params.j} 项和第 ${params.i} 项（从 0 数起）相同：请只留一个。`)
    }
    default:
      throw new Error(`no words for the schema's keyword ${keyword}`)
  }
}

const typeWords: Readonly<Record<string, Text>> = {
  integer: { en: 'a whole number without quotes', zh: '不带引号的整数' },
  string: { en: 'a text in quotes', zh: '带引号的文字' },
  boolean: { en: 'true or false without quotes', zh: '不带引号的 true 或 false' },
  object: { en: 'an object in {}', zh: '{} 中的对象' },
  array: { en: 'a list in []', zh: '[] 中的列表' },
  null: { en: 'null', zh: ' null' },
}

interface Form {
  readonly pattern: string
  readonly description: string
}

const forms = planSchema.$defs as Readonly<Record<'code' | 'clauseId' | 'day', Form>>

/** The forms that the schema asks for, by their patterns. */
const formWords: Readonly<Record<string, Text>> = {
  [forms.code.pattern]: { en: forms.code.description, zh: '小写单词，以连字符相连。' },
  [forms.clauseId.pattern]: { en: forms.clauseId.description, zh: '以点相连的数字，如 3.2。' },
  [forms.day.pattern]: { en: forms.day.description, zh: '日期，如 2026-02-28。' },
}

function typesInWords(types: string | readonly string[]): Text {
  const words = [types].flat().map((type) => typeWords[type as string] ?? { en: String(type), zh: String(type) })
  return { en: words.map(({ en }) => en).join(' or '), zh: words.map(({ zh }) => zh).join('或') }
}

function listed(choices: readonly unknown[]): Text {
  const written = choices.map((choice) => JSON.stringify(choice))
  return { en: written.join(' or '), zh: written.join(' 或 ') }
}

function counted(keyword: string): Text {
  if (keyword.endsWith('Items')) return { en: 'entries', zh: '项' }
  return keyword.endsWith('Length') ? { en: 'characters', zh: '个字' } : { en: 'terms', zh: '个条目' }
}
