import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { broken, cooperativePath, expectFault, faultsOf, sound, textOf } from '../../test/broken-plan.ts'
import { shippedPlans } from './load-shipped-plans.ts'
import { faultLine, readPlan } from './read-plan.ts'

const shipped = shippedPlans.map((code) => `packages/platform/plans/${code}.json`)

describe('the plans that come with Tongzhou', () => {
  test.each([...shipped, cooperativePath])('%s is sound', (path) => {
    expect(faultsOf(textOf(path))).toEqual([])
    const reading = readPlan(textOf(path))
    expect(reading.accepted && reading.plan).toEqual(JSON.parse(textOf(path)))
  })
})

describe('the bytes of a plan file', () => {
  test('in GBK are refused at their line', () => {
    const gbk = Buffer.concat([
      Buffer.from('{\n  "plan": "a",\n  "name": "'),
      Buffer.from([0xbb, 0xa5, 0xd6, 0xfa]),
      Buffer.from('"}'),
    ])
    expect(faultsOf(gbk)).toMatchObject([{ rule: 'not-utf-8', line: 3, column: 12 }])
  })

  test('a byte order mark is refused, with what to do', () => {
    const faults = faultsOf(`\uFEFF${sound}`)
    expect(faults).toMatchObject([{ rule: 'byte-order-mark', line: 1, column: 1 }])
    expect(faultLine('plan.json', faults[0]!)).toBe(
      'plan.json:1:1 byte-order-mark The file begins with a byte order mark: save it as UTF-8 without one.',
    )
    expect(faultsOf(Buffer.from(`\uFEFF${sound}`))).toMatchObject([{ rule: 'byte-order-mark' }])
  })

  test('a megabyte is read, a byte more is refused', () => {
    const filled = sound + ' '.repeat(1_000_000 - Buffer.byteLength(sound))
    expect(faultsOf(filled)).toEqual([])
    expect(faultsOf(`${filled} `)).toMatchObject([{ rule: 'file-too-large' }])
  })

  test('lines may end as on Windows', () => {
    expect(faultsOf(sound.replaceAll('\n', '\r\n'))).toEqual([])
  })
})

describe('the JSON of a plan file', () => {
  test('is refused where it ends too soon, is empty, or is something else', () => {
    expect(faultsOf(sound.slice(0, -3))).toMatchObject([{ rule: 'not-json' }])
    for (const text of ['', ' ', 'plan: a', '{} {}', "{'plan': 1}", '{"plan": "a\nb"}', '\u00A0{}']) {
      expect(faultsOf(text), text).toMatchObject([{ rule: 'not-json' }])
    }
  })

  test('may not have trailing commas, in objects and lists', () => {
    expectFault(
      'trailing-comma',
      '"clause": "8" }',
      '"clause": "8", }',
      0,
      sound.replace(/"clause": "8"\s+\}\s+\}/, '"clause": "8" }}'),
    )
    expectFault('trailing-comma', '[0, 3, 7, 14, 20]', '[0, 3, 7, 14, 20,]')
  })

  test('may not have comments', () => {
    expectFault('comment', '"version": 1', '// first\n"version": 1')
    expectFault('comment', '"version": 1', '"version": 1 /* first */')
  })

  test('may not have a key twice, at any depth', () => {
    expectFault('duplicate-key', '"version": 1', '"version": 1,\n"version": 2', 1)
    expectFault('duplicate-key', '"days": 30', '"days": 30,\n"d\\u0061ys": 31', 1)
  })

  test.each(['300000.5', '300000.00', '3e5', '-0', '1.0'])('may not have the number %s', (number) => {
    expectFault('number-not-whole', '"payoutFen": 300000', `"payoutFen": ${number}`)
  })

  test('may not have a number that is not exact', () => {
    expectFault('number-too-large', '"payoutFen": 300000', '"payoutFen": 9007199254740993')
  })

  test('may not have control characters or halves of characters in texts', () => {
    for (const piece of ['\\u0000', '\\u0007', '\\ud800', '\\t']) {
      expectFault('text-not-plain', "Neighbours' mutual aid", `Neighbours${piece}`)
    }
    expect(faultsOf(broken("Neighbours' mutual aid", 'One\\nTwo \u{20BB7}').text)).toEqual([])
  })

  test('may not be nested without end, also behind a broken string', () => {
    for (const text of ['['.repeat(200_000), `{"a":\n"${'\\"'.repeat(50_000)}\n${'['.repeat(200_000)}`]) {
      expect(faultsOf(text)).toMatchObject([{ rule: 'too-deep' }])
    }
    expect(faultsOf(broken("Neighbours' mutual aid", '['.repeat(99)).text)).toEqual([])
  })
})

