import { describe, expect, test } from 'vitest'
import { type Code, parse, places, readCode, readSources } from './sources.ts'

/** One ban. The message names what to write instead, or nobody will know. */
interface Rule {
  readonly name: string
  readonly instead: string
  readonly where: RegExp
  readonly except?: RegExp
  readonly find: (source: Code) => readonly string[]
  /** A source that breaks the rule: the rule is tried on it. */
  readonly broken: string
}

const tests = /\.test\.tsx?$|\/test\/|^acceptance\/|^tidy\//
const production = /^packages\/[^/]+\/src\/.*\.tsx?$/
const longestFile = 400
const longestTestFile = 500

const writingSql =
  /\b(insert\s+into|delete\s+from|merge\s+into|truncate\s+(table\s+)?\w)\b|\bupdate\s+\w+(\s+\w+)?\s+set\b|\bupdate\s*$/i

const sqlInStores = 'SQL that writes stands in a store'
/** Stores under the name of the one thing that they write; `Write`s all the same. */
const storesByOtherNames = [
  'identity/subject-keys.ts',
  'participants/end-memberships.ts',
  'participants/insert-participants.ts',
  'participants/record-roll.ts',
  'participants/withdraw-consent.ts',
]

const inCode = (pattern: RegExp) => (source: Code) => places(source.path, source.code, pattern)
const inStrings = (pattern: RegExp) => (source: Code) =>
  source.strings.filter(({ value }) => pattern.test(value)).map(({ line }) => `${source.path}:${line}`)
const inText = (pattern: RegExp) => (source: Code) => places(source.path, source.text, pattern)

function longerThan(limit: number) {
  return ({ path, text }: Code) => {
    const lines = text.split('\n').length - 1
    return lines > limit ? [`${path} has ${lines} lines`] : []
  }
}

const rules: readonly Rule[] = [
  {
    name: `a file has at most ${longestFile} lines`,
    instead: 'make two files of it, each named after what is in it; aim at 300 lines',
    where: production,
    except: tests,
    find: longerThan(longestFile),
    broken: 'x\n'.repeat(longestFile + 1),
  },
  {
    name: `a test file has at most ${longestTestFile} lines`,
    instead: 'make one test file per verb',
    where: tests,
    find: longerThan(longestTestFile),
    broken: 'x\n'.repeat(longestTestFile + 1),
  },
  {
    name: 'core has no clock',
    instead: 'take `now: Temporal.Instant` or `today: Temporal.PlainDate` as an argument',
    where: /^packages\/core\/src\//,
    except: tests,
    find: inCode(/\bDate\b|\bTemporal\.Now\b|\bperformance\b|\bset(Timeout|Interval)\b/),
    broken: 'const now = Date.now()',
  },
  {
    name: 'core has no dice and no I/O',
    instead: 'take what is random, or what comes from outside, as an argument',
    where: /^packages\/core\/src\//,
    except: tests,
    find: inCode(/\bMath\.random\b|\bcrypto\b|\bprocess\b|\bfetch\b|\bglobalThis\b|\brequire\b/),
    broken: 'const luck = Math.random()',
  },
  {
    name: 'the platform asks its clock',
    instead: '`unit.now` inside a commit, `platform.clock.now()` elsewhere',
    where: /^packages\/platform\/src\//,
    except: /\.test\.ts$|\/(postgres|cli|http)\/|\/built-in-gateway\/|\/evidence\/decode-|\/demo\/|\/progress/,
    find: inCode(/\bnew Date\(\)|\bDate\.now\b|\bTemporal\.Now\b/),
    broken: 'const now = Temporal.Now.instant()',
  },
  {
    name: 'the platform asks its dice',
    instead: '`unit.newId()`, `newId(platform.dice)` or `platform.dice.bytes(n)`',
    where: /^packages\/platform\/src\/[^/]+\//,
    except: /\.test\.ts$|\/(postgres|cli|http)\/|\/built-in-gateway\//,
    find: inCode(/\bMath\.random\b|\brandom(UUID|Bytes|Int)\b|\bcrypto\.getRandomValues\b/),
    broken: 'const id = randomUUID()',
  },
  {
    name: 'no floating point touches money',
    instead: 'bigint fen: the divisions of core/money.ts say how they round',
    where: production,
    // The demo writes a plan, whose amounts are JSON numbers; a forecast is an estimate, and is never booked.
    except: /\.test\.ts$|\/test\/|\/demo\/|\/forecast-cost\.ts$/,
    find: inCode(
      /\bparseFloat\b|\bMath\.round\b|\bMath\.(ceil|floor|trunc|pow)\([^)]*Fen\b|\bFen\b[^,;)]*\.toFixed\b|\bNumber\.parseFloat\b/,
    ),
    broken: 'const shareFen = Math.ceil(Number(dueFen) / count)',
  },
  {
    name: 'nothing is printed outside the command line',
    instead: '`platform.logger`, or the output of cli/',
    where: production,
    except: /\/cli\/|\/demo\/|\.test\.ts$/,
    find: inCode(/\bconsole\./),
    broken: 'console.log(1)',
  },
  {
    name: sqlInStores,
    instead: "a function in the part's `*store.ts` that returns a `Write`; `commit` runs it",
    where: /^packages\/platform\/src\//,
    except: /store\.ts$|\.test\.ts$|\/commit\/|\/postgres\/|\/audits\/|\/built-in-gateway\//,
    find: inStrings(writingSql),
    broken: 'const write = sql`insert into boats values (1)`',
  },
  {
    name: 'only commit runs SQL that writes',
    instead: 'return the statement as a `Write` and hand it to `commit` among its rows',
    where: /^packages\/platform\/src\//,
    except: /\.test\.ts$|\/(commit|postgres)\//,
    find: ({ path, executed }) =>
      executed.filter(({ value }) => writingSql.test(value)).map(({ line }) => `${path}:${line}`),
    broken: 'await sql`update boats set name = 1`.execute(database)',
  },
  {
    name: 'an unfinished place names its issue',
    instead: 'finish it, or write TODO(#12) with an issue that says what is missing',
    where: /\.(tsx?|mjs|sql)$/,
    except: /^tidy\//,
    find: inText(/\b(TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))/),
    broken: '// TODO later',
  },
  {
    name: 'every test runs',
    instead: 'delete it, or `test.runIf(...)` with the condition that it needs',
    where: tests,
    except: /^tidy\//,
    find: inCode(/\b(test|it|describe)\.(only|skip|todo)\b/),
    broken: "test.only('a', () => {})",
  },
  {
    name: 'a name says what is in the file',
    instead: 'a noun for a thing, a verb for a decision, in kebab-case',
    where: /^(packages|acceptance|tidy|scripts)\/.*\.(tsx?|mjs|sql)$/,
    find: ({ path }) => {
      const name = path.split('/').at(-1)!
      return /^[a-z0-9]+([.-][a-z0-9]+)*$/.test(name) && !/\b(utils?|helpers?|manager|misc)\b/.test(name) ? [] : [path]
    },
    broken: '',
  },
]

