import { jsonPointer, type Text } from '@tongzhou/core'
import { getNodePath, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { FaultAt } from './plan-fault.ts'

/** Deepest nesting read; a plan needs seven. Without a limit a file of brackets overflows the parser's stack. */
export const maxPlanDepth = 20

const syntaxRules = {
  'not-json': {
    en: 'Not JSON here: check quotes, commas and brackets around this place.',
    zh: '此处不是 JSON：请检查附近的引号、逗号和括号。',
  },
  'trailing-comma': { en: 'A comma with nothing after it: take it away.', zh: '逗号后面没有内容：请删去。' },
  comment: {
    en: 'JSON has no comments: take it away (texts belong into "summary" or a clause).',
    zh: 'JSON 没有注释：请删去（文字写在 "summary" 或条款里）。',
  },
  'too-deep': {
    en: `More than ${maxPlanDepth} brackets inside one another: this is no plan.`,
    zh: `括号嵌套超过 ${maxPlanDepth} 层：这不是计划。`,
  },
  'duplicate-key': {
    en: 'This key is here a second time in the same object: keep one of them.',
    zh: '同一对象中这个键出现了第二次：请只留一个。',
  },
  'number-not-whole': {
    en: 'Whole numbers only, without point or exponent. Money is written in fen: 300,000 yuan is 30000000.',
    zh: '只能写整数，不带小数点或指数。金额以分为单位：30 万元写作 30000000。',
  },
  'number-too-large': { en: 'This number is too large to be exact.', zh: '这个数太大，无法精确表示。' },
  'text-not-plain': {
    en: 'This text holds a control character or half a character: write it anew.',
    zh: '这段文字含有控制字符或半个字符：请重新输入。',
  },
} as const satisfies Readonly<Record<string, Text>>

export type SyntaxRule = keyof typeof syntaxRules

/** Parses strict JSON, keeping the places; faults are told all at once where the file can be parsed at all. */
export function parsePlan(
  text: string,
): { readonly root: Node; readonly value: unknown } | { readonly faults: readonly FaultAt[] } {
  const tooDeep = offsetTooDeep(text)
  if (tooDeep !== null) return { faults: [fault('too-deep', tooDeep)] }
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false })
  const first = errors[0]
  // What follows the first error is mostly its consequence.
  if (first) return { faults: [syntaxFault(text, first)] }
  if (!root) throw new Error('the parser gave neither a tree nor an error')
  const faults = [...faultsWithin(root, text)]
  if (faults.length > 0) return { faults }
  return { root, value: JSON.parse(text) as unknown }
}

function fault(rule: SyntaxRule, offset: number, pointer = '', detail = ''): FaultAt {
  const { en, zh } = syntaxRules[rule]
  return { offset, pointer, rule, message: { en: `${en}${detail}`, zh: `${zh}${detail}` } }
}

function offsetTooDeep(text: string): number | null {
  let depth = 0
  // Strings are skipped; one without an end goes to the end of its line, as for the parser.
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\\n\r]|\\[^\n\r]?)*"?|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth += 1
    if (token === '}' || token === ']') depth -= 1
    if (depth > maxPlanDepth) return index
  }
  return null
}

function syntaxFault(text: string, { error, offset }: ParseError): FaultAt {
  const code = printParseErrorCode(error)
  if (code === 'InvalidCommentToken') return fault('comment', offset)
  const before = text.slice(0, offset).trimEnd()
  const closing = text[offset] === '}' || text[offset] === ']'
  if (closing && before.endsWith(',')) return fault('trailing-comma', before.length - 1)
  return fault('not-json', offset, '', ` (${code})`)
}

function* faultsWithin(node: Node, text: string): Generator<FaultAt> {
  const pointer = () => jsonPointer(getNodePath(node))
  if (node.type === 'number') {
    const written = text.slice(node.offset, node.offset + node.length)
    if (!/^(?:0|-?[1-9][0-9]*)$/.test(written)) yield fault('number-not-whole', node.offset, pointer())
    else if (!Number.isSafeInteger(Number(written))) yield fault('number-too-large', node.offset, pointer())
  }
  if (node.type === 'string' && !isPlain(String(node.value))) yield fault('text-not-plain', node.offset, pointer())
  if (node.type === 'object') yield* duplicateKeys(node)
  for (const child of node.children ?? []) yield* faultsWithin(child, text)
}

/** Line breaks may stand in a text; PostgreSQL stores no zero character, and canonical JSON has no lone surrogate. */
function isPlain(text: string): boolean {
  return text.isWellFormed() && !/[^\P{Cc}\n]/u.test(text)
}

function* duplicateKeys(node: Node): Generator<FaultAt> {
  const seen = new Set<string>()
  for (const property of node.children ?? []) {
    const key = property.children![0]!
    const name = String(key.value)
    if (seen.has(name)) yield fault('duplicate-key', key.offset, jsonPointer([...getNodePath(node), name]))
    seen.add(name)
  }
}
