import { expect, test } from 'vitest'
import { planSchema } from './plan-schema.ts'
import { termName } from './term-names.ts'

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

/** The names of all members that a plan version can have, with the places of lists left out. */
function members(schema: Schema): readonly string[] {
  const own = Object.entries(schema.properties ?? {})
  const within = [...own.map(([, one]) => one), ...(schema.items ? [schema.items] : []), ...(schema.anyOf ?? [])]
  return [...own.map(([name]) => name), ...within.flatMap(members)]
}

test('every member that a plan can have is called something in both languages', () => {
  const names = [...new Set([...members(planSchema as Schema), 'en', 'zh'])]
  expect(names.length).toBeGreaterThan(80)
  for (const name of names) {
    expect(termName(name, 'zh'), name).toMatch(/\p{Script=Han}/u)
    expect(termName(name, 'en'), name).toMatch(/^[A-Za-z0-9 ',-]+$/)
  }
  // A word that is one in the schema and in English alike says nothing about whether it was forgotten.
  const alike = names.filter((name) => termName(name, 'en') === name)
  expect(alike.sort()).toEqual(
    [
      'appeal',
      'category',
      'checklist',
      'clause',
      'clauses',
      'code',
      'collection',
      'cover',
      'currency',
      'days',
      'disputes',
      'example',
      'family',
      'heirs',
      'illness',
      'illnesses',
      'investigation',
      'jurors',
      'leaving',
      'name',
      'plan',
      'publicity',
      'question',
      'questions',
      'relations',
      'reserves',
      'review',
      'sex',
      'sharing',
      'summary',
      'version',
      'vote',
    ].sort(),
  )
})

test('a place is told section by section, entries by what they are called', () => {
  const nameOf = (entry: string) => (entry === 'stroke' ? '脑中风后遗症' : undefined)
  expect(termName('filing.withinDays', 'zh')).toBe('申请互助 › 期限（天）')
  expect(termName('cover.illnesses[stroke].name.en', 'zh', nameOf)).toBe('保障 › 疾病 › 脑中风后遗症 › 名称 › 英文表述')
  expect(termName('cover.mildForms[thyroid-cancer: Thyroid cancer].payoutFen', 'en', nameOf)).toBe(
    'cover › milder forms › thyroid-cancer: Thyroid cancer › payout',
  )
  expect(termName('clauses[4.1].text.zh', 'en')).toBe('clauses › 4.1 › wording › Chinese wording')
  expect(termName('constructor', 'en')).toBe('constructor')
})