describe('a damaged plan file', () => {
  test('is answered with faults at places within it, whatever the damage', () => {
    const pieces = [
      '"',
      '\\',
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '\n',
      '\u0000',
      '\uFEFF',
      '\ud800',
      '0',
      '-',
      '1e9',
      'null',
      '/*',
      '\u2028',
      '',
    ]
    const damage = fc.tuple(fc.nat(sound.length), fc.nat(3), fc.constantFrom(...pieces))
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
        let text = sound
        for (const [at, length, piece] of damages) text = text.slice(0, at) + piece + text.slice(at + length)
        const reading = readPlan(text)
        if (reading.accepted) return void expect(reading.plan).toEqual(JSON.parse(text))
        const lines = text.split('\n')
        for (const { line, column } of reading.faults) {
          expect(column).toBeGreaterThan(0)
          expect(column).toBeLessThanOrEqual(lines[line - 1]!.length + 1)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('the shape of a plan', () => {
  test('has no unknown terms, at any depth', () => {
    expectFault('unknown-key', '"currency": "CNY"', '"currency": "CNY",\n"curency": "CNY"', 1)
    expectFault('unknown-key', '"days": 30', '"days": 30,\n"__proto__": {}', 1)
    expect(faultsOf(broken('"days": 30', '"days": 30, "day": 30').text)[0]).toMatchObject({
      pointer: '/waitingPeriod/day',
      message: { en: expect.stringContaining('or use one of days, accidentsExempt') },
    })
  })

  test('lacks no term', () => {
    expectFault('missing-key', '"days": 30,', '', -1)
  })

  test.each([
    ['"payoutFen": 300000', '"payoutFen": "300000"'],
    ['"accidentsExempt": true', '"accidentsExempt": "yes"'],
    ['"capPerCaseFen": 15000', '"capPerCaseFen": "none"'],
  ])('has the right types: %s', (from, to) => {
    expectFault('wrong-type', from, to)
  })

  test('has figures within their limits', () => {
    expectFault('out-of-range', '"managementFeeBasisPoints": 0', '"managementFeeBasisPoints": 10001')
    expectFault('out-of-range', '"managementFeeBasisPoints": 0', '"managementFeeBasisPoints": -1')
    expect(faultsOf(broken('"managementFeeBasisPoints": 0', '"managementFeeBasisPoints": 10000').text)).toEqual([])
    expectFault('out-of-range', '"payoutFen": 300000', '"payoutFen": 0')
    expectFault('out-of-range', '"version": 1', '"version": 0')
    expectFault('out-of-range', '"upheldAtBasisPoints": 5001', '"upheldAtBasisPoints": 10001')
  })

  test('has choices, forms, lengths and no value twice', () => {
    expectFault('not-one-of', '"currency": "CNY"', '"currency": "EUR"')
    expectFault('not-one-of', '"mode": "panel"', '"mode": "jury"')
    expectFault('wrong-form', '"firstDay": "2026-01-01"', '"firstDay": "1 Jan 2026"')
    expectFault('wrong-form', '"plan": "small-cooperative"', '"plan": "Small Cooperative"')
    expectFault('wrong-length', '"zh": "邻里互助计划"', '"zh": ""')
    expectFault('wrong-length', '[0, 3, 7, 14, 20]', '[]')
    expectFault('repeated-value', '["cn-resident-id"]', '["cn-resident-id", "cn-resident-id"]')
  })

  test('tells all faults at once, in the order of the lines', () => {
    const text = sound
      .replace('"CNY"', '"EUR"')
      .replace('"days": 30', '"days": "30"')
      .replace('"version": 1', '"version": 0')
    expect(faultsOf(text).map(({ rule }) => rule)).toEqual(['out-of-range', 'not-one-of', 'wrong-type'])
  })
})

describe('the schema', () => {
  test('knows the terms of the type and no others', () => {
    const type = textOf('packages/core/src/plans/plan.ts')
    const schema = JSON.parse(textOf('packages/core/src/plans/plan.schema.json')) as unknown
    const named = new Set(type.matchAll(/readonly (\w+)\??:/g).map((match) => match[1]!))
    const known = new Set(propertyNames(schema))
    expect(named.size).toBeGreaterThan(80)
    expect([...known].sort()).toEqual([...named].sort())
  })
})

function propertyNames(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own = 'properties' in schema ? Object.keys(schema.properties as object) : []
  return [...own, ...Object.values(schema).flatMap(propertyNames)]
}
