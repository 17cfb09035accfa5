import i18next from 'i18next'
import { expect, test } from 'vitest'
import { type Texts, textOf } from './text.ts'

const files = Object.entries(import.meta.glob<Texts>('../locales/*/*.json', { eager: true, import: 'default' }))

function namesIn(texts: Texts, before = ''): string[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    typeof text === 'string' ? [before + name.replace(/_(one|other)$/, '')] : namesIn(text, `${before}${name}.`),
  )
}

const holesIn = (texts: Texts) => [...JSON.stringify(texts).matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, hole]) => hole!)

test('there are texts to read', () => {
  expect(files.length).toBeGreaterThan(10)
})

test.each(files)('%s reads as i18next itself reads it, whatever the count', async (path, texts) => {
  const language = path.split('/').at(-2)!
  const other = i18next.createInstance()
  const resources = { [language]: { x: texts } }
  await other.init({ lng: language, resources, defaultNS: 'x', interpolation: { escapeValue: false } })
  const values = Object.fromEntries(holesIn(texts).map((hole) => [hole, `<${hole}>`]))
  for (const name of namesIn(texts)) {
    for (const count of [0, 1, 2, 11, 1.5]) {
      const read = textOf(texts, name, language, { ...values, count })
      expect(read, name).toBe(other.t(name as never, { ...values, count }))
    }
  }
})

test.each(['nothing', 'inside', 'inside.nothing', 'inside.text.more', 'constructor'])('there is no text %s', (name) => {
  expect(textOf({ inside: { text: 'here' } }, name, 'en')).toBeUndefined()
})

test('what is not known leaves its hole empty', () => {
  expect(textOf({ text: 'from {{one}} to {{ two }}' }, 'text', 'en', { one: 1 })).toBe('from 1 to ')
})
