import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { refusalAnswers } from '../packages/platform/src/http/refusals/index.ts'
import { readSources, type Source } from './sources.ts'

/** Each app with a chapter that it must have, so that a folder that was moved is noticed. */
const apps = [
  { name: 'participant-app', chapter: 'participants' },
  { name: 'console', chapter: 'claims' },
] as const

type Texts = { readonly [name: string]: string | Texts }

function textsOf(app: string, language: string, chapter: string): ReadonlyMap<string, string> {
  const flat = new Map<string, string>()
  const walk = (texts: Texts, prefix: string) => {
    for (const [name, text] of Object.entries(texts)) {
      if (typeof text === 'string') flat.set(prefix + name, text)
      else walk(text, `${prefix}${name}.`)
    }
  }
  walk(JSON.parse(readFileSync(join(localesOf(app), language, `${chapter}.json`), 'utf8')), '')
  return flat
}

const localesOf = (app: string) => join(import.meta.dirname, `../packages/${app}/src/locales`)

/** Chinese has one plural form, English two: `days_one`, `days_other`. */
const withoutPlural = (key: string) => key.replace(/_(one|other)$/, '')
const keysOf = (app: string, language: string, chapter: string) => [
  ...new Set([...textsOf(app, language, chapter).keys()].map(withoutPlural)),
]
const holes = (text: string) => [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1]).toSorted()

describe.each(apps)('$name', ({ chapter: known, name: app }) => {
  const chapters = readdirSync(join(localesOf(app), 'en')).map((file) => file.replace(/\.json$/, ''))
  const sources = readSources(new RegExp(`^packages/${app}/src/.*\\.tsx?$`)).filter(
    ({ path }) => !path.includes('.test.'),
  )
  const said = sources.flatMap(({ path, text }) => wordsOf({ path, text }))
  const literals = new Set(
    said.filter(({ kind }) => kind === 'literal').map(({ value }) => value.replace(/^[\w-]+:/, '')),
  )
  /** `cover.${status}` says that every text below `cover.` may be shown. */
  const beginnings = [...new Set(said.filter(({ kind }) => kind === 'beginning').map(({ value }) => value))].filter(
    (value) => value.includes('.'),
  )
  const isUsed = (key: string) => literals.has(key) || beginnings.some((beginning) => key.startsWith(beginning))

  test('the texts of this file are checked on something', () => {
    expect(chapters).toContain(known)
    expect(sources.length).toBeGreaterThan(20)
  })

  test('no page shows a word that is not among the texts', () => {
    expect(said.filter(({ kind }) => kind === 'shown').map(({ value }) => value)).toEqual([])
  })

  describe.each(chapters)('%s', (chapter) => {
    test('has the same texts in both languages', () => {
      expect(keysOf(app, 'zh-CN', chapter).toSorted()).toEqual(keysOf(app, 'en', chapter).toSorted())
    })

    test('says the same facts in both languages', () => {
      const chinese = textsOf(app, 'zh-CN', chapter)
      const differing = [...textsOf(app, 'en', chapter)].filter(([key, text]) => {
        const other = chinese.get(key)
        return other !== undefined && String(holes(text)) !== String(holes(other))
      })
      expect(differing.map(([key]) => key)).toEqual([])
    })

    test('has Chinese in Chinese and none in English', () => {
      const english = [...textsOf(app, 'en', chapter)].filter(
        ([key, text]) => /\p{Script=Han}/u.test(text) && key !== 'other-language',
      )
      const chinese = [...textsOf(app, 'zh-CN', chapter)].filter(
        ([key, text]) => !/\p{Script=Han}/u.test(text) && key !== 'other-language' && key !== 'list-and',
      )
      expect([...english, ...chinese].map(([key]) => key)).toEqual([])
    })

    test.runIf(chapter !== 'problems')('has no text that no page shows', () => {
      const unused = keysOf(app, 'en', chapter).filter((key) => !isUsed(key))
      expect(unused).toEqual([])
    })
  })
})

const spoken = new Set(['alt', 'aria-label', 'label', 'placeholder', 'title', 'hint'])

interface Said {
  readonly kind: 'literal' | 'beginning' | 'shown'
  readonly value: string
}

/** Every literal of a source, and what of it would stand on a page without passing through the texts. */
function wordsOf({ path, text }: Source): readonly Said[] {
  const found: Said[] = []
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) found.push({ kind: 'literal', value: node.text })
    if (ts.isTemplateHead(node)) found.push({ kind: 'beginning', value: node.text })
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text))
      found.push({ kind: 'shown', value: `${path}: ${node.text.trim()}` })
    if (
      ts.isJsxAttribute(node) &&
      spoken.has(node.name.getText()) &&
      node.initializer &&
      ts.isStringLiteral(node.initializer)
    ) {
      if (/\p{L}/u.test(node.initializer.text))
        found.push({ kind: 'shown', value: `${path}: ${node.initializer.text}` })
    }
    if (ts.isStringLiteralLike(node) && /\p{Script=Han}/u.test(node.text)) {
      found.push({ kind: 'shown', value: `${path}: ${node.text}` })
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind))
  return found
}

test('a word that stands in a page is seen', () => {
  const broken = { path: 'a.tsx', text: "const a = <p title='Look'>Hello{'你好'}</p>" }
  expect(wordsOf(broken).filter(({ kind }) => kind === 'shown')).toHaveLength(3)
})

/** Refusals of commands that only offices, programs and operators give. */
const officeOnly = new Set(
  JSON.parse(readFileSync(join(import.meta.dirname, 'office-refusals.json'), 'utf8')) as string[],
)

test('every refusal that a participant can meet has its words in both languages', () => {
  const codes = Object.keys(refusalAnswers)
  expect([...officeOnly].filter((code) => !codes.includes(code))).toEqual([])
  const wanted = codes.filter((code) => !officeOnly.has(code)).toSorted()
  expect(keysOf('participant-app', 'en', 'problems').toSorted()).toEqual([...wanted, 'unexpected-fault'].toSorted())
})

test('every refusal has its words in the console, in both languages', () => {
  const wanted = [...Object.keys(refusalAnswers), 'unexpected-fault'].toSorted()
  expect(keysOf('console', 'en', 'problems').toSorted()).toEqual(wanted)
})
