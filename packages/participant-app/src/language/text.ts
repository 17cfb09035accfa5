/** Texts of one chapter in one language, as i18next keeps them (its JSON format 4): nested names, plural forms by suffix, `{{holes}}`. */
export type Texts = { readonly [name: string]: string | Texts }

export type TextValues = Readonly<Record<string, unknown>>

/** The text of a name such as `cover.days-left`, with its values put in; undefined where there is none. `count` chooses the plural form. */
export function textOf(texts: Texts, name: string, language: string, values: TextValues = {}): string | undefined {
  const { count } = values
  const form = typeof count === 'number' ? new Intl.PluralRules(language).select(count) : null
  const text = (form === null ? undefined : find(texts, `${name}_${form}`)) ?? find(texts, name)
  return text?.replace(/\{\{\s*(\w+)\s*\}\}/g, (_hole, value: string) => String(values[value] ?? ''))
}

function find(texts: Texts, name: string): string | undefined {
  let found: string | Texts | undefined = texts
  for (const part of name.split('.')) {
    if (typeof found !== 'object' || !Object.hasOwn(found, part)) return undefined
    found = found[part]
  }
  return typeof found === 'string' ? found : undefined
}