function applies(rule: Rule, path: string): boolean {
  if (!rule.where.test(path) || rule.except?.test(path)) return false
  return rule.name !== sqlInStores || !storesByOtherNames.some((name) => path.endsWith(`/src/${name}`))
}

const sources = readCode(/\.(tsx?|mjs)$/)

test('the rules of this file are checked on something', () => {
  expect(sources.length).toBeGreaterThan(100)
})

describe.each(rules)('$name', (rule) => {
  test('in every source', () => {
    const checked = sources.filter((source) => applies(rule, source.path))
    expect(checked.length, 'the rule reads something').toBeGreaterThan(0)
    expect(checked.flatMap(rule.find), `write instead: ${rule.instead}`).toEqual([])
  })

  test('is seen where it is broken', () => {
    const path = rule.name.startsWith('a name') ? 'packages/core/src/utils.ts' : 'packages/core/src/made-up.ts'
    expect(rule.find(parse({ path, text: rule.broken }))).toHaveLength(1)
  })
})

describe('nothing is bound to one machine or one network', () => {
  const texts = readSources(/^(?!package-lock\.json$).*\.(tsx?|mjs|sql|md|json|jsonc|csv|yml|yaml)$|^\.ci\//)
  const machine = /(^|[\s"'`(=])\/(home|Users|work|mnt)\/[a-z]|\bregistry\.[a-z0-9-]+\.[a-z]/

  test('no path of a machine and no host of a package registry', () => {
    expect(texts.length).toBeGreaterThan(100)
    expect(
      texts.filter(({ path }) => !path.startsWith('tidy/')).flatMap(({ path, text }) => places(path, text, machine)),
    ).toEqual([])
    expect(places('made-up', 'see "/home/ann/notes" or registry.example.org', machine)).toHaveLength(1)
  })

  test('package-lock.json has no address to download from, so every npm uses its own registry', () => {
    const [lock] = readSources(/^package-lock\.json$/)
    const packages = Object.entries((JSON.parse(lock!.text) as { packages: Record<string, Locked> }).packages)
    expect(packages.length).toBeGreaterThan(100)
    expect(packages.filter(([, { resolved }]) => /^[a-z+]+:/.test(resolved ?? '')).map(([name]) => name)).toEqual([])
    const fetched = packages.filter(([path, { link }]) => path.includes('node_modules/') && !link)
    expect(fetched.filter(([, { integrity }]) => !integrity).map(([name]) => name)).toEqual([])
  })
})

interface Locked {
  readonly resolved?: string
  readonly integrity?: string
  readonly link?: boolean
}
