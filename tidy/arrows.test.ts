import { posix } from 'node:path'
import { parts } from '@tongzhou/core'
import { describe, expect, test } from 'vitest'
import { type Code, parse, readCode } from './sources.ts'

const isTest = (path: string) => /\.test\.tsx?$/.test(path)
const sources = readCode(/^packages\/[^/]+\/src\/.*\.tsx?$/).filter(({ path }) => !isTest(path))
const of = (name: string) => sources.filter(({ path }) => path.startsWith(`packages/${name}/src/`))

test('the rules of this file are checked on something', () => {
  expect(of('core').length).toBeGreaterThan(20)
  expect(of('platform').length).toBeGreaterThan(20)
  expect(of('tlog').length).toBeGreaterThan(3)
  expect(of('participant-app').length).toBeGreaterThan(20)
  const imports = sources.flatMap((source) => source.imports)
  expect(imports.length).toBeGreaterThan(100)
})

/**
 * What stands around the parts in the platform. These hold no rules of mutual aid, so the parts may use them; those that
 * are not listed (`cli`, `jobs`, `demo`) use the parts and are used by none.
 */
const usableFrame = ['commit', 'postgres', 'http']

/** Arrows that go against the order, each with its reason. Add none without one. */
const exceptions: Readonly<Record<string, string>> = {
  'packages/platform/src/commit/commit.ts > ledger/store.ts': 'the one write path books postings itself',
  'packages/platform/src/commit/platform.ts > identity/encryption.ts':
    'the type of the vault that every use case is given',
  'packages/platform/src/master-key.ts > identity/encryption.ts': 'the length of a key',
}

/** What is wrong with this file's imports; pure, so that it can be tried on made-up files. */
function wrongArrows({ path, imports }: Code): string[] {
  const [, name, , ...inside] = path.split('/')
  return imports.flatMap((imported) => {
    if (!imported.startsWith('.')) return wrongPackage(path, name!, imported)
    const target = posix.normalize(posix.join(posix.dirname(path), imported))
    const [, targetName, folder, ...targetInside] = target.split('/')
    if (targetName !== name || folder !== 'src')
      return [`${path} reaches out of its package (${imported}): import the package`]
    if (name === 'participant-app' || name === 'console') return wrongChapter(path, inside, targetInside)
    return wrongPart(path, inside, targetInside)
  })
}

function wrongPackage(path: string, name: string, imported: string): string[] {
  if (name === 'tlog' && imported !== '#sha256' && !imported.startsWith('node:'))
    return [`${path} imports ${imported}: tlog has no dependency`]
  if (name === 'tlog' && imported.startsWith('node:') && !path.endsWith('-node.ts')) {
    return [`${path} imports ${imported}: tlog runs in browsers; what needs Node goes into a file named *-node.ts`]
  }
  if (name === 'core' && imported !== '@tongzhou/tlog') {
    return [`${path} imports ${imported}: core depends on tlog alone; take it as an argument`]
  }
  if (!/^@tongzhou\/(tlog|ballot)\/node$/.test(imported) && /^@tongzhou\/[^/]+\//.test(imported))
    return [`${path} imports ${imported}: import the package by its name alone`]
  return []
}

function wrongPart(path: string, from: readonly string[], to: readonly string[]): string[] {
  const own = from.length > 1 ? from[0]! : ''
  const target = to.length > 1 ? to[0]! : ''
  if (own === target) return []
  const ownAt = (parts as readonly string[]).indexOf(own)
  const targetAt = (parts as readonly string[]).indexOf(target)
  const file = to.slice(1).join('/')
  if (`${path} > ${to.join('/')}` in exceptions) return []
  if (targetAt >= 0 && file !== 'index.ts')
    return [`${path} looks inside ${target} (${file}): import ${target}/index.ts`]
  if (ownAt >= 0 && targetAt > ownAt) {
    return [
      `${path} knows ${target}, which comes after ${own} in flow.ts: declare the shape that ${own} accepts, and let ${target} call it`,
    ]
  }
  if (ownAt >= 0 && targetAt < 0 && target !== '' && !usableFrame.includes(target)) {
    return [`${path} knows ${target}/, which stands above the parts: take what it gives as an argument`]
  }
  return []
}

/** A folder of the two web apps is a chapter, or one of those that stand around the chapters and know none. */
function wrongChapter(path: string, from: readonly string[], to: readonly string[]): string[] {
  const isChapter = (folder: string | undefined) => (parts as readonly string[]).includes(folder ?? '')
  if (!isChapter(to[0]) || to[0] === from[0] || /\/src\/(app|console-app)\.tsx$/.test(path)) return []
  return [`${path} knows the chapter ${to[0]}: put what both need into ui/`]
}

test('every import goes in the order of flow.ts, through index.ts', () => {
  expect(sources.flatMap(wrongArrows)).toEqual([])
})

test('every exception is still needed', () => {
  const used = sources.flatMap(({ path, imports }) =>
    imports.map((imported) => {
      const target = posix.normalize(posix.join(posix.dirname(path), imported))
      return `${path} > ${target.split('/').slice(3).join('/')}`
    }),
  )
  expect(Object.keys(exceptions).filter((exception) => !used.includes(exception))).toEqual([])
})

describe('the check finds', () => {
  const made = (path: string, text: string) => wrongArrows(parse({ path, text }))
  test.each([
    ['packages/core/src/plans/plan.ts', `import { a } from '../claims/index.ts'`, 'comes after plans'],
    ['packages/core/src/claims/claim.ts', `import type { A } from '../plans/plan.ts'`, 'looks inside plans'],
    ['packages/core/src/claims/claim.ts', `export { a } from 'node:fs'`, 'core depends on tlog alone'],
    ['packages/core/src/claims/claim.ts', `const a = await import('zod')`, 'core depends on tlog alone'],
    ['packages/tlog/src/tree.ts', `import 'node:crypto'`, 'runs in browsers'],
    ['packages/tlog/src/tree.ts', `import { a } from 'noble'`, 'tlog has no dependency'],
    ['packages/platform/src/ledger/store.ts', `import { a } from '../sharing/index.ts'`, 'comes after ledger'],
    ['packages/platform/src/ledger/store.ts', `import { a } from '../cli/main.ts'`, 'stands above the parts'],
    ['packages/platform/src/cli/main.ts', `import { a } from '../ledger/store.ts'`, 'looks inside ledger'],
    ['packages/participant-app/src/claims/a.tsx', `import { a } from '../sharing/b.tsx'`, 'knows the chapter sharing'],
    ['packages/participant-app/src/ui/a.tsx', `import { a } from '../sharing/b.tsx'`, 'knows the chapter sharing'],
    ['packages/console/src/claims/a.tsx', `import { a } from '../sharing/b.tsx'`, 'knows the chapter sharing'],
    ['packages/platform/src/cli/main.ts', `import { a } from '../../../core/src/money.ts'`, 'out of its package'],
    ['packages/platform/src/cli/main.ts', `import { a } from '@tongzhou/core/src/money.ts'`, 'by its name alone'],
  ])('in %s: %s', (path, text, message) => {
    expect(made(path, text).join()).toContain(message)
  })

  test('nothing wrong with an arrow the right way, nor with one in a comment', () => {
    expect(
      made('packages/core/src/claims/claim.ts', `import { a } from '../plans/index.ts'\n// from '../sharing/index.ts'`),
    ).toEqual([])
  })
})
