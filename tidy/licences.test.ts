import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './sources.ts'

interface Locked {
  readonly link?: boolean
  readonly license?: string
}

const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>
}
const libraries = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link)

/** Licences that ask for nothing but their text, and MPL, which asks for changes to its own files. */
const free = new Set(
  'MIT Apache-2.0 BSD-2-Clause BSD-3-Clause ISC MPL-2.0 0BSD BlueOak-1.0.0 CC0-1.0 Python-2.0 Unlicense'.split(' '),
)

/** Others, each with the reason why it may be here: docs/decisions/0008. */
const exceptions: readonly { readonly path: RegExp; readonly licence: RegExp; readonly why: string }[] = [
  { path: /\/@img\/sharp-/, licence: /LGPL-3/, why: 'libvips, a shared library that is loaded and can be exchanged' },
  {
    path: /\/libheif-js$/,
    licence: /LGPL-3/,
    why: 'a WebAssembly file of its own that is loaded and can be exchanged',
  },
  { path: /\/@embedpdf\/fonts-/, licence: /OFL-1.1/, why: 'fonts, drawn into pages, never changed' },
]

/** `(MIT OR CC0-1.0)`: one of them is enough; `A AND B`: each is needed. */
function isFree(licence: string): boolean {
  const bare = licence.replaceAll(/[()]/g, '')
  return bare.split(' OR ').some((one) => one.split(' AND ').every((each) => free.has(each)))
}

test('every library has a licence that a project under Apache-2.0 can be given away with', () => {
  expect(libraries.length).toBeGreaterThan(300)
  const wrong = libraries.flatMap(([path, { license = 'none' }]) => {
    const known = exceptions.some((one) => one.path.test(path) && one.licence.test(license))
    return isFree(license) || known ? [] : [`${path}: ${license}`]
  })
  expect(wrong).toEqual([])
})

test('every exception is still needed', () => {
  const needed = exceptions.filter(({ licence, path }) =>
    libraries.some(([name, { license = '' }]) => path.test(name) && licence.test(license)),
  )
  expect(needed).toEqual(exceptions)
})

test('the lock file names no address to fetch from', () => {
  expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).not.toContain('"resolved": "http')
})
