import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { testPlan } from '../../test/plan.ts'
import { compareVersions } from './compare-versions.ts'
import type { PlanVersion } from './plan.ts'

/** A copy of the test plan after a change of it. */
function changed(change: (plan: { -readonly [Name in keyof PlanVersion]: PlanVersion[Name] }) => void): PlanVersion {
  const plan = structuredClone(testPlan)
  change(plan)
  return plan
}

describe('comparing two versions', () => {
  test('a version does not differ from itself', () => {
    expect(compareVersions(testPlan, structuredClone(testPlan))).toEqual([])
  })

  test('a changed figure is one difference, with both figures', () => {
    const later = changed((plan) => {
      plan.filing = { ...plan.filing, withinDays: 90 }
    })
    expect(compareVersions(testPlan, later)).toEqual([
      { change: 'changed', pointer: '/filing/withinDays', term: 'filing.withinDays', from: 180, to: 90 },
    ])
  })

  test('an illness put first is one difference, not one for each that moved', () => {
    const gout = { code: 'gout', category: 'other', name: { en: 'Gout', zh: '痛风' } } as const
    const later = changed((plan) => {
      plan.cover = { ...plan.cover, illnesses: [gout, ...plan.cover.illnesses] }
    })
    const term = 'cover.illnesses[gout]'
    expect(compareVersions(testPlan, later)).toEqual([
      { change: 'added', pointer: '/cover/illnesses/0', term, to: gout },
    ])
    expect(compareVersions(later, testPlan)).toEqual([
      { change: 'removed', pointer: '/cover/illnesses/0', term, from: gout },
    ])
  })

  test('a text within a list points into the later version and is named by its entry', () => {
    const later = changed((plan) => {
      const [first, ...others] = plan.cover.illnesses
      plan.cover = { ...plan.cover, illnesses: [...others, { ...first!, name: { ...first!.name, zh: '癌症' } }] }
    })
    expect(compareVersions(testPlan, later)).toMatchObject([
      { pointer: '/cover/illnesses/2/name/zh', term: 'cover.illnesses[malignant-tumour].name.zh', to: '癌症' },
      { change: 'reordered', pointer: '/cover/illnesses' },
    ])
  })

  test('days of the month are one term', () => {
    const later = changed((plan) => {
      plan.sharing = { ...plan.sharing, daysOfMonth: [15, 28] }
    })
    expect(compareVersions(testPlan, later)).toMatchObject([
      { change: 'changed', pointer: '/sharing/daysOfMonth', from: [14, 28], to: [15, 28] },
    ])
  })

  test('a section that is new is added whole', () => {
    const changes = { noticeDays: 30, clause: '1' }
    const later = changed((plan) => {
      plan.changes = changes
    })
    expect(compareVersions(testPlan, later)).toEqual([
      { change: 'added', pointer: '/changes', term: 'changes', to: changes },
    ])
  })

  test('any change of any single value is found, both ways', () => {
    const paths = [...leaves(testPlan, [])]
    expect(paths.length).toBeGreaterThan(80)
    fc.assert(
      fc.property(fc.constantFrom(...paths), (path) => {
        const later = structuredClone(testPlan)
        set(later, path, 'another value')
        expect(compareVersions(testPlan, later).length).toBeGreaterThan(0)
        expect(compareVersions(later, testPlan).length).toBeGreaterThan(0)
      }),
    )
  })
})

type Path = readonly (string | number)[]

function* leaves(value: unknown, path: Path): Generator<Path> {
  if (typeof value !== 'object' || value === null) {
    yield path
    return
  }
  for (const [name, inner] of Object.entries(value)) yield* leaves(inner, [...path, name])
}

function set(value: unknown, path: Path, leaf: string): void {
  const [name, ...rest] = path
  const members = value as Record<string, unknown>
  if (rest.length === 0) members[name!] = leaf
  else set(members[name!], rest, leaf)
}
